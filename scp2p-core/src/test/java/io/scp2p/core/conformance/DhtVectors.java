package io.scp2p.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.crypto.Sha256;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.protocol.dht.DhtKeys;
import io.scp2p.core.protocol.dht.DhtLifetime;
import io.scp2p.core.protocol.dht.DhtValues;
import io.scp2p.core.protocol.dht.DhtVerdict;
import io.scp2p.core.protocol.relay.AnnouncementFault;
import io.scp2p.core.protocol.relay.Rendezvous;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.record.CommunityMembers;
import io.scp2p.core.wire.record.DhtKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The rules of the DHT: sections 8.5, 8.6 and 14.8. */
final class DhtVectors {
  private DhtVectors() {}

  static Map<String, VectorRunner> runners() {
    return Map.of(
        "dht-key", DhtVectors::key,
        "dht-lifetime", DhtVectors::lifetime,
        "dht-value", DhtVectors::value,
        "community-merge", DhtVectors::merge,
        "rendezvous-slot", DhtVectors::rendezvousSlot,
        "rendezvous-key", DhtVectors::rendezvousKey);
  }

  private static void key(Vector vector) {
    byte[] id = Json.array(vector.input("id"));
    DhtKey key =
        switch (vector.inputText("keyspace")) {
          case "share_head" -> DhtKeys.shareHead(ShareId.of(id));
          case "manifest" -> DhtKeys.manifest(ManifestId.of(id));
          case "providers" -> DhtKeys.providers(ContentId.of(id));
          default -> DhtKeys.communityMembers(CommunityId.of(id));
        };
    vector.expect("key", key.value());
    vector.expect("routing_target", DhtKeys.routingTarget(key).bytes());
    byte[] preimage = Json.array(vector.expected("preimage"));
    assertThat(DhtKey.of(Sha256.hash(preimage))).isEqualTo(key);
  }

  private static void lifetime(Vector vector) {
    vector.expect(
        "stored_secs", DhtLifetime.storedSeconds(Json.unsigned(vector.input("ttl_secs"))));
  }

  private static void value(Vector vector) {
    DhtKey key = new DhtKey(vector.inputBytes("key"));
    DhtVerdict verdict = DhtValues.validate(key, vector.inputBytes("value"));
    if (verdict instanceof DhtVerdict.Accepted accepted) {
      vector.expectVerdict("accept");
      assertThat(accepted.value())
          .isInstanceOf(WireRecords.type(vector.expected("record").AsString()));
    } else {
      vector.expectVerdict("reject");
      String text = ((DhtVerdict.Refused) verdict).text();
      String announcementCode =
          Arrays.stream(AnnouncementFault.values())
              .filter(fault -> fault.text().equals(text))
              .map(SealVectors::code)
              .findAny()
              .orElse(text);
      assertThat(announcementCode).isEqualTo(vector.reason());
    }
  }

  private static void merge(Vector vector) throws WireException {
    Bytes incoming = vector.inputBytes("incoming");
    CommunityMembers members = members(incoming);
    Optional<Bytes> stored =
        Json.isNull(vector.input("existing"))
            ? Optional.of(incoming)
            : MembersMerge.encoded(members(vector.inputBytes("existing")), members);
    vector.expectVerdict(stored.isPresent() ? "accept" : "reject");
    if (stored.isPresent()) {
      vector.expect("stored_size", stored.get().size());
      if (Json.isNull(vector.expected("stored"))) {
        vector.expect("stored_blake3", Blake3.hash(stored.get().toArray()));
      } else {
        vector.expect("stored", stored.get());
      }
    }
  }

  private static CommunityMembers members(Bytes value) throws WireException {
    return CborReader.decode(value, CommunityMembers::read);
  }

  private static void rendezvousSlot(Vector vector) {
    NodeKey relay = NodeKey.of(Json.array(vector.input("relay_pubkey")));
    long bucket = Rendezvous.bucket(Json.unsigned(vector.input("unix_secs")));
    int slot = Rendezvous.slot(relay, bucket, vector.input("which").AsInt32());
    vector.expect("bucket", bucket);
    vector.expect("bucket_bytes", ByteBuffer.allocate(Long.BYTES).putLong(bucket).array());
    vector.expect("slot", slot);
    vector.expect("key", Rendezvous.key(bucket, slot).value());
    assertThat(Rendezvous.keys(relay, bucket)).contains(Rendezvous.key(bucket, slot));
  }

  private static void rendezvousKey(Vector vector) {
    long bucket = Json.unsigned(vector.input("bucket"));
    int slot = vector.input("slot").AsInt32();
    vector.expect("key", Rendezvous.key(bucket, slot).value());
    assertThat(Rendezvous.keys(bucket).get(slot)).isEqualTo(Rendezvous.key(bucket, slot));
  }
}
