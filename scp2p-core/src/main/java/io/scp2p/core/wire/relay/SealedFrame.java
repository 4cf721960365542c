package io.scp2p.core.wire.relay;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import io.scp2p.core.wire.cbor.TailedEncodable;

/**
 * 602, both ways: one frame of a channel under its keys.
 *
 * @param channel which
 * @param number u64, counted by whoever sealed it; part of the nonce
 * @param sealed the ciphertext and its tag; after decoding a window on the input
 */
public record SealedFrame(Bytes channel, long number, Bytes sealed) implements TailedEncodable {
  /** The number of this message and of its answer. */
  public static final int TYPE = 602;

  /** What the wrappings of a frame take, the tag and those of the relay included. */
  public static final int OVERHEAD_BYTES = 1_024;

  /** The longest frame that fits a channel. */
  public static final int MAX_FRAME_BYTES = WireLimits.PAYLOAD_BYTES - OVERHEAD_BYTES;

  private static final int KEYS = 3;

  /** Refuses a channel of another size. */
  public SealedFrame {
    channel.requireSize(ChannelOpened.CHANNEL_BYTES, "channel");
  }

  /** Decodes a whole payload. */
  public static SealedFrame decode(Bytes payload) throws WireException {
    return CborReader.decode(payload, SealedFrame::read);
  }

  private static SealedFrame read(CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(KEYS);
    Bytes channel = null;
    Long number = null;
    Bytes sealed = null;
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> channel = Bytes.wrap(in.byteString(ChannelOpened.CHANNEL_BYTES));
        case 1 -> number = in.u64();
        default -> sealed = in.byteString();
      }
    }
    return new SealedFrame(fields.need(0, channel), fields.need(1, number), fields.need(2, sealed));
  }

  @Override
  public void writeHead(CborWriter out) {
    out.map(KEYS);
    out.key(0);
    out.bytes(channel);
    out.key(1);
    out.uint(number);
    out.key(2);
    out.byteStringHead(sealed.size());
  }

  @Override
  public Bytes tail() {
    return sealed;
  }

  @Override
  public int sizeHintBytes() {
    return sealed.size() + 64;
  }
}
