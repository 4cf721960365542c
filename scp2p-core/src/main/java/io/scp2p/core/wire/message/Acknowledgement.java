package io.scp2p.core.wire.message;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborWriter;

/**
 * The answer that says nothing: an empty payload, which is no CBOR item at all (specification
 * section 5.2). It answers PEX_OFFER, STORE, RELAY_CONNECT and HAVE_CONTENT.
 *
 * @param type the number of the request it answers
 */
public record Acknowledgement(int type) implements Response {
  static Acknowledgement read(MessageType type, Bytes payload) throws WireException {
    if (!payload.isEmpty()) {
      throw new WireException(Reason.TRAILING_BYTES, "expected an empty payload", 0);
    }
    return new Acknowledgement(type.number());
  }

  /** Appends nothing. */
  @Override
  public void write(CborWriter out) {}

  @Override
  public int sizeHintBytes() {
    return 0;
  }
}
