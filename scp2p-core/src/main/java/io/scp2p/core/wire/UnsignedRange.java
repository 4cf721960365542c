package io.scp2p.core.wire;

/** The ranges of unsigned fields narrower than 64 bits, which we hold in a wider signed type. */
public final class UnsignedRange {
  /** Greatest u8. */
  public static final int MAX_U8 = 0xff;

  /** Greatest u16. */
  public static final int MAX_U16 = 0xffff;

  /** Greatest u32. */
  public static final long MAX_U32 = 0xffff_ffffL;

  private UnsignedRange() {}

  /**
   * Checks a number that we ourselves are about to put on the wire.
   *
   * @throws IllegalArgumentException if {@code value} is not 0 to {@code max}
   */
  public static void require(String name, long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(name + " is " + value + ", not 0 to " + max);
    }
  }
}
