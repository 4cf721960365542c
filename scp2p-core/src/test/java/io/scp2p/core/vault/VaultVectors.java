package io.scp2p.core.vault;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.vault.catalog.Catalog;
import io.scp2p.core.vault.catalog.CatalogCodec;
import io.scp2p.core.vault.catalog.CatalogSeal;
import io.scp2p.core.vault.catalog.FileEntry;
import io.scp2p.core.vault.catalog.FileHeader;
import io.scp2p.core.vault.catalog.Naming;
import io.scp2p.core.vault.catalog.Replica;
import io.scp2p.core.vault.catalog.ReplicaState.Stage;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.LeasesRenewed;
import io.scp2p.core.wire.vault.Receipt;
import io.scp2p.core.wire.vault.SignedOrder;
import io.scp2p.core.wire.vault.VaultRequest;
import io.scp2p.core.wire.vault.VaultResponse;
import io.scp2p.core.wire.vault.VaultSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Makes {@code conformance-vectors/vault.json}: run it when the protocol gets a new version. */
final class VaultVectors {
  static final Path FILE = Path.of("..", "conformance-vectors", "vault.json");
  private static final byte[] OWNER_SEED = filled(0xa1, 32);
  private static final byte[] HOLDER_SEED = filled(0xb2, 32);
  private static final byte[] FILE_KEY = filled(0xf3, 32);
  private static final byte[] FILE_ID = filled(0x1d, 16);

  private VaultVectors() {}

  static byte[] filled(int value, int count) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /** Every byte asked for is 0x99: an implementation that checks vectors can do the same. */
  static Entropy nines() {
    return target -> Arrays.fill(target, (byte) 0x99);
  }

