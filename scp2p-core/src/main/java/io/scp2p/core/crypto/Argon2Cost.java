package io.scp2p.core.crypto;

/**
 * What one guess at a passphrase costs. The bounds hold for parameters read from a file as well: a
 * file must not be able to ask for all memory of the machine or for a day of its time.
 *
 * @param memoryKibibytes memory to fill
 * @param passes how often to go over it
 * @param lanes degree of parallelism; part of the result, although we compute lanes in turn
 */
public record Argon2Cost(int memoryKibibytes, int passes, int lanes) {
  /** Below this a graphics card holds thousands of guesses at once. */
  public static final int MIN_MEMORY_KIBIBYTES = 8 * 1024;

  public static final int MAX_MEMORY_KIBIBYTES = 256 * 1024;
  public static final int MAX_PASSES = 16;
  public static final int MAX_LANES = 16;

  /**
   * The second recommended option of RFC 9106 section 4: 64 MiB, 3 passes, 4 lanes; about half a
   * second. The first wants 2 GiB, which an embedded node cannot promise.
   */
  public static final Argon2Cost DEFAULT = new Argon2Cost(64 * 1024, 3, 4);

  public Argon2Cost {
    check("memoryKibibytes", memoryKibibytes, MIN_MEMORY_KIBIBYTES, MAX_MEMORY_KIBIBYTES);
    check("passes", passes, 1, MAX_PASSES);
    check("lanes", lanes, 1, MAX_LANES);
  }

  private static void check(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " is " + value + ", allowed " + min + ".." + max);
    }
  }
}
