package io.scp2p.core.wire.cbor;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over an integer-keyed record, used like {@link RecordReader}. Unknown keys of any kind
 * are skipped (specification sections 2.4 and 22.1). The reference lets the first of two equal keys
 * win; we refuse both, as it never sends any.
 */
public final class IntRecordReader {
  /** What {@link #next} answers at the end of the record. */
  public static final int END = -1;

  private static final int UNTIL_BREAK = -1;
  private static final int MAX_KEYS = 31;

  private final CborInput input;
  private final int keyCount;
  private final int startOffset;
  private int left;
  private int seen;

  IntRecordReader(CborInput input, int keyCount) throws WireException {
    if (keyCount > MAX_KEYS) {
      throw new IllegalArgumentException("too many keys");
    }
    this.input = input;
    this.keyCount = keyCount;
    this.startOffset = input.offset();
    input.untaggedHead();
    if (input.major() != CborInput.MAP) {
      throw input.at(Reason.WRONG_TYPE, "expected a map", startOffset);
    }
    left = input.indefinite() ? UNTIL_BREAK : input.count(2);
    input.enter();
  }

  /** The next known key, whose value must now be read; {@link #END} at the end of the record. */
  public int next() throws WireException {
    while (more()) {
      int at = input.offset();
      input.head();
      if (input.major() == CborInput.UNSIGNED
          && Long.compareUnsigned(input.argument(), keyCount) < 0) {
        int key = (int) input.argument();
        if ((seen & (1 << key)) != 0) {
          throw input.at(Reason.DUPLICATE_KEY, "duplicate key " + key, at);
        }
        seen |= 1 << key;
        return key;
      }
      input.rewind(at);
      input.skip();
      input.skip();
    }
    input.leave();
    return END;
  }

  private boolean more() throws WireException {
    if (left == UNTIL_BREAK) {
      return !input.atBreak();
    }
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }

  /** The value of a mandatory key, or an objection that it is missing. */
  public <T> T need(int key, @Nullable T value) throws WireException {
    if (value == null) {
      throw missing(key);
    }
    return value;
  }

  /** The value of a mandatory number. */
  public long need(int key, long value) throws WireException {
    if ((seen & (1 << key)) == 0) {
      throw missing(key);
    }
    return value;
  }

  private WireException missing(int key) {
    return input.at(Reason.MISSING_KEY, "missing key " + key, startOffset);
  }
}
