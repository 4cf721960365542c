package io.scp2p.core.wire.relay;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.IntRecordReader;

/**
 * The answer to 601.
 *
 * @param key a fresh X25519 public key of the side that answers
 * @param channel names the channel, in whatever tunnel of the node it is used
 */
public record ChannelOpened(Bytes key, Bytes channel) implements Encodable {
  /** Of a channel's name. */
  public static final int CHANNEL_BYTES = 16;

  private static final int KEYS = 2;

  /** Refuses other sizes. */
  public ChannelOpened {
    key.requireSize(OpenChannel.KEY_BYTES, "key");
    channel.requireSize(CHANNEL_BYTES, "channel");
  }

  /** Decodes a whole payload. */
  public static ChannelOpened decode(Bytes payload) throws WireException {
    return CborReader.decode(payload, ChannelOpened::read);
  }

  private static ChannelOpened read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    Bytes key = null;
    Bytes channel = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> key = Bytes.wrap(in.byteString(OpenChannel.KEY_BYTES));
        default -> channel = Bytes.wrap(in.byteString(CHANNEL_BYTES));
      }
    }
    return new ChannelOpened(fields.need(0, key), fields.need(1, channel));
  }

  @Override
  public void write(CborWriter out) {
    out.map(KEYS);
    out.key(0);
    out.bytes(key);
    out.key(1);
    out.bytes(channel);
  }
}
