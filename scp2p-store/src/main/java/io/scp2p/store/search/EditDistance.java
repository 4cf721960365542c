package io.scp2p.store.search;

import java.util.Arrays;

/** How many letters differ: one inserted, left out, replaced, or two neighbours swapped. */
final class EditDistance {
  private static final int LETTERS_FOR_ONE = 4;
  private static final int LETTERS_FOR_TWO = 8;

  private EditDistance() {}

  /** How many differences a word may have. */
  static int allowed(String word) {
    int letters = word.codePointCount(0, word.length());
    return letters >= LETTERS_FOR_TWO ? 2 : letters >= LETTERS_FOR_ONE ? 1 : 0;
  }

  /** The distance, or something above {@code most} if it is more than that. */
  static int between(String left, String right, int most) {
    if (left.equals(right)) {
      return 0;
    }
    if (most == 0) {
      return 1;
    }
    int[] a = left.codePoints().toArray();
    int[] b = right.codePoints().toArray();
    if (Math.abs(a.length - b.length) > most) {
      return most + 1;
    }
    int[] beforeLast = new int[b.length + 1];
    int[] last = new int[b.length + 1];
    int[] row = new int[b.length + 1];
    Arrays.setAll(last, j -> j);
    for (int i = 1; i <= a.length; i++) {
      row[0] = i;
      for (int j = 1; j <= b.length; j++) {
        int replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(row[j - 1], last[j]));
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
          row[j] = Math.min(row[j], 1 + beforeLast[j - 2]);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length];
  }
}
