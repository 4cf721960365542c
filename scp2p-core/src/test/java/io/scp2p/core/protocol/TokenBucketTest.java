package io.scp2p.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long START = Long.MAX_VALUE - 1_000;

  @Test
  void theBurstIsThereAtOnceAndNoMore() {
    TokenBucket bucket = new TokenBucket(3, 10, START);
    assertThat(bucket.tryTake(10, START)).isTrue();
    assertThat(bucket.tryTake(1, START)).isFalse();
    assertThat(bucket.available(START)).isZero();
  }

  @Test
  void oneTokenComesBackAtItsExactNanosecond() {
    TokenBucket bucket = new TokenBucket(3, 10, START);
    bucket.spend(10, START);
    // A third of a second is 333,333,333.3 ns: one nanosecond earlier it is not a whole token.
    assertThat(bucket.nanosUntil(1, START)).isEqualTo(333_333_334);
    assertThat(bucket.tryTake(1, START + 333_333_333)).isFalse();
    assertThat(bucket.tryTake(1, START + 333_333_334)).isTrue();
  }

  @Test
  void askingOftenNeitherAddsNorLosesAnything() {
    TokenBucket asked = new TokenBucket(7, 100, START);
    asked.spend(100, START);
    for (long nanos = 0; nanos < 1_000_000_000L; nanos += 999_983) {
      asked.available(START + nanos);
    }
    assertThat(asked.available(START + 999_999_999L)).isEqualTo(6);
    assertThat(asked.available(START + 1_000_000_000L)).isEqualTo(7);
  }

  @Test
  void aFullBucketStaysFullHoweverLongNobodyTakes() {
    TokenBucket bucket = new TokenBucket(TokenBucket.MAX_TOKENS, TokenBucket.MAX_TOKENS, 0);
    assertThat(bucket.available(Long.MAX_VALUE)).isEqualTo(TokenBucket.MAX_TOKENS);
    bucket.spend(Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(bucket.available(Long.MAX_VALUE)).isZero();
  }

  @Test
  void debtIsPaidBackBeforeAnythingIsGivenOut() {
    TokenBucket bucket = new TokenBucket(10, 10, START);
    bucket.spend(30, START);
    assertThat(bucket.available(START)).isEqualTo(-20);
    assertThat(bucket.tryTake(0, START)).isFalse();
    assertThat(bucket.nanosUntil(1, START)).isEqualTo(2_100_000_000L);
    assertThat(bucket.tryTake(1, START + 2_100_000_000L)).isTrue();
  }

  @Test
  void debtHasAFloor() {
    TokenBucket bucket = new TokenBucket(TokenBucket.MAX_TOKENS, 1, START);
    bucket.spend(Long.MAX_VALUE, START);
    bucket.spend(Long.MAX_VALUE, START);
    bucket.spend(Long.MAX_VALUE, START);
    assertThat(bucket.available(START)).isEqualTo(-TokenBucket.MAX_TOKENS);
    assertThat(bucket.nanosUntil(0, START)).isEqualTo(1_000_000_000L);
  }

  @Test
  void moreThanTheBurstIsNeverGivenButItsWaitEnds() {
    TokenBucket bucket = new TokenBucket(10, 10, START);
    bucket.spend(10, START);
    assertThat(bucket.nanosUntil(11, START)).isEqualTo(1_000_000_000L);
    assertThat(bucket.nanosUntil(11, START + 1_000_000_000L)).isZero();
    assertThat(bucket.tryTake(11, START + 1_000_000_000L)).isFalse();
  }

  @Test
  void aClockReadOutOfOrderGivesNothing() {
    TokenBucket bucket = new TokenBucket(1, 1, START);
    bucket.spend(1, START);
    assertThat(bucket.available(START - 5_000_000_000L)).isZero();
    assertThat(bucket.available(START + 999_999_999L)).isZero();
    assertThat(bucket.available(START + 1_000_000_000L)).isEqualTo(1);
  }

  @Test
  void whatIsSpentIsTakenFromWhatThereIsByThen() {
    TokenBucket bucket = new TokenBucket(3, 10, START);
    bucket.spend(10, START);
    long later = START + 100_000_000_000L;
    bucket.spend(10, later);
    assertThat(bucket.available(later)).isZero();
  }

  @Test
  void limitsThatCannotWorkAreRefused() {
    assertThatThrownBy(() -> new TokenBucket(0, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ratePerSecond");
    assertThatThrownBy(() -> new TokenBucket(1, TokenBucket.MAX_TOKENS + 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("burst");
    assertThatThrownBy(() -> new TokenBucket(1, 1, 0).tryTake(-1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TokenBucket(1, 1, 0).spend(-1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TokenBucket(1, 1, 0).nanosUntil(-1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
