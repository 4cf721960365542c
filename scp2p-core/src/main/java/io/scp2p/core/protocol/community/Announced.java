package io.scp2p.core.protocol.community;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import io.scp2p.core.wire.message.ExtensionResponse;

/**
 * Answers 664.
 *
 * @param kept how many of the records the node has now, u32
 */
public record Announced(long kept) implements ExtensionResponse {
  private static final FieldNames NAMES = FieldNames.of("kept");

  static Announced read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    long kept = 0;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "kept" -> kept = in.u32();
        default -> throw fields.unhandled(name);
      }
    }
    return new Announced(kept);
  }

  @Override
  public int type() {
    return Announce.TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key("kept");
    out.uint(kept);
  }
}
