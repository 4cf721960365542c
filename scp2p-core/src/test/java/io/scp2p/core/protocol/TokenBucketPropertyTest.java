package io.scp2p.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class TokenBucketPropertyTest {
  private static final BigInteger PARTS = BigInteger.valueOf(1_000_000_000);

  /** Exact rational arithmetic says when the level reaches what is asked for. */
  @Property
  void theLevelIsExactWhateverTheSteps(
      @ForAll @LongRange(min = 1, max = TokenBucket.MAX_TOKENS) long rate,
      @ForAll @LongRange(min = 1, max = TokenBucket.MAX_TOKENS) long burst,
      @ForAll @Size(max = 40) List<@LongRange(max = 3_000_000_000L) Long> steps) {
    TokenBucket bucket = new TokenBucket(rate, burst, 0);
    BigInteger full = BigInteger.valueOf(burst).multiply(PARTS);
    BigInteger level = full;
    long now = 0;
    for (long step : steps) {
      now += step;
      level = level.add(BigInteger.valueOf(step).multiply(BigInteger.valueOf(rate))).min(full);
      BigInteger wanted = BigInteger.valueOf(step % 7 * (burst / 6)).multiply(PARTS);
      boolean enough = level.compareTo(wanted) >= 0;
      assertThat(bucket.available(now)).isEqualTo(level.divide(PARTS).longValueExact());
      assertThat(bucket.tryTake(step % 7 * (burst / 6), now)).isEqualTo(enough);
      if (enough) {
        level = level.subtract(wanted);
      }
    }
  }

  @Property
  void theAnnouncedWaitIsTheShortest(
      @ForAll @LongRange(min = 1, max = TokenBucket.MAX_TOKENS) long rate,
      @ForAll @LongRange(min = 1, max = 1_000_000) long burst,
      @ForAll @LongRange(min = 1, max = 1_000_000) long amount) {
    long asked = Math.min(amount, burst);
    long wait = emptied(rate, burst).nanosUntil(asked, 0);
    assertThat(emptied(rate, burst).tryTake(asked, wait)).isTrue();
    assertThat(emptied(rate, burst).tryTake(asked, wait - 1)).isFalse();
  }

  private static TokenBucket emptied(long rate, long burst) {
    TokenBucket bucket = new TokenBucket(rate, burst, 0);
    bucket.spend(burst, 0);
    return bucket;
  }
}
