package io.scp2p.core.protocol.dht;

import static io.scp2p.core.protocol.dht.SomeValues.NOW;
import static io.scp2p.core.protocol.dht.SomeValues.address;
import static io.scp2p.core.protocol.dht.SomeValues.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.ProviderEntry;
import org.junit.jupiter.api.Test;

/** Until when a node's word about its address counts (section 22.6). */
class ProviderSealTest {
  private static final SigningKey KEY = key(1);
  private static final PeerAddress ADDRESS = address(KEY.nodeKey(), 1);

  private static ProviderEntry signed(PeerAddress address, long issuedAt, long expiresAt) {
    Bytes signed = ProviderEntry.signingBytes(address, issuedAt, expiresAt);
    return new ProviderEntry(
        address,
        new ProviderEntry.Proof(issuedAt, expiresAt, Bytes.wrap(KEY.sign(signed.toArray()))));
  }

  @Test
  void aWordIsForADay() {
    ProviderEntry entry = ProviderSeal.sign(ADDRESS, KEY, NOW);
    assertThat(entry).isEqualTo(signed(ADDRESS, NOW, NOW + ProviderSeal.LIFETIME_SECONDS));
    assertThat(ProviderSeal.isProved(entry, NOW + ProviderSeal.LIFETIME_SECONDS - 1)).isTrue();
    assertThat(ProviderSeal.isProved(entry, NOW + ProviderSeal.LIFETIME_SECONDS)).isFalse();
  }

  @Test
  void nobodySignsForOthers() {
    assertThatThrownBy(() -> ProviderSeal.sign(address(key(2).nodeKey(), 1), KEY, NOW))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ProviderSeal.sign(address(null, 1), KEY, NOW))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(ProviderSeal.isProved(signed(address(null, 1), NOW, NOW + 1), NOW)).isFalse();
  }

  @Test
  void aWordForTooLongIsNone() {
    long longest = DhtLifetime.MAX_SECONDS;
    assertThat(ProviderSeal.isProved(signed(ADDRESS, NOW, NOW + longest), NOW)).isTrue();
    assertThat(ProviderSeal.isProved(signed(ADDRESS, NOW, NOW + longest + 1), NOW)).isFalse();
    assertThat(ProviderSeal.isProved(signed(ADDRESS, NOW, -1), NOW)).as("unsigned").isFalse();
  }

  @Test
  void norIsAWordOfALaterDay() {
    long latest = NOW + ProviderSeal.MAX_AHEAD_SECONDS;
    assertThat(ProviderSeal.isProved(signed(ADDRESS, latest, latest + 9), NOW)).isTrue();
    assertThat(ProviderSeal.isProved(signed(ADDRESS, latest + 1, latest + 9), NOW)).isFalse();
  }
}
