package io.scp2p.core.engine.download;

/**
 * Numbers of 64 bits that were seen, in a table of a fixed few bytes for each: a download may have
 * a million items, and boxed numbers would take five times as much.
 */
final class Fingerprints {
  private static final int FIRST_CAPACITY = 16;

  /** Not known to whoever chooses the names, who could make all of them meet in one place. */
  private final long seed;

  private long[] table = new long[FIRST_CAPACITY];
  private int size;

  /** Zero marks a free place. */
  private boolean hasZero;

  Fingerprints(long seed) {
    this.seed = seed;
  }

  boolean contains(long number) {
    return number == 0 ? hasZero : table[place(number)] == number;
  }

  /** Whether it was not there yet. */
  boolean add(long number) {
    if (number == 0) {
      boolean isNew = !hasZero;
      hasZero = true;
      return isNew;
    }
    int place = place(number);
    if (table[place] == number) {
      return false;
    }
    table[place] = number;
    size++;
    if (size > table.length / 2) {
      grow();
    }
    return true;
  }

  /** Where it is, or would be. */
  private int place(long number) {
    int mask = table.length - 1;
    int place = (int) mixed(number ^ seed) & mask;
    while (table[place] != 0 && table[place] != number) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    long[] before = table;
    table = new long[before.length * 2];
    for (long number : before) {
      if (number != 0) {
        table[place(number)] = number;
      }
    }
  }

  /** Every bit of what goes in changes half of those that come out (the last step of Murmur3). */
  private static long mixed(long number) {
    long bits = (number ^ (number >>> 33)) * 0xff51afd7ed558ccdL;
    bits = (bits ^ (bits >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return bits ^ (bits >>> 33);
  }
}
