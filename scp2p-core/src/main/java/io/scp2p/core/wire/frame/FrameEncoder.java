package io.scp2p.core.wire.frame;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.cbor.TailedEncodable;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Builds whole frames, each in one buffer. The payload is written once, behind free space into
 * which length prefix and envelope head are put afterwards; a 256 KiB chunk is copied once.
 *
 * <p>Encoding refuses what every receiver would answer by dropping the stream: that can befall an
 * honest caller, for instance with the hash list of a very big file (section 12.6), who then has to
 * answer with an error instead.
 */
public final class FrameEncoder {
  private static final int HEADROOM_BYTES = FrameDecoder.PREFIX_BYTES + Envelope.MAX_HEAD_BYTES;

  private FrameEncoder() {}

  /** The frame of a request. */
  public static ByteBuffer request(int type, long requestId, Encodable payload)
      throws WireException {
    return envelope(type, requestId, 0, payload, IdForm.REFERENCE);
  }

  /** The frame of a successful answer. */
  public static ByteBuffer response(int type, long requestId, Encodable payload)
      throws WireException {
    return envelope(type, requestId, Envelope.RESPONSE, payload, IdForm.REFERENCE);
  }

  /** The frame of an envelope that exists already. */
  public static ByteBuffer envelope(Envelope envelope) throws WireException {
    Bytes payload = envelope.payload();
    CborWriter out = new CborWriter(IdForm.REFERENCE, payload.size(), HEADROOM_BYTES);
    out.raw(payload);
    return finish(envelope.type(), envelope.requestId(), envelope.flags(), out, 0);
  }

  /** The frame of an envelope around {@code payload}, with identifiers in the given form. */
  public static ByteBuffer envelope(
      int type, long requestId, int flags, Encodable payload, IdForm form) throws WireException {
    CborWriter out = new CborWriter(form, payload.sizeHintBytes(), HEADROOM_BYTES);
    payload.write(out);
    return finish(type, requestId, flags, out, 0);
  }

  /**
   * The frame of a successful answer in two buffers, the second of which is the payload's own
   * memory: nothing big is copied or allocated. For transports that gather; where each write
   * becomes a packet of its own, {@link #response} is better.
   */
  public static List<ByteBuffer> gatheredResponse(int type, long requestId, TailedEncodable payload)
      throws WireException {
    CborWriter out =
        new CborWriter(IdForm.REFERENCE, Encodable.DEFAULT_SIZE_HINT_BYTES, HEADROOM_BYTES);
    payload.writeHead(out);
    ByteBuffer head = finish(type, requestId, Envelope.RESPONSE, out, payload.tail().size());
    return List.of(head, payload.tail().buffer());
  }

  /** A frame around a body that is encoded already. */
  public static ByteBuffer prefixed(Bytes body) {
    ByteBuffer frame = ByteBuffer.allocate(FrameDecoder.PREFIX_BYTES + body.size());
    frame.putInt(body.size()).put(body.buffer()).flip();
    return frame;
  }

  /** Puts all that precedes a payload before it; {@code tailBytes} of it follow elsewhere. */
  private static ByteBuffer finish(
      int type, long requestId, int flags, CborWriter payload, int tailBytes) throws WireException {
    int payloadBytes = payload.size() + tailBytes;
    if (payloadBytes > WireLimits.PAYLOAD_BYTES) {
      throw new WireException(Reason.TOO_LARGE, "payload above its limit");
    }
    CborWriter head = new CborWriter(IdForm.REFERENCE, HEADROOM_BYTES, FrameDecoder.PREFIX_BYTES);
    Envelope.writeHead(head, type, requestId, flags);
    head.byteStringHead(payloadBytes);
    Bytes prefix = prefix(head.size() + payloadBytes);
    return payload.prefixed(Bytes.wrap(head.prefixed(prefix)));
  }

  private static Bytes prefix(int length) {
    return Bytes.wrap(ByteBuffer.allocate(FrameDecoder.PREFIX_BYTES).putInt(0, length).array());
  }
}
