package io.scp2p.core.wire.message;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * 700, answer (extension X5.1).
 *
 * @param kept how many of the values and contents the node keeps now, u32
 */
public record DhtPutResult(long kept) implements ExtensionResponse {
  private static final FieldNames NAMES = FieldNames.of("kept");

  /** Reads a message. */
  public static DhtPutResult read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    long kept = 0;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "kept" -> kept = in.u32();
        default -> throw fields.unhandled(name);
      }
    }
    return new DhtPutResult(fields.need("kept", kept));
  }

  @Override
  public int type() {
    return DhtPut.TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key("kept");
    out.uint(kept);
  }
}
