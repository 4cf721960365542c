package io.scp2p.core.coding;

/**
 * The loops that do the work, on rows of eight field elements a {@code long}. {@code sum} adds
 * rows; {@code step} multiplies {@code x} by the field's x first (one step of Horner's rule).
 *
 * <p>The shape is what makes C2 vectorise them on JDK 17 and later, and each part was found by
 * measurement:
 *
 * <ul>
 *   <li>every row is an array of its own, indexed by the bare loop variable. With one flat array
 *       and offsets that are not compile-time constants the loops stay scalar (a sixth of the
 *       speed);
 *   <li>the bound is clamped to a range that the compiler can see;
 *   <li>at most one multiplication by x a loop: two are no faster than two loops, four lose the
 *       vectors on JDK 25;
 *   <li>the spelling of the multiplication. {@code * 0x1d} for the last part would be shorter, but
 *       there is no 64-bit vector multiplication before AVX-512.
 * </ul>
 *
 * <p>The target may be one of the sources.
 */
final class TileKernels {
  /** Longs in a row: 4 KiB, so that the rows of a small code fit the first-level cache. */
  static final int ROW_LONGS = 512;

  /** The most rows that one loop reads, for {@code step} including {@code x}. */
  static final int MAX_SOURCES = 6;

  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long UPPER_BITS = 0xfefefefefefefefeL;

  /** The polynomial 0x11d without its leading term, in each byte. */
  private static final long REDUCTION = 0x1d1d1d1d1d1d1d1dL;

  private TileKernels() {}

  private static int clamp(int n) {
    return Math.max(0, Math.min(n, ROW_LONGS));
  }

  static void sum(long[] z, long[] a, long[] b, int n) {
    int end = clamp(n);
    for (int i = 0; i < end; i++) {
      z[i] = a[i] ^ b[i];
    }
  }

  static void sum(long[] z, long[] a, long[] b, long[] c, int n) {
    int end = clamp(n);
    for (int i = 0; i < end; i++) {
      z[i] = a[i] ^ b[i] ^ c[i];
    }
  }

  static void sum(long[] z, long[] a, long[] b, long[] c, long[] d, int n) {
    int end = clamp(n);
    for (int i = 0; i < end; i++) {
      z[i] = a[i] ^ b[i] ^ c[i] ^ d[i];
    }
  }

  static void sum(long[] z, long[] a, long[] b, long[] c, long[] d, long[] e, int n) {
    int end = clamp(n);
    for (int i = 0; i < end; i++) {
      z[i] = a[i] ^ b[i] ^ c[i] ^ d[i] ^ e[i];
    }
  }

  static void sum(long[] z, long[] a, long[] b, long[] c, long[] d, long[] e, long[] f, int n) {
    int end = clamp(n);
    for (int i = 0; i < end; i++) {
      z[i] = a[i] ^ b[i] ^ c[i] ^ d[i] ^ e[i] ^ f[i];
    }
  }

  static void step(long[] z, long[] x, int n) {
    int end = clamp(n);
    for (int i = 0; i < end; i++) {
      long v = x[i];
      long carry = (v >>> 7) & LOW_BITS;
      z[i] = ((v + v) & UPPER_BITS) ^ (((carry << 8) - carry) & REDUCTION);
    }
  }

  static void step(long[] z, long[] x, long[] a, int n) {
    int end = clamp(n);
    for (int i = 0; i < end; i++) {
      long v = x[i];
      long carry = (v >>> 7) & LOW_BITS;
      v = ((v + v) & UPPER_BITS) ^ (((carry << 8) - carry) & REDUCTION);
      z[i] = v ^ a[i];
    }
  }

  static void step(long[] z, long[] x, long[] a, long[] b, int n) {
    int end = clamp(n);
    for (int i = 0; i < end; i++) {
      long v = x[i];
      long carry = (v >>> 7) & LOW_BITS;
      v = ((v + v) & UPPER_BITS) ^ (((carry << 8) - carry) & REDUCTION);
      z[i] = v ^ a[i] ^ b[i];
    }
  }

  static void step(long[] z, long[] x, long[] a, long[] b, long[] c, int n) {
    int end = clamp(n);
    for (int i = 0; i < end; i++) {
      long v = x[i];
      long carry = (v >>> 7) & LOW_BITS;
      v = ((v + v) & UPPER_BITS) ^ (((carry << 8) - carry) & REDUCTION);
      z[i] = v ^ a[i] ^ b[i] ^ c[i];
    }
  }

  static void step(long[] z, long[] x, long[] a, long[] b, long[] c, long[] d, int n) {
    int end = clamp(n);
    for (int i = 0; i < end; i++) {
      long v = x[i];
      long carry = (v >>> 7) & LOW_BITS;
      v = ((v + v) & UPPER_BITS) ^ (((carry << 8) - carry) & REDUCTION);
      z[i] = v ^ a[i] ^ b[i] ^ c[i] ^ d[i];
    }
  }

  static void step(long[] z, long[] x, long[] a, long[] b, long[] c, long[] d, long[] e, int n) {
    int end = clamp(n);
    for (int i = 0; i < end; i++) {
      long v = x[i];
      long carry = (v >>> 7) & LOW_BITS;
      v = ((v + v) & UPPER_BITS) ^ (((carry << 8) - carry) & REDUCTION);
      z[i] = v ^ a[i] ^ b[i] ^ c[i] ^ d[i] ^ e[i];
    }
  }
}
