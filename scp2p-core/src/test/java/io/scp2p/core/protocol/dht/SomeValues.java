package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.catalog.HeadSeal;
import io.scp2p.core.catalog.ManifestSeal;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.relay.AnnouncementSeal;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.CommunityMembers;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.RelayAnnouncement;
import io.scp2p.core.wire.record.RelayCapacity;
import io.scp2p.core.wire.record.ShareHead;
import io.scp2p.core.wire.record.Visibility;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values of each kind for tests. */
final class SomeValues {
  static final long NOW = 1_700_000_000L;
  static final ContentId CONTENT = ContentId.of(new byte[ContentId.LENGTH]);
  static final CommunityId COMMUNITY = CommunityId.of(new byte[CommunityId.LENGTH]);
  static final DhtKey PROVIDERS_KEY = DhtKeys.providers(CONTENT);

  private SomeValues() {}

  static SigningKey key(int seed) {
    byte[] bytes = new byte[SigningKey.SEED_BYTES];
    bytes[0] = (byte) seed;
    bytes[1] = (byte) (seed >>> 8);
    return SigningKey.ofSeed(SecretBytes.copyOf(bytes));
  }

  static ShareHead head(SigningKey key, long seq, long updatedAt) {
    return HeadSeal.sign(
        new ShareHead.Body(
            key.shareKey().id(), seq, ManifestId.of(new byte[ManifestId.LENGTH]), updatedAt),
        key);
  }

  static Manifest manifest(SigningKey key) {
    Manifest.Body body =
        new Manifest.Body(
            Manifest.VERSION,
            key.shareKey(),
            key.shareKey().id(),
            1,
            NOW,
            null,
            "T",
            "D",
            Visibility.PRIVATE,
            List.of(),
            List.of(),
            List.of());
    return ManifestSeal.sign(body, key);
  }

  static RelayAnnouncement announcement(SigningKey relay, long issuedAt) {
    return AnnouncementSeal.issue(
        relay, List.of(address(null, 1)), RelayCapacity.DEFAULT, issuedAt);
  }

  static CommunityMembers members(long updatedAt, PeerAddress... members) {
    return new CommunityMembers(COMMUNITY, List.of(members), updatedAt);
  }

  /** An address in a subnet of its own for each number. */
  static PeerAddress address(@Nullable NodeKey key, int number) {
    return new PeerAddress(
        Some.ip(0x1400_0001 + (number << 8)), 7_001, PeerTransport.TCP, key, null);
  }

  /** What a judge who knows no share makes of a value that may live there. */
  static Judged judged(DhtKey key, Bytes value) {
    ValueJudge.Judgement judgement =
        new ValueJudge(share -> Optional.empty()).judge(key, value, NOW);
    assertThat(judgement).isInstanceOf(ValueJudge.Judgement.Accepted.class);
    return ((ValueJudge.Judgement.Accepted) judgement).value();
  }
}
