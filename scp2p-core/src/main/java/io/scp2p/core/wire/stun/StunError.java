package io.scp2p.core.wire.stun;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import java.nio.charset.StandardCharsets;

/**
 * Why a request failed (RFC 8489, section 14.8).
 *
 * @param code 300 to 699
 * @param reason for people; empty if it was not UTF-8
 */
public record StunError(int code, String reason) {
  public static final int TRY_ALTERNATE = 300;
  public static final int BAD_REQUEST = 400;
  public static final int UNAUTHENTICATED = 401;
  public static final int FORBIDDEN = 403;
  public static final int UNKNOWN_ATTRIBUTE = 420;
  public static final int ALLOCATION_MISMATCH = 437;
  public static final int STALE_NONCE = 438;
  public static final int WRONG_CREDENTIALS = 441;
  public static final int UNSUPPORTED_TRANSPORT = 442;
  public static final int ALLOCATION_QUOTA_REACHED = 486;

  /** ICE, RFC 8445, section 7.3.1.1. */
  public static final int ROLE_CONFLICT = 487;

  public static final int SERVER_ERROR = 500;
  public static final int INSUFFICIENT_CAPACITY = 508;

  /** RFC 8489, section 14.8: fewer than 128 characters, which can be as long as 763 bytes. */
  public static final int MAX_REASON_BYTES = 763;

  private static final int MIN_CODE = 300;
  private static final int MAX_CODE = 699;
  private static final int CLASS_AT = 2;
  private static final int NUMBER_AT = 3;
  private static final int REASON_AT = 4;
  private static final int CLASS_MASK = 0x7;
  private static final int PER_CLASS = 100;

  /** Refuses codes outside the range. */
  public StunError {
    if (code < MIN_CODE || code > MAX_CODE) {
      throw new IllegalArgumentException("no STUN error: " + code);
    }
  }

  /** Reads the value of ERROR-CODE. */
  static StunError decode(Bytes value) throws WireException {
    if (value.size() < REASON_AT || value.size() > REASON_AT + MAX_REASON_BYTES) {
      throw new WireException(Reason.WRONG_LENGTH, "bad STUN error");
    }
    int number = value.get(NUMBER_AT) & 0xff;
    int code = (value.get(CLASS_AT) & CLASS_MASK) * PER_CLASS + number;
    if (number >= PER_CLASS || code < MIN_CODE || code > MAX_CODE) {
      throw new WireException(Reason.OUT_OF_RANGE, "bad STUN error");
    }
    String reason = value.slice(REASON_AT, value.size() - REASON_AT).utf8();
    return new StunError(code, reason == null ? "" : reason);
  }

  Bytes encode() {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    if (text.length > MAX_REASON_BYTES) {
      throw new IllegalArgumentException("the reason has " + text.length + " bytes");
    }
    byte[] value = new byte[REASON_AT + text.length];
    value[CLASS_AT] = (byte) (code / PER_CLASS);
    value[NUMBER_AT] = (byte) (code % PER_CLASS);
    System.arraycopy(text, 0, value, REASON_AT, text.length);
    return Bytes.wrap(value);
  }
}
