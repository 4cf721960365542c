package io.scp2p.core.wire.cbor;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over a text-keyed record: call {@link #next}, read the value of the key it names, repeat
 * until it names none, then ask for what is mandatory with {@code need}.
 *
 * <p>Keys come in any order; a key may be a byte string that spells the name; unknown keys are
 * skipped with their values; a known key given twice, or an integer key, refuses the record
 * (specification section 2.4).
 */
public final class RecordReader {
  private static final int UNTIL_BREAK = -1;

  private final CborInput input;
  private final FieldNames names;
  private final int startOffset;
  private int left;
  private int seen;
  private int guess;

  RecordReader(CborInput input, FieldNames names) throws WireException {
    this.input = input;
    this.names = names;
    this.startOffset = input.offset();
    input.untaggedHead();
    if (input.major() != CborInput.MAP) {
      throw input.at(Reason.WRONG_TYPE, "expected a map", startOffset);
    }
    left = input.indefinite() ? UNTIL_BREAK : input.count(2);
    input.enter();
  }

  /** The next known key, whose value must now be read; null at the end of the record. */
  public @Nullable String next() throws WireException {
    while (more()) {
      int at = input.offset();
      int field = key();
      if (field < 0) {
        input.skip();
        continue;
      }
      if ((seen & (1 << field)) != 0) {
        throw input.at(Reason.DUPLICATE_KEY, "duplicate field `" + names.name(field) + "`", at);
      }
      seen |= 1 << field;
      guess = field + 1;
      return names.name(field);
    }
    input.leave();
    return null;
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

  /** The index of the next key, or -1 if it is unknown. */
  private int key() throws WireException {
    int at = input.offset();
    input.untaggedHead();
    boolean text = input.major() == CborInput.TEXT;
    if (input.indefinite() || (!text && input.major() != CborInput.BYTE_STRING)) {
      throw input.at(Reason.UNEXPECTED_KEY, "expected a text key", at);
    }
    Bytes spelling = input.stringContent();
    int field = names.find(spelling, guess);
    if (field < 0 && text && !spelling.isUtf8()) {
      throw input.notUtf8(at);
    }
    return field;
  }

  /** The value of a mandatory key, or an objection that it is missing. */
  public <T> T need(String name, @Nullable T value) throws WireException {
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  /** The value of a mandatory number. */
  public long need(String name, long value) throws WireException {
    requireSeen(name);
    return value;
  }

  /** The value of a mandatory small number. */
  public int need(String name, int value) throws WireException {
    requireSeen(name);
    return value;
  }

  /** The value of a mandatory truth value. */
  public boolean need(String name, boolean value) throws WireException {
    requireSeen(name);
    return value;
  }

  private void requireSeen(String name) throws WireException {
    if ((seen & (1 << names.indexOf(name))) == 0) {
      throw missing(name);
    }
  }

  /** What the default branch of a switch over {@link #next} throws: a key forgotten there. */
  public IllegalStateException unhandled(String name) {
    return new IllegalStateException("no branch reads the known key " + name);
  }

  private WireException missing(String name) {
    return input.at(Reason.MISSING_KEY, "missing field `" + name + "`", startOffset);
  }
}
