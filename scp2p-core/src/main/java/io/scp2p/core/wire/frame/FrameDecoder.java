package io.scp2p.core.wire.frame;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.WireLimits;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the pieces a stream delivers into frame bodies (specification section 2.1).
 *
 * <p>A length prefix is a claim. Memory for a body is at most {@value #GROWTH} times what arrived
 * of it, until the owner of the stream says that there is {@linkplain #takeMemory memory for all of
 * it}. A body that lies wholly inside one piece is not copied at all.
 *
 * <p>After an objection the stream has no frames any more, and every later call objects too.
 */
public final class FrameDecoder {
  /** Bytes of the length prefix. */
  public static final int PREFIX_BYTES = 4;

  /** How far memory may run ahead of what arrived. */
  static final int GROWTH = 2;

  private int maxBodyBytes;
  private int prefixBytes;
  private long prefix;
  private byte[] body = Bytes.EMPTY.toArray();
  private int filled;
  private @Nullable WireException broken;

  private FrameDecoder(int maxBodyBytes) {
    this.maxBodyBytes = maxBodyBytes;
  }

  /** For a fresh stream, whose first frames are hellos. */
  public static FrameDecoder forHandshake() {
    return new FrameDecoder(WireLimits.HANDSHAKE_FRAME_BYTES);
  }

  /** For a stream on which envelopes travel. */
  public static FrameDecoder forEnvelopes() {
    return new FrameDecoder(WireLimits.ENVELOPE_FRAME_BYTES);
  }

  /** The handshake is over: frames whose length was not read yet are envelopes. */
  public void expectEnvelopes() {
    maxBodyBytes = WireLimits.ENVELOPE_FRAME_BYTES;
  }

  /** True if the stream must not end here: part of a frame has arrived. */
  public boolean insideFrame() {
    return prefixBytes > 0;
  }

  /** How long the body of the present frame is; 0 if that is not known yet. */
  public int lengthBytes() {
    return prefixBytes == PREFIX_BYTES ? (int) prefix : 0;
  }

  /** How much of that body has arrived. */
  public int filledBytes() {
    return filled;
  }

  /** How much of that body has not arrived. */
  public int missingBytes() {
    return lengthBytes() - filled;
  }

  /** The memory taken for that body. */
  public int heldBytes() {
    return body.length;
  }

  /** There is memory for all of that body: it is taken now instead of growing. */
  public void takeMemory() {
    if (body.length < lengthBytes()) {
      body = Arrays.copyOf(body, lengthBytes());
    }
  }

  /**
   * Takes bytes from {@code piece} until a frame is complete or nothing is left. Call it again with
   * the same piece until it answers null.
   *
   * @param piece belongs to the decoder from now on: bodies may be windows on it
   * @return the next body, or null if more bytes are needed
   */
  public @Nullable Bytes next(ByteBuffer piece) throws WireException {
    if (broken != null) {
      throw broken;
    }
    if (!readPrefix(piece)) {
      return null;
    }
    int length = (int) prefix;
    if (filled == 0 && piece.remaining() >= length && piece.hasArray()) {
      ByteBuffer window = piece.slice(piece.position(), length);
      piece.position(piece.position() + length);
      return complete(Bytes.wrap(window));
    }
    int taken = Math.min(piece.remaining(), length - filled);
    reserve(filled + taken, length);
    piece.get(body, filled, taken);
    filled += taken;
    return filled < length ? null : complete(Bytes.wrap(body, 0, length));
  }

  private boolean readPrefix(ByteBuffer piece) throws WireException {
    if (prefixBytes == PREFIX_BYTES) {
      return true;
    }
    while (prefixBytes < PREFIX_BYTES && piece.hasRemaining()) {
      prefix = (prefix << 8) | (piece.get() & 0xff);
      prefixBytes++;
    }
    if (prefixBytes < PREFIX_BYTES) {
      return false;
    }
    if (prefix == 0) {
      throw breaks(new WireException(Reason.TRUNCATED, "empty frame"));
    }
    if (prefix > maxBodyBytes) {
      throw breaks(new WireException(Reason.TOO_LARGE, "frame above " + maxBodyBytes + " bytes"));
    }
    return true;
  }

  private void reserve(int needed, int length) {
    if (needed > body.length) {
      body = Arrays.copyOf(body, (int) Math.min(length, (long) GROWTH * needed));
    }
  }

  private Bytes complete(Bytes frameBody) {
    prefixBytes = 0;
    prefix = 0;
    filled = 0;
    body = Bytes.EMPTY.toArray();
    return frameBody;
  }

  private WireException breaks(WireException why) {
    broken = why;
    return why;
  }
}
