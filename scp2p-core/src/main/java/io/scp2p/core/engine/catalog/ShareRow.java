package io.scp2p.core.engine.catalog;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * The newest version of a share.
 *
 * @param seq its number
 * @param generation under which its item rows are
 * @param own whether this node publishes it
 */
record ShareRow(long seq, long generation, boolean own) implements Encodable {
  private static final FieldNames NAMES = FieldNames.of("seq", "generation", "own");

  static ShareRow decode(byte[] value) throws WireException {
    return CborReader.decode(Bytes.wrap(value), ShareRow::read);
  }

  private static ShareRow read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    long seq = 0;
    long generation = 0;
    boolean own = false;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "seq" -> seq = in.u64();
        case "generation" -> generation = in.u64();
        case "own" -> own = in.bool();
        default -> throw fields.unhandled(name);
      }
    }
    return new ShareRow(
        fields.need("seq", seq), fields.need("generation", generation), fields.need("own", own));
  }

  @Override
  public void write(CborWriter out) {
    out.map(3);
    out.key("seq");
    out.uint(seq);
    out.key("generation");
    out.uint(generation);
    out.key("own");
    out.bool(own);
  }

  byte[] bytes() {
    return encoded().toArray();
  }
}
