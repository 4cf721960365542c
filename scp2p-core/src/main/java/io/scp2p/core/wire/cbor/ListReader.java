package io.scp2p.core.wire.cbor;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;

/** A cursor over a list: call {@link #next}, read one element, repeat. */
public final class ListReader {
  /** Stands for a list that ends with a break. */
  private static final int UNTIL_BREAK = -1;

  private final CborInput input;
  private int left;

  ListReader(CborInput input) throws WireException {
    this.input = input;
    int at = input.offset();
    input.untaggedHead();
    if (input.major() != CborInput.ARRAY) {
      throw input.at(Reason.WRONG_TYPE, "expected a list", at);
    }
    left = input.indefinite() ? UNTIL_BREAK : input.count(1);
    input.enter();
  }

  /**
   * How many elements the list can have left, given that each takes {@code bytesEach} bytes at
   * least: what the input announces, or less if the rest of the input could not hold that.
   */
  public int atMost(int bytesEach) {
    int fitting = input.remaining() / bytesEach;
    return left == UNTIL_BREAK ? fitting : Math.min(left, fitting);
  }

  /** True if an element follows; it must be read before the next call. */
  public boolean next() throws WireException {
    boolean more = left == UNTIL_BREAK ? !input.atBreak() : left > 0;
    if (!more) {
      input.leave();
    } else if (left > 0) {
      left--;
    }
    return more;
  }
}
