package io.scp2p.core.wire.turn;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import java.nio.ByteBuffer;

/**
 * Data of one channel (RFC 8656 section 12.4).
 *
 * @param channel {@link #FIRST_CHANNEL} to {@link #LAST_CHANNEL}
 * @param data what the peer sent, or shall get
 */
public record ChannelData(int channel, Bytes data) {
  /** RFC 8656 section 12: the least. */
  public static final int FIRST_CHANNEL = 0x4000;

  /** RFC 8656 section 12: the greatest. */
  public static final int LAST_CHANNEL = 0x4fff;

  /** Channel and length. */
  public static final int HEADER_BYTES = 4;

  private static final int CHANNEL_BITS = 0xc0;
  private static final int CHANNEL_MARK = 0x40;
  private static final int MAX_DATA_BYTES = 65_535;

  /** Refuses what has no wire form. */
  public ChannelData {
    if (channel < FIRST_CHANNEL || channel > LAST_CHANNEL) {
      throw new IllegalArgumentException("no channel: " + channel);
    }
    if (data.size() > MAX_DATA_BYTES) {
      throw new IllegalArgumentException("a datagram has no " + data.size() + " bytes");
    }
  }

  /** Whether it can only be this, and not STUN (RFC 8656 section 12). */
  public static boolean looksLike(Bytes message) {
    return message.size() >= HEADER_BYTES && (message.get(0) & CHANNEL_BITS) == CHANNEL_MARK;
  }

  /**
   * Reads one.
   *
   * @param message of a datagram, or of a stream with its padding
   */
  public static ChannelData decode(Bytes message) throws WireException {
    if (!looksLike(message)) {
      throw new WireException(Reason.MALFORMED, "no channel data");
    }
    ByteBuffer in = message.buffer();
    int channel = Short.toUnsignedInt(in.getShort());
    int length = Short.toUnsignedInt(in.getShort());
    if (channel > LAST_CHANNEL) {
      throw new WireException(Reason.OUT_OF_RANGE, "no channel", 0);
    }
    if (length > in.remaining()) {
      throw new WireException(Reason.TRUNCATED, "channel data too short");
    }
    return new ChannelData(channel, message.slice(HEADER_BYTES, length));
  }

  /**
   * Writes it.
   *
   * @param padded to whole words, as it must be in a stream (section 12.5)
   */
  public Bytes encode(boolean padded) {
    int size = HEADER_BYTES + data.size();
    byte[] out = new byte[padded ? TurnStream.padded(size) : size];
    ByteBuffer.wrap(out).putShort((short) channel).putShort((short) data.size());
    data.copyTo(out, HEADER_BYTES);
    return Bytes.wrap(out);
  }
}
