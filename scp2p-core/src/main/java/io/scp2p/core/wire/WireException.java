package io.scp2p.core.wire;

/**
 * Bytes that are not what the specification allows: the only thing a decoder throws, whatever it is
 * given. It names the rule and the place, never the bytes themselves.
 *
 * <p>It carries no stack trace. It is an answer to a peer rather than a fault of ours, and a peer
 * must not be able to make us walk the stack for each packet it sends.
 */
public final class WireException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Stands for {@link #offset()} when the objection concerns no particular byte. */
  public static final int NO_OFFSET = -1;

  /** What kind of rule was broken. */
  public enum Reason {
    /** The input ends inside an item. */
    TRUNCATED,
    /** Not well-formed CBOR, or a form no v1 node may send. */
    MALFORMED,
    /** Text that is not UTF-8. */
    BAD_TEXT,
    /** Well-formed, but another kind of item was required. */
    WRONG_TYPE,
    /** A number outside the range of its field. */
    OUT_OF_RANGE,
    /** A byte string or list of another length than its field has. */
    WRONG_LENGTH,
    /** A mandatory key is missing. */
    MISSING_KEY,
    /** A known key occurs twice. */
    DUPLICATE_KEY,
    /** A key that is not text in a text-keyed record. */
    UNEXPECTED_KEY,
    /** A spelling that is none of an enumeration's. */
    UNKNOWN_VARIANT,
    /** Items nested deeper than we follow. */
    TOO_DEEP,
    /** More bytes than the limit of this place. */
    TOO_LARGE,
    /** Something follows the one item that should be there. */
    TRAILING_BYTES,
    /** A message number nobody has registered. */
    UNKNOWN_MESSAGE_TYPE,
    /** A message number that exists, but not in this direction. */
    UNSUPPORTED_MESSAGE_TYPE
  }

  private final Reason reason;
  private final String text;
  private final int offset;

  /** A rejection of the byte at {@code offset}, counted from the start of the decoded input. */
  public WireException(Reason reason, String text, int offset) {
    super(offset < 0 ? text : text + " (byte " + offset + ")", null, false, false);
    this.reason = reason;
    this.text = text;
    this.offset = offset;
  }

  /** A rejection that concerns no particular byte. */
  public WireException(Reason reason, String text) {
    this(reason, text, NO_OFFSET);
  }

  /** What kind of rule was broken. */
  public Reason reason() {
    return reason;
  }

  /** The text to put into an error answer (specification section 5.2); holds no peer bytes. */
  public String text() {
    return text;
  }

  /** Where, or {@link #NO_OFFSET}. */
  public int offset() {
    return offset;
  }
}
