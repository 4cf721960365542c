package io.scp2p.core.wire.relay;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.message.ExtensionRequest;

/** 603: asks a node through which relays it can be reached now. */
public record AskRoutes() implements ExtensionRequest {
  /** The number of this message and of its answer. */
  public static final int TYPE = 603;

  /** The feature that two nodes have to have in common for this message. */
  public static final String FEATURE = "relay-e2e";

  /** Of the feature. */
  public static final int VERSION = 1;

  /** Reads a request: an empty map, or one with keys of later versions. */
  public static AskRoutes read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(0);
    int ended = fields.next();
    if (ended != IntRecordReader.END) {
      throw new IllegalStateException("a record without keys has one");
    }
    return new AskRoutes();
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
