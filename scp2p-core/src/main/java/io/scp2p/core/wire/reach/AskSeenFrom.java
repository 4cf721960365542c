package io.scp2p.core.wire.reach;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.message.ExtensionRequest;

/** 641: asks a node from which address it sees this session come. */
public record AskSeenFrom() implements ExtensionRequest {
  /** The number of this message and of its answer. */
  public static final int TYPE = 641;

  static AskSeenFrom read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(0);
    int ended = fields.next();
    if (ended != IntRecordReader.END) {
      throw new IllegalStateException("a record without keys has one");
    }
    return new AskSeenFrom();
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(0);
  }
}
