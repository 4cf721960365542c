package io.scp2p.core.engine.relay;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;

/** A payload that is passed on as it came: whatever it is, it is not looked at. */
record RawPayload(Bytes bytes) implements Encodable {
  @Override
  public void write(CborWriter out) {
    out.raw(bytes);
  }

  @Override
  public int sizeHintBytes() {
    return bytes.size();
  }
}
