package io.scp2p.core.wire.record;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;

/**
 * The transports an address can name (specification section 7.1). Never to be extended: a peer that
 * does not know a spelling cannot decode the whole list around it (section 22.2).
 */
public enum PeerTransport {
  /** TLS over TCP. */
  TCP("tcp"),
  /** QUIC over UDP. */
  QUIC("quic");

  private final String spelling;

  PeerTransport(String spelling) {
    this.spelling = spelling;
  }

  /** The exact text on the wire. */
  public String spelling() {
    return spelling;
  }

  static PeerTransport read(CborReader in) throws WireException {
    int at = in.offset();
    return switch (in.text()) {
      case "tcp" -> TCP;
      case "quic" -> QUIC;
      default -> throw in.reject(Reason.UNKNOWN_VARIANT, "unknown transport", at);
    };
  }
}
