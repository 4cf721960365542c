package io.scp2p.core.wire.message;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.record.DhtKey;

/**
 * 201: asks for the value of a DHT key (specification section 8.4).
 *
 * @param key which
 */
public record FindValue(DhtKey key) implements Request {
  static FindValue read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(1);
    DhtKey key = null;
    while (fields.next() != IntRecordReader.END) {
      key = DhtKey.of(in.byteString(DhtKey.LENGTH));
    }
    return new FindValue(fields.need(0, key));
  }

  @Override
  public int type() {
    return MessageType.FIND_VALUE.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key(0);
    out.bytes(key.value());
  }

  @Override
  public <R> R dispatch(RequestHandler<R> handler) {
    return handler.findValue(this);
  }
}
