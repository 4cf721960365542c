package io.scp2p.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ReplayCacheTest {
  private static final long LIFETIME = 600_000_000_000L;
  private static final long START = Long.MAX_VALUE - 10;

  @Test
  void aNonceIsNewOnceWithinItsLifetime() {
    ReplayCache cache = new ReplayCache(8);
    assertThat(cache.firstSeen(nonce(1), START)).isTrue();
    assertThat(cache.firstSeen(nonce(2), START)).isTrue();
    assertThat(cache.firstSeen(nonce(1), START + LIFETIME - 1)).isFalse();
    // The attempt just made did not refresh it.
    assertThat(cache.firstSeen(nonce(1), START + LIFETIME)).isTrue();
  }

  @Test
  void memoryIsBoundedAndTheOldestMakesRoom() {
    ReplayCache cache = new ReplayCache(4);
    for (int i = 0; i < 1_000; i++) {
      assertThat(cache.firstSeen(nonce(i), START + i)).isTrue();
      assertThat(cache.size()).isLessThanOrEqualTo(4);
    }
    assertThat(cache.firstSeen(nonce(999), START + 1_000)).isFalse();
    assertThat(cache.firstSeen(nonce(996), START + 1_000)).isFalse();
    assertThat(cache.firstSeen(nonce(995), START + 1_000)).isTrue();
  }

  @Test
  void expiredNoncesFreeTheirPlaces() {
    ReplayCache cache = new ReplayCache(4);
    for (int i = 0; i < 4; i++) {
      cache.firstSeen(nonce(i), START);
    }
    cache.firstSeen(nonce(9), START + LIFETIME);
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void theCallersArrayIsItsOwn() {
    ReplayCache cache = new ReplayCache(4);
    byte[] nonce = nonce(1);
    cache.firstSeen(nonce, START);
    nonce[0] ^= 1;
    assertThat(cache.firstSeen(nonce(1), START)).isFalse();
  }

  @Test
  void onlyWholeNoncesAreAsked() {
    assertThatThrownBy(() -> new ReplayCache(1).firstSeen(new byte[31], START))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ReplayCache(0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] nonce(int number) {
    return ByteBuffer.allocate(ReplayCache.NONCE_BYTES).putInt(number).array();
  }
}
