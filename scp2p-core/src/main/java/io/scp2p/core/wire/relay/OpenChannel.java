package io.scp2p.core.wire.relay;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.IntRecordReader;

/**
 * 601: begins a sealed channel. Nobody is named yet; the hellos follow under the channel's keys.
 *
 * @param key a fresh X25519 public key of the side that begins
 */
public record OpenChannel(Bytes key) implements Encodable {
  /** The number of this message and of its answer. */
  public static final int TYPE = 601;

  /** Of an X25519 key. */
  public static final int KEY_BYTES = 32;

  private static final int KEYS = 1;

  /** Refuses a key of another size. */
  public OpenChannel {
    key.requireSize(KEY_BYTES, "key");
  }

  /** Decodes a whole payload. */
  public static OpenChannel decode(Bytes payload) throws WireException {
    return CborReader.decode(payload, OpenChannel::read);
  }

  private static OpenChannel read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    Bytes key = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        default -> key = Bytes.wrap(in.byteString(KEY_BYTES));
      }
    }
    return new OpenChannel(fields.need(0, key));
  }

  @Override
  public void write(CborWriter out) {
    out.map(KEYS);
    out.key(0);
    out.bytes(key);
  }
}
