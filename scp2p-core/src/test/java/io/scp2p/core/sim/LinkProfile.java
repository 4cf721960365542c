package io.scp2p.core.sim;

import java.time.Duration;
import java.util.List;

/**
 * How one direction of a link treats what passes. The same profile can be a host's access link or
 * the way between two hosts; delays of the links on a way add up.
 *
 * @param name for traces
 * @param delay one way
 * @param jitter up to this much is added to each delay, evenly spread; it may reorder datagrams
 * @param lossPercent share of packets lost, below 100 (see {@link SimNetwork#isolate} for all)
 * @param lossBurst mean number of packets lost in a row (Gilbert-Elliott); 1 loses each by itself
 * @param bitsPerSecond rate, or {@link #UNLIMITED}
 * @param bufferBytes datagrams waiting for a limited rate; what does not fit is dropped
 * @param reorderPercent share of datagrams that are held back by up to one more {@code delay}
 */
public record LinkProfile(
    String name,
    Duration delay,
    Duration jitter,
    double lossPercent,
    double lossBurst,
    long bitsPerSecond,
    int bufferBytes,
    double reorderPercent) {
  /** As the rate: passing takes no time. */
  public static final long UNLIMITED = 0;

  /** No delay, no loss, no limit. */
  public static final LinkProfile IDEAL =
      new LinkProfile("ideal", Duration.ZERO, Duration.ZERO, 0, 1, UNLIMITED, 1 << 20, 0);

  /** The first of the nine links of the degradation ladder. */
  public static final LinkProfile GOOD_WIFI = rung("good Wi-Fi", 100_000_000, 16, 0.1);

  public static final LinkProfile FAIR_WIFI = rung("fair Wi-Fi", 50_000_000, 30, 0.5);
  public static final LinkProfile HOME_DSL = rung("home DSL", 16_000_000, 40, 0.2);
  public static final LinkProfile LTE = rung("LTE", 20_000_000, 60, 1);
  public static final LinkProfile POOR_LTE = rung("poor LTE", 5_000_000, 120, 2);
  public static final LinkProfile SATELLITE = rung("satellite", 20_000_000, 600, 0.5);
  public static final LinkProfile CONGESTED = rung("congested", 2_000_000, 250, 5);
  public static final LinkProfile BARELY_USABLE = rung("barely usable", 500_000, 450, 12);
  public static final LinkProfile ABSURD = rung("absurd", 256_000, 800, 25);

  /** The degradation ladder, from good to absurd. */
  public static final List<LinkProfile> LADDER =
      List.of(
          GOOD_WIFI,
          FAIR_WIFI,
          HOME_DSL,
          LTE,
          POOR_LTE,
          SATELLITE,
          CONGESTED,
          BARELY_USABLE,
          ABSURD);

  /** Refuses values that mean nothing. */
  public LinkProfile {
    if (delay.isNegative() || jitter.isNegative()) {
      throw new IllegalArgumentException(name + ": delay and jitter must not be negative");
    }
    if (lossPercent < 0 || lossPercent >= 100 || reorderPercent < 0 || reorderPercent > 100) {
      throw new IllegalArgumentException(name + ": not a percentage");
    }
    if (lossBurst < 1 || bitsPerSecond < 0 || bufferBytes < 0) {
      throw new IllegalArgumentException(name + ": burst, rate or buffer out of range");
    }
  }

  private static LinkProfile rung(
      String name, long bitsPerSecond, int roundTripMillis, double lossPercent) {
    return IDEAL
        .named(name)
        .withDelay(Duration.ofMillis(roundTripMillis / 2))
        .withLossPercent(lossPercent)
        .withRate(bitsPerSecond);
  }

  public LinkProfile named(String newName) {
    return new LinkProfile(
        newName, delay, jitter, lossPercent, lossBurst, bitsPerSecond, bufferBytes, reorderPercent);
  }

  public LinkProfile withDelay(Duration oneWay) {
    return new LinkProfile(
        name, oneWay, jitter, lossPercent, lossBurst, bitsPerSecond, bufferBytes, reorderPercent);
  }

  public LinkProfile withJitter(Duration upTo) {
    return new LinkProfile(
        name, delay, upTo, lossPercent, lossBurst, bitsPerSecond, bufferBytes, reorderPercent);
  }

  public LinkProfile withLossPercent(double percent) {
    return new LinkProfile(
        name, delay, jitter, percent, lossBurst, bitsPerSecond, bufferBytes, reorderPercent);
  }

  public LinkProfile withLossBurst(double meanPackets) {
    return new LinkProfile(
        name, delay, jitter, lossPercent, meanPackets, bitsPerSecond, bufferBytes, reorderPercent);
  }

  /** A rate, and a buffer of 100 ms at that rate but no less than 64 KiB. */
  public LinkProfile withRate(long newBitsPerSecond) {
    int buffer = (int) Math.max(64 << 10, Math.min(newBitsPerSecond / 80, 16 << 20));
    return new LinkProfile(
        name, delay, jitter, lossPercent, lossBurst, newBitsPerSecond, buffer, reorderPercent);
  }

  public LinkProfile withBufferBytes(int bytes) {
    return new LinkProfile(
        name, delay, jitter, lossPercent, lossBurst, bitsPerSecond, bytes, reorderPercent);
  }

  public LinkProfile withReorderPercent(double percent) {
    return new LinkProfile(
        name, delay, jitter, lossPercent, lossBurst, bitsPerSecond, bufferBytes, percent);
  }
}
