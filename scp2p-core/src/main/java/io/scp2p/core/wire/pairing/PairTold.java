package io.scp2p.core.wire.pairing;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.message.ExtensionResponse;

/** The answer to 652. */
public record PairTold() implements ExtensionResponse {
  static PairTold read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(0);
    int ended = fields.next();
    if (ended != IntRecordReader.END) {
      throw new IllegalStateException("a record without keys has one");
    }
    return new PairTold();
  }

  @Override
  public int type() {
    return PairTell.TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(0);
  }
}
