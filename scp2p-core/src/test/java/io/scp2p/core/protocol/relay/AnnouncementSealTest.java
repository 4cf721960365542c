package io.scp2p.core.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.RelayAnnouncement;
import io.scp2p.core.wire.record.RelayCapacity;
import io.scp2p.core.wire.record.RelayRoute;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncementSealTest {
  private static final SigningKey KEY = SigningKey.ofSeed(SecretBytes.copyOf(new byte[32]));
  private static final long NOW = 1_700_000_000L;
  private static final long UNSIGNED_MAX = -1L;
  private static final PeerAddress DIRECT =
      PeerAddress.direct(
          IpAddress.of((byte) 192, (byte) 0, (byte) 2, (byte) 10), 7001, PeerTransport.TCP);
  private static final Capabilities RELAY = new Capabilities(false, false, true, false, false);

  private static RelayAnnouncement.Body body(long issuedAt, long expiresAt) {
    return new RelayAnnouncement.Body(
        KEY.nodeKey(), List.of(DIRECT), RELAY, RelayCapacity.DEFAULT, issuedAt, expiresAt);
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[SigningKey.SEED_BYTES];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void anIssuedAnnouncementLivesSixHours() {
    RelayAnnouncement made =
        AnnouncementSeal.issue(KEY, List.of(DIRECT), RelayCapacity.DEFAULT, NOW);
    assertThat(AnnouncementSeal.verify(made)).isEmpty();
    assertThat(AnnouncementSeal.isExpired(made.body(), NOW + 21_599)).isFalse();
    assertThat(AnnouncementSeal.isExpired(made.body(), NOW + 21_600)).isTrue();
  }

  @Test
  void nobodyIssuesWhatEveryoneWouldRefuse() {
    PeerAddress relayed =
        new PeerAddress(DIRECT.ip(), 7001, PeerTransport.TCP, null, new RelayRoute(DIRECT, 1));
    assertThatThrownBy(() -> AnnouncementSeal.issue(KEY, List.of(), RelayCapacity.DEFAULT, NOW))
        .hasMessageContaining("no address");
    assertThatThrownBy(
            () -> AnnouncementSeal.issue(KEY, List.of(DIRECT, relayed), RelayCapacity.DEFAULT, NOW))
        .hasMessageContaining("relayed address");
    assertThatThrownBy(() -> AnnouncementSeal.sign(body(NOW, NOW), KEY))
        .hasMessageContaining("lifetime");
    SigningKey other = SigningKey.ofSeed(SecretBytes.copyOf(filled(1)));
    assertThatThrownBy(() -> AnnouncementSeal.sign(body(NOW, NOW + 1), other))
        .hasMessageContaining("another relay");
  }

  @Test
  void lifetimesAreUnsignedAndDoNotWrapAround() {
    assertThat(fault(body(UNSIGNED_MAX - 21_600, UNSIGNED_MAX)))
        .isNotEqualTo(AnnouncementFault.BAD_LIFETIME);
    assertThat(fault(body(UNSIGNED_MAX - 21_601, UNSIGNED_MAX)))
        .isEqualTo(AnnouncementFault.BAD_LIFETIME);
    assertThat(fault(body(UNSIGNED_MAX, 21_599))).isEqualTo(AnnouncementFault.BAD_LIFETIME);
    assertThat(fault(body(0, UNSIGNED_MAX))).isEqualTo(AnnouncementFault.BAD_LIFETIME);
  }

  private static AnnouncementFault fault(RelayAnnouncement.Body body) {
    RelayAnnouncement unsigned = body.signed(Bytes.wrap(new byte[64]));
    return AnnouncementSeal.verify(unsigned).orElseThrow();
  }

  @Test
  void aRelayHasAtMostSixKeysAroundItsHourAndFewerAtTheBeginningOfTime() {
    assertThat(Rendezvous.keysOf(body(NOW, NOW + 1)))
        .hasSizeBetween(3, 6)
        .containsAll(Rendezvous.keys(KEY.nodeKey(), Rendezvous.bucket(NOW) - 1))
        .containsAll(Rendezvous.keys(KEY.nodeKey(), Rendezvous.bucket(NOW)))
        .containsAll(Rendezvous.keys(KEY.nodeKey(), Rendezvous.bucket(NOW) + 1));
    assertThat(Rendezvous.keysOf(body(5, 6))).hasSizeBetween(2, 4);
    assertThat(Rendezvous.keysOf(body(UNSIGNED_MAX, 0))).hasSizeBetween(3, 6);
  }

  @Test
  void aBucketHasSixteenKeysAmongWhichAreThoseOfEveryRelay() {
    long bucket = Rendezvous.bucket(NOW);
    List<DhtKey> keys = Rendezvous.keys(bucket);
    assertThat(keys).hasSize(Rendezvous.SLOTS).doesNotHaveDuplicates();
    assertThat(keys).containsAll(Rendezvous.keys(KEY.nodeKey(), bucket));
  }
}
