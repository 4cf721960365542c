package io.scp2p.core.protocol.catalog;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.message.ExtensionResponse;

/**
 * Answers 684 and 685 with an empty payload.
 *
 * @param type the number of the request
 */
public record Noted(int type) implements ExtensionResponse {
  static Noted read(int type, Bytes payload) throws WireException {
    if (!payload.isEmpty()) {
      throw new WireException(Reason.TRAILING_BYTES, "expected an empty payload", 0);
    }
    return new Noted(type);
  }

  /** Appends nothing. */
  @Override
  public void write(CborWriter out) {}

  @Override
  public int sizeHintBytes() {
    return 0;
  }
}
