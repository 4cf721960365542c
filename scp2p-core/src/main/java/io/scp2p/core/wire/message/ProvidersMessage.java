package io.scp2p.core.wire.message;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.record.Providers;

/**
 * 498: registered and decodable, but nobody sends it; the record lives in the DHT (specification
 * sections 5.4 and 8.6.3).
 *
 * @param providers the record
 */
public record ProvidersMessage(Providers providers) implements Response {
  static ProvidersMessage read(CborReader in) throws WireException {
    return new ProvidersMessage(Providers.read(in));
  }

  @Override
  public int type() {
    return MessageType.PROVIDERS.number();
  }

  @Override
  public void write(CborWriter out) {
    providers.write(out);
  }
}
