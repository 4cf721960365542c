package io.scp2p.core.engine.share;

import java.util.Comparator;

/** Orders names as their bytes in UTF-8: by code point, not by UTF-16 unit as strings do. */
enum PathOrder implements Comparator<String> {
  /** The one order. */
  BY_CODE_POINT;

  @Override
  public int compare(String a, String b) {
    int mismatch = mismatch(a, b);
    if (mismatch == Math.min(a.length(), b.length())) {
      return Integer.compare(a.length(), b.length());
    }
    return Integer.compare(weight(a.charAt(mismatch)), weight(b.charAt(mismatch)));
  }

  private static int mismatch(String a, String b) {
    int end = Math.min(a.length(), b.length());
    int at = 0;
    while (at < end && a.charAt(at) == b.charAt(at)) {
      at++;
    }
    return at;
  }

  // Surrogates stand for code points above all that have a unit of their own.
  private static int weight(char unit) {
    return Character.isSurrogate(unit) ? unit + 0x1_0000 : unit;
  }
}
