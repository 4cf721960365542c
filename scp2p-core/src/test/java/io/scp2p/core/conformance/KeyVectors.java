package io.scp2p.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.id.CommunityKey;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareKey;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.core.content.ChunkHashes;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.content.ContentDigest;
import io.scp2p.core.content.ContentDigester;
import io.scp2p.core.crypto.EphemeralKey;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SessionSecret;
import io.scp2p.core.crypto.Sha256;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import java.util.List;
import java.util.Map;

/** Identities, hashes, contents and key agreement: sections 1 and 4.6. */
final class KeyVectors {
  private static final SecretAccess ACCESS = SecretAccess.iWillProtectTheExportedSecret();

  private KeyVectors() {}

  static Map<String, VectorRunner> runners() {
    return Map.of(
        "identity", KeyVectors::identity,
        "hash", KeyVectors::hash,
        "chunk-list", KeyVectors::chunkList,
        "content", KeyVectors::content,
        "key-agreement", KeyVectors::keyAgreement,
        "session-secret", KeyVectors::sessionSecret);
  }

  /** The key with a seed of the vectors. */
  static SigningKey signingKey(CBORObject seed) {
    return SigningKey.ofSeed(SecretBytes.copyOf(Json.array(seed)));
  }

  private static void identity(Vector vector) {
    byte[] key =
        vector.input().ContainsKey("seed")
            ? signingKey(vector.input("seed")).publicKey()
            : Json.array(vector.input("public_key"));
    vector.expect("public_key", key);
    vector.expect("node_id", NodeKey.of(key).id().bytes());
    vector.expect("share_id", ShareKey.of(key).id().bytes());
    vector.expect("share_id", CommunityKey.of(key).id().bytes());
  }

  private static void hash(Vector vector) {
    byte[] data = Json.array(vector.input("data"));
    byte[] hash =
        switch (vector.inputText("algorithm")) {
          case "sha256" -> Sha256.hash(data);
          case "blake3" -> Blake3.hash(data);
          default -> Blake3.deriveKey(vector.inputText("context"), data);
        };
    vector.expect("hash", hash);
  }

  private static void chunkList(Vector vector) {
    List<Bytes> hashes =
        vector.input("chunk_hashes").getValues().stream().map(Json::bytes).toList();
    vector.expect("chunk_list_hash", ChunkHashes.of(Json.joined(hashes)).listHash());
  }

  private static void content(Vector vector) {
    Bytes data = vector.inputBytes("data");
    ContentDigest digest = new ContentDigester().update(data.buffer()).finish();
    vector.expect("size", digest.fileBytes());
    vector.expect("content_id", digest.contentId().bytes());
    vector.expect("chunk_count", digest.chunks().count());
    vector.expect("chunk_list_hash", digest.chunks().listHash());
    ChunkLayout layout = new ChunkLayout(data.size());
    assertThat(layout.spans()).hasSize(digest.chunks().count());
    for (CBORObject chunk : vector.expected("chunks").getValues()) {
      int index = chunk.get("index").AsInt32();
      ChunkLayout.Span span = layout.span(index);
      assertThat(span.offset()).isEqualTo(chunk.get("offset").AsInt64Value());
      assertThat(span.length()).isEqualTo(chunk.get("size").AsInt32());
      assertThat(digest.chunks().hash(index)).isEqualTo(Json.bytes(chunk.get("hash")));
      Bytes bytes = data.slice((int) span.offset(), span.length());
      assertThat(digest.chunks().matches(index, bytes)).isTrue();
    }
  }

  private static void keyAgreement(Vector vector) {
    EphemeralKey own = ephemeralKey(vector.input("private_key"));
    EphemeralKey peer = ephemeralKey(vector.input("peer_private_key"));
    vector.expect("public_key", own.publicKey());
    vector.expect("peer_public_key", peer.publicKey());
    vector.expect("shared_secret", own.agree(peer.publicKey()).export(ACCESS));
    vector.expect("shared_secret", peer.agree(own.publicKey()).export(ACCESS));
  }

  private static EphemeralKey ephemeralKey(CBORObject privateKey) {
    byte[] scalar = Json.array(privateKey);
    return EphemeralKey.generate(target -> System.arraycopy(scalar, 0, target, 0, target.length));
  }

  private static void sessionSecret(Vector vector) {
    SecretBytes shared = SecretBytes.copyOf(Json.array(vector.input("shared_secret")));
    byte[] initiator = Json.array(vector.input("initiator_nonce"));
    byte[] responder = Json.array(vector.input("responder_nonce"));
    SecretBytes derived = SessionSecret.derive(shared, initiator, responder);
    vector.expect("session_secret", derived.export(ACCESS));
  }
}
