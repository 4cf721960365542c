package io.scp2p.core.protocol.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The clock of a router, 80 seconds after it said 1000. */
class EpochTest {
  private static final long LATER = Duration.ofSeconds(80).toNanos();

  private static boolean isReset(boolean pcp, long afterNanos, long says) {
    Epoch epoch = new Epoch(pcp);
    long start = Long.MAX_VALUE - 1; // The clock may overflow.
    assertThat(epoch.isReset(1_000, start)).as("the first says nothing").isFalse();
    return epoch.isReset(says, start + afterNanos);
  }

  /** RFC 6886 section 3.6: seven eighths of the time, and two seconds; ahead is no reason. */
  @ParameterizedTest
  @CsvSource({"1067, true", "1068, false", "1080, false", "9999, false", "0, true"})
  void natPmp(long says, boolean reset) {
    assertThat(isReset(false, LATER, says)).isEqualTo(reset);
  }

  /** RFC 6887 section 8.5: a sixteenth and two seconds, either way. */
  @ParameterizedTest
  @CsvSource({"1072, true", "1073, false", "1080, false", "1087, false", "1088, true", "0, true"})
  void pcp(long says, boolean reset) {
    assertThat(isReset(true, LATER, says)).isEqualTo(reset);
  }

  @ParameterizedTest
  @CsvSource({"998, true", "999, false", "1000, false"})
  void packetsMayOvertakeEachOtherByASecond(long says, boolean reset) {
    assertThat(isReset(true, 0, says)).isEqualTo(reset);
  }

  @Test
  void whatWasSaidLastCounts() {
    Epoch epoch = new Epoch(true);
    epoch.isReset(1_000, 0);
    assertThat(epoch.isReset(3, LATER)).isTrue();

    assertThat(epoch.isReset(83, 2 * LATER)).isFalse();
  }
}
