package io.scp2p.core.wire.message;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.record.DhtEntry;

/**
 * 202: asks to keep a DHT value (specification section 8.5).
 *
 * @param entry what to keep and for how long
 */
public record Store(DhtEntry entry) implements Request {
  static Store read(CborReader in) throws WireException {
    return new Store(DhtEntry.read(in));
  }

  @Override
  public int type() {
    return MessageType.STORE.number();
  }

  @Override
  public void write(CborWriter out) {
    entry.write(out);
  }

  @Override
  public int sizeHintBytes() {
    return entry.sizeHintBytes();
  }

  @Override
  public <R> R dispatch(RequestHandler<R> handler) {
    return handler.store(this);
  }
}
