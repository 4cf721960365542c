package io.scp2p.core.wire.pairing;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.message.ExtensionResponse;

/**
 * The answer to 650.
 *
 * @param message of the key exchange
 */
public record PairBegun(Bytes message) implements ExtensionResponse {
  private static final int KEYS = 1;

  static PairBegun read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    Bytes message = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      message = PairingMessages.atMost(in, PairingMessages.MAX_MESSAGE_BYTES);
    }
    return new PairBegun(fields.need(0, message));
  }

  @Override
  public int type() {
    return PairBegin.TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(KEYS);
    out.key(0);
    out.bytes(message);
  }
}
