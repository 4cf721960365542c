package io.scp2p.core.wire.record;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;

/** How much a relay says it can carry (specification section 14.6); spelled with a capital. */
public enum BandwidthClass {
  /** Little. */
  LOW("Low"),
  /** What relays announce by default. */
  MEDIUM("Medium"),
  /** Much. */
  HIGH("High");

  private final String spelling;

  BandwidthClass(String spelling) {
    this.spelling = spelling;
  }

  /** The exact text on the wire. */
  public String spelling() {
    return spelling;
  }

  static BandwidthClass read(CborReader in) throws WireException {
    int at = in.offset();
    return switch (in.text()) {
      case "Low" -> LOW;
      case "Medium" -> MEDIUM;
      case "High" -> HIGH;
      default -> throw in.reject(Reason.UNKNOWN_VARIANT, "unknown bandwidth class", at);
    };
  }
}
