package io.scp2p.core.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.RelayAnnouncement;
import io.scp2p.core.wire.record.RelayCapacity;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelayDirectoryTest {
  private static final long NOW = 1_700_000_000L;
  private static final PeerAddress AT =
      PeerAddress.direct(
          IpAddress.of((byte) 192, (byte) 0, (byte) 2, (byte) 10), 7001, PeerTransport.TCP);

  private final RelayDirectory directory = new RelayDirectory();

  private static SigningKey key(int number) {
    byte[] seed = new byte[SigningKey.SEED_BYTES];
    seed[0] = (byte) number;
    seed[1] = (byte) (number >> 8);
    return SigningKey.ofSeed(SecretBytes.copyOf(seed));
  }

  private static RelayAnnouncement announcement(int number, long issuedAt) {
    return AnnouncementSeal.issue(key(number), List.of(AT), RelayCapacity.DEFAULT, issuedAt);
  }

  @Test
  void theAnnouncementIssuedLastCountsNotTheOneThatCameLast() {
    RelayAnnouncement newer = announcement(1, NOW);
    assertThat(directory.add(newer, NOW)).isTrue();
    assertThat(directory.add(announcement(1, NOW - 60), NOW)).isFalse();
    assertThat(directory.list(10, NOW)).containsExactly(newer);
    assertThat(directory.add(announcement(1, NOW + 60), NOW)).isTrue();
    assertThat(directory.size()).isEqualTo(1);
  }

  @Test
  void expiredOnesAndThoseFromTheFutureAreNotKept() {
    assertThat(directory.add(announcement(1, NOW - 21_600), NOW)).isFalse();
    assertThat(directory.add(announcement(1, NOW + 301), NOW)).isFalse();
    assertThat(directory.add(announcement(1, NOW), NOW)).isTrue();
    assertThat(directory.list(10, NOW + 21_600)).isEmpty();
  }

  @Test
  void theBestComeFirstAndNoMoreThanSixteenAreListed() {
    for (int i = 0; i < 40; i++) {
      directory.add(announcement(i, NOW), NOW);
    }
    directory.rate(key(7).nodeKey(), true);
    directory.rate(key(0).nodeKey(), false);
    List<RelayAnnouncement> listed = directory.list(65_535, NOW);
    assertThat(listed).hasSize(RelayDirectory.MAX_LISTED);
    assertThat(listed.get(0).body().relayKey()).isEqualTo(key(7).nodeKey());
    assertThat(directory.best(40, NOW).get(39).body().relayKey()).isEqualTo(key(0).nodeKey());
    assertThat(directory.list(0, NOW)).isEmpty();
  }

  @Test
  void scoresStayBetweenMinusTenAndTen() {
    for (int i = 0; i < 20; i++) {
      directory.rate(key(1).nodeKey(), true);
      directory.rate(key(2).nodeKey(), false);
    }
    assertThat(directory.score(key(1).nodeKey())).isEqualTo(10);
    assertThat(directory.score(key(2).nodeKey())).isEqualTo(-10);
  }

  @Test
  void aFloodOfAnnouncementsPushesOutThoseThatEndFirst() {
    RelayAnnouncement lasting = announcement(9_999, NOW + 100);
    directory.add(lasting, NOW);
    for (int i = 0; i < RelayDirectory.MAX_RELAYS + 50; i++) {
      directory.add(announcement(i, NOW), NOW);
    }
    assertThat(directory.size()).isEqualTo(RelayDirectory.MAX_RELAYS);
    assertThat(directory.best(1_000, NOW)).contains(lasting);
  }
}
