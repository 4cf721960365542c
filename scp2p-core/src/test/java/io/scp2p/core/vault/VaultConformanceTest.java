package io.scp2p.core.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.id.FileId;
import io.scp2p.core.crypto.Signatures;
import io.scp2p.core.vault.catalog.CatalogCodec;
import io.scp2p.core.vault.catalog.CatalogSeal;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.Message;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.vault.VaultMessages;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads {@code conformance-vectors/vault.json}: what is there is decoded, and made again. */
class VaultConformanceTest {
  private static byte[] hex(CBORObject from, String name) {
    return HexFormat.of().parseHex(from.get(name).AsString());
  }

  @Test
  void whatWeMakeIsWhatIsWritten() throws Exception {
    assertThat(VaultVectors.make()).isEqualTo(VaultVectors.read());
  }

  @Test
  void everyMessageIsDecodedAndEverySignatureVerifies() throws Exception {
    CBORObject file = VaultVectors.read();
    MessageCodec codec = VaultMessages.addTo(MessageCodec.v1());
    int signatures = 0;
    for (CBORObject one : file.get("messages").getValues()) {
      int type = one.get("type").AsInt32();
      Bytes payload = Bytes.wrap(hex(one, "payload"));
      boolean request = one.get("direction").AsString().equals("request");
      Message message =
          request ? codec.decodeRequest(type, payload) : codec.decodeResponse(type, payload);
      assertThat(message.encoded()).isEqualTo(payload);
      if (one.ContainsKey("signature")) {
        byte[] signer = hex(file, request ? "owner" : "holder");
        assertThat(
                Signatures.verifyStrict(signer, hex(one, "signing_bytes"), hex(one, "signature")))
            .isTrue();
        signatures++;
      }
    }
    assertThat(file.get("messages").size()).isEqualTo(25);
    assertThat(signatures).isEqualTo(8);
  }

  @Test
  void keysShardsWordsAndPagesAreReadBack() throws Exception {
    CBORObject file = VaultVectors.read();
    var owner = VaultVectors.key(hex(file, "owner_seed"));
    CBORObject keys = file.get("keys");
    FileId id = FileId.of(hex(keys, "file_id"));
    FileKey key = FileKey.unwrap(id, Bytes.wrap(hex(keys, "wrapped")), owner);
    assertThat(key.shardId(5, 3)).isEqualTo(Bytes.wrap(hex(keys, "shard_id_5_3")));
    for (CBORObject run : file.get("runs").getValues()) {
      VaultLayout layout = new VaultLayout(run.get("plain_modulus_251").AsInt32(), 2, 1, 10);
      byte[][] shards = new byte[3][];
      for (int i = 1; i < 3; i++) {
        shards[i] = HexFormat.of().parseHex(run.get("shards").get(i).AsString());
      }
      byte[] plain = new RunCoder(layout).decode(key, 0, shards);
      assertThat(plain).hasSize((int) layout.plainBytes());
      for (int i = 0; i < plain.length; i++) {
        assertThat(plain[i]).isEqualTo((byte) (i % 251));
      }
      Bytes leaf = Bytes.wrap(shards[1], 0, Math.min(1_024, shards[1].length));
      byte[] hash = HexFormat.of().parseHex(run.get("hashes").get(1).AsString());
      Bytes proof = Bytes.parse(run.get("proofs_of_leaf_0").get(1).AsString());
      assertThat(ShardTree.verify(hash, layout.shardBytes(), 0, leaf, proof)).isTrue();
    }
    CBORObject recovery = file.get("recovery");
    List<String> words = List.of(recovery.get("words").AsString().split(" "));
    assertThat(RecoveryCode.recover(List.of(words)).orElseThrow().nodeKey())
        .isEqualTo(owner.nodeKey());
    List<List<String>> parts =
        recovery.get("parts_3_of_5").getValues().stream()
            .map(part -> Arrays.asList(part.AsString().split(" ")))
            .toList();
    assertThat(RecoveryCode.recover(parts.subList(1, 4)).orElseThrow().nodeKey())
        .isEqualTo(owner.nodeKey());
    assertThat(ReadCapability.parse(file.get("links").get(0).AsString())).isPresent();
    CBORObject page = file.get("pages").get(0);
    assertThat(
            CatalogSeal.open(
                owner,
                page.get("page").AsInt32(),
                Bytes.wrap(hex(page, "device")),
                3,
                Bytes.wrap(hex(page, "sealed"))))
        .contains(CatalogCodec.decode(Bytes.wrap(hex(page, "plain"))));
  }
}
