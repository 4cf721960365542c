package io.scp2p.core.wire.record;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;

/** Whether a share is listed (specification section 9.7). Unlisted is not confidential. */
public enum Visibility {
  /** Never listed; the default where the key is missing. */
  PRIVATE("private"),
  /** Listed by LIST_PUBLIC_SHARES. */
  PUBLIC("public");

  private final String spelling;

  Visibility(String spelling) {
    this.spelling = spelling;
  }

  /** The exact text on the wire. */
  public String spelling() {
    return spelling;
  }

  static Visibility read(CborReader in) throws WireException {
    int at = in.offset();
    return switch (in.text()) {
      case "private" -> PRIVATE;
      case "public" -> PUBLIC;
      default -> throw in.reject(Reason.UNKNOWN_VARIANT, "unknown visibility", at);
    };
  }
}
