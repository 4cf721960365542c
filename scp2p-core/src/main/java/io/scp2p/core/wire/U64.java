package io.scp2p.core.wire;

/**
 * The unsigned 64-bit numbers of the wire, held in a {@code long}. Relay slot ids are random and
 * regularly exceed 2^63 (specification section 7.1), so no such field may be compared or printed
 * with the signed operators.
 */
public final class U64 {
  private U64() {}

  /** Orders as unsigned numbers. */
  public static int compare(long a, long b) {
    return Long.compareUnsigned(a, b);
  }

  /** True if {@code a} is less than {@code b}, both taken as unsigned. */
  public static boolean isLess(long a, long b) {
    return Long.compareUnsigned(a, b) < 0;
  }

  /** The greater of two unsigned numbers. */
  public static long max(long a, long b) {
    return isLess(a, b) ? b : a;
  }

  /** Decimal digits, never a minus sign. */
  public static String text(long value) {
    return Long.toUnsignedString(value);
  }
}
