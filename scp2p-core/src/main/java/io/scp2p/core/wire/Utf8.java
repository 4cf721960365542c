package io.scp2p.core.wire;

/**
 * Strict UTF-8, checked in place: unknown fields are full of text that is only passed over, and
 * making strings of it would let a peer have us allocate many times what it sent.
 */
public final class Utf8 {
  private static final int MIN_CONTINUATION = 0x80;
  private static final int MAX_CONTINUATION = 0xbf;

  private Utf8() {}

  /** True if the bytes from {@code from} up to {@code to} are valid by the table of RFC 3629. */
  public static boolean isValid(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (bytes[at] >= 0) {
        at++;
        continue;
      }
      int lead = bytes[at] & 0xff;
      int continuations = continuationsOf(lead);
      if (continuations == 0 || to - at <= continuations) {
        return false;
      }
      int second = bytes[at + 1] & 0xff;
      if (second < minSecond(lead) || second > maxSecond(lead)) {
        return false;
      }
      for (int i = 2; i <= continuations; i++) {
        if ((bytes[at + i] & 0xc0) != MIN_CONTINUATION) {
          return false;
        }
      }
      at += 1 + continuations;
    }
    return true;
  }

  private static int continuationsOf(int lead) {
    if (lead >= 0xc2 && lead <= 0xdf) {
      return 1;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
      return 2;
    }
    return lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
  }

  /** Below it a character would be longer than necessary. */
  private static int minSecond(int lead) {
    if (lead == 0xe0) {
      return 0xa0;
    }
    return lead == 0xf0 ? 0x90 : MIN_CONTINUATION;
  }

  /** Above it lie surrogates, or nothing at all. */
  private static int maxSecond(int lead) {
    if (lead == 0xed) {
      return 0x9f;
    }
    return lead == 0xf4 ? 0x8f : MAX_CONTINUATION;
  }
}
