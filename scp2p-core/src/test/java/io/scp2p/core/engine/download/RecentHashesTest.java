package io.scp2p.core.engine.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import org.junit.jupiter.api.Test;

/** Readers of a long content keep few of its hashes. */
class RecentHashesTest {
  private static final Bytes DATA = Bytes.wrap(new byte[] {1, 2, 3});

  private final RecentHashes hashes = new RecentHashes();

  @Test
  void aChunkIsComparedWithItsOwnHash() {
    byte[] page = new byte[3 * 32];
    System.arraycopy(Blake3.hash(DATA.toArray()), 0, page, 64, 32);
    hashes.put(5, Bytes.wrap(page));

    assertThat(hashes.matches(5 * 8_192 + 2, DATA)).contains(true);
    assertThat(hashes.matches(5 * 8_192 + 1, DATA)).contains(false);
    assertThat(hashes.matches(2, DATA)).isEmpty();
    assertThat(hashes.known().stream()).containsExactly(5);
  }

  @Test
  void noMoreThanTheBoundIsKeptAndWhatIsNeededStays() {
    for (int page = 0; page < 10_000; page++) {
      hashes.put(page, Bytes.wrap(new byte[32]));
      hashes.trim(each -> each == 7);
      assertThat(hashes.known().cardinality()).isLessThanOrEqualTo(RecentHashes.MAX_PAGES);
    }
    assertThat(hashes.known().get(7)).isTrue();
    assertThat(hashes.known().get(9_999)).isTrue();
    assertThat(hashes.known().get(9_000)).isFalse();
  }
}
