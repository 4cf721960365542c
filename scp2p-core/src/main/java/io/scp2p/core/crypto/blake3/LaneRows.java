package io.scp2p.core.crypto.blake3;

import static io.scp2p.core.crypto.blake3.Blake3Spec.GROUP_LEAVES;

/**
 * Where things lie in the one array the lanes work on: rows of one word each, a column a lane. The
 * two sets of values and counters allow two hashes over one transposed message.
 */
final class LaneRows {
  /** Largest column of the dummy lane; the lanes follow it. See {@link LaneKernel}. */
  static final int MAX_SHIFT = 15;

  /** First column no lane ever reaches. */
  static final int MAX_END = MAX_SHIFT + 1 + GROUP_LEAVES + 1;

  /** A multiple of 64 bytes, and not of 4 KiB: rows that alias in the cache halve the speed. */
  static final int STRIDE = GROUP_LEAVES + 32;

  static final int STATE = 0;
  static final int MESSAGE = 16 * STRIDE;
  static final int FIRST_VALUES = 32 * STRIDE;
  static final int SECOND_VALUES = 40 * STRIDE;
  static final int FIRST_COUNTERS = 48 * STRIDE;
  static final int SECOND_COUNTERS = 49 * STRIDE;

  /** Length of the array. */
  static final int WORDS = 50 * STRIDE;

  private LaneRows() {}
}