  static SigningKey key(byte[] seed) {
    return SigningKey.ofSeed(SecretBytes.copyOf(seed));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static CBORObject make() throws Exception {
    SigningKey owner = key(OWNER_SEED);
    SigningKey holder = key(HOLDER_SEED);
    CBORObject all = CBORObject.NewOrderedMap();
    all.Add("description", "docs/vault-protocol.md; random bytes are 99 throughout.");
    all.Add("owner_seed", hex(OWNER_SEED));
    all.Add("owner", owner.nodeKey().hex());
    all.Add("holder_seed", hex(HOLDER_SEED));
    all.Add("holder", holder.nodeKey().hex());
    all.Add("messages", messages(owner, holder));
    all.Add("keys", keys(owner));
    all.Add("runs", runs());
    all.Add("recovery", recovery(owner));
    all.Add("links", links(holder.nodeKey()));
    all.Add("pages", pages(owner, holder.nodeKey()));
    return all;
  }

  private static CBORObject messages(SigningKey owner, SigningKey holder) {
    CBORObject list = CBORObject.NewArray();
    var order = VaultSamples.order(owner.nodeKey(), holder.nodeKey());
    for (VaultRequest request : VaultSamples.requests(owner.nodeKey(), holder.nodeKey())) {
      CBORObject one = CBORObject.NewOrderedMap();
      one.Add("type", request.type());
      one.Add("direction", "request");
      VaultRequest sent = request;
      if (request instanceof SignedOrder unsigned) {
        byte[] bytes = unsigned.signingBytes().toArray();
        sent = unsigned.signed(Bytes.wrap(owner.sign(bytes)));
        one.Add("signing_bytes", hex(bytes));
        one.Add("signature", hex(owner.sign(bytes)));
      }
      one.Add("payload", sent.encoded().hex());
      list.Add(one);
    }
    for (VaultResponse response : VaultSamples.responses(owner.nodeKey(), holder.nodeKey())) {
      CBORObject one = CBORObject.NewOrderedMap();
      one.Add("type", response.type());
      one.Add("direction", "response");
      VaultResponse sent = response;
      if (response instanceof Receipt receipt) {
        byte[] bytes = receipt.signingBytes().toArray();
        sent = receipt.signed(Bytes.wrap(holder.sign(bytes)));
        one.Add("signing_bytes", hex(bytes));
        one.Add("signature", hex(holder.sign(bytes)));
      } else if (response instanceof LeasesRenewed renewed) {
        byte[] bytes = renewed.signingBytes(order).toArray();
        sent = renewed.signed(Bytes.wrap(holder.sign(bytes)));
        one.Add("signing_bytes", hex(bytes));
        one.Add("signature", hex(holder.sign(bytes)));
      }
      one.Add("payload", sent.encoded().hex());
      list.Add(one);
    }
    return list;
  }

  private static FileKey fileKey() {
    return FileKey.of(FileId.of(FILE_ID), FILE_KEY);
  }

  private static CBORObject keys(SigningKey owner) {
    CBORObject keys = CBORObject.NewOrderedMap();
    keys.Add("file_id", hex(FILE_ID));
    keys.Add("file_key", hex(FILE_KEY));
    keys.Add("wrapped", fileKey().wrap(owner, nines()).hex());
    keys.Add("shard_id_0_0", fileKey().shardId(0, 0).hex());
    keys.Add("shard_id_5_3", fileKey().shardId(5, 3).hex());
    return keys;
  }

  private static CBORObject runs() {
    CBORObject list = CBORObject.NewArray();
    for (int size : new int[] {0, 1, 2_031, 2_032, 2_033}) {
      VaultLayout layout = new VaultLayout(size, 2, 1, 10);
      byte[] plain = new byte[size];
      for (int i = 0; i < size; i++) {
        plain[i] = (byte) (i % 251);
      }
      CodedRun run = new RunCoder(layout).encode(fileKey(), 0, plain);
      CBORObject one = CBORObject.NewOrderedMap();
      one.Add("plain_modulus_251", size);
      one.Add("k", 2);
      one.Add("m", 1);
      one.Add("piece_log", 10);
      CBORObject shards = CBORObject.NewArray();
      CBORObject hashes = CBORObject.NewArray();
      CBORObject proofs = CBORObject.NewArray();
      for (int i = 0; i < 3; i++) {
        shards.Add(hex(run.data()[i]));
        hashes.Add(hex(Blake3.hash(run.data()[i])));
        proofs.Add(
            ShardTree.proof(layout.shardBytes(), 0, 1, ShardTree.ofPieces(run.values()[i], 10))
                .hex());
      }
      one.Add("shards", shards);
      one.Add("hashes", hashes);
      one.Add("proofs_of_leaf_0", proofs);
      list.Add(one);
    }
    return list;
  }

  private static CBORObject recovery(SigningKey owner) {
    CBORObject recovery = CBORObject.NewOrderedMap();
    recovery.Add("first_and_last_word", WordCode.list().get(0) + " " + WordCode.list().get(2_047));
    recovery.Add("words", String.join(" ", RecoveryCode.words(owner)));
    CBORObject parts = CBORObject.NewArray();
    RecoveryCode.split(owner, 3, 5, nines()).forEach(part -> parts.Add(String.join(" ", part)));
    recovery.Add("parts_3_of_5", parts);
    return recovery;
  }

  private static CBORObject links(NodeKey holder) {
    CBORObject list = CBORObject.NewArray();
    list.Add(
        ReadCapability.of(
                fileKey(),
                VaultLayout.of(480_000, 4, 2),
                List.of(
                    new ReadCapability.Source(0, 0, holder, Bytes.wrap(filled(1, 32))),
                    new ReadCapability.Source(5, 3, holder, Bytes.wrap(filled(2, 32)))))
            .link());
    return list;
  }

  static Catalog catalog(SigningKey owner, NodeKey holder) {
    Bytes device = Bytes.wrap(filled(7, 8));
    FileHeader header =
        new FileHeader(
            VaultLayout.of(480_000, 4, 2), fileKey().wrap(owner, nines()), 1_767_225_600_000L);
    FileEntry live =
        FileEntry.of(header, new Naming("holiday.jpg", 4_000, 1_767_225_600_000L, device))
            .hashed(0, Bytes.wrap(filled(1, 32)))
            .placed(new Replica(0, 0, holder, fileKey().shardId(0, 0)), Stage.HELD, 1_769_817_600L);
    FileEntry dead =
        live.placed(new Replica(0, 0, holder, fileKey().shardId(0, 0)), Stage.GONE, 0)
            .deleted(1_767_225_700_000L);
    return Catalog.EMPTY.with(
        Map.of(FileId.of(FILE_ID), live, FileId.of(filled(0x1d + 64, 16)), dead));
  }

  private static CBORObject pages(SigningKey owner, NodeKey holder) {
    Bytes device = Bytes.wrap(filled(7, 8));
    CBORObject one = CBORObject.NewOrderedMap();
    Catalog catalog = catalog(owner, holder);
    one.Add("page", Catalog.pageOf(FileId.of(FILE_ID)));
    one.Add("device", device.hex());
    one.Add("sequence", 3);
    one.Add("plain", CatalogCodec.encode(catalog).hex());
    one.Add("sealed", CatalogSeal.seal(owner, 29, device, 3, catalog, nines()).hex());
    return CBORObject.NewArray().Add(one);
  }

  /** Writes the file. */
  public static void main(String[] arguments) throws Exception {
    Files.writeString(FILE, text(make()));
  }

  static String text(CBORObject json) {
    return json.ToJSONString().replace("\",\"", "\",\n\"").replace("},{", "},\n{") + "\n";
  }

  static CBORObject read() throws IOException {
    return CBORObject.FromJSONString(Files.readString(FILE));
  }
}
