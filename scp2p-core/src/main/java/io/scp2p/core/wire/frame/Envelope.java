package io.scp2p.core.wire.frame;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import java.nio.charset.StandardCharsets;

/**
 * What every frame after the handshake carries (specification section 2.2).
 *
 * @param type message number, u16
 * @param requestId chosen by the requester and echoed by the responder, u32
 * @param flags {@link #RESPONSE}, {@link #ERROR} and bits to be ignored, u16
 * @param payload a CBOR item, or UTF-8 text if the error bit is set, or nothing; after decoding it
 *     may be a window on the frame
 */
public record Envelope(int type, long requestId, int flags, Bytes payload) implements Encodable {
  /** Set in every answer. */
  public static final int RESPONSE = 0x0001;

  /** Set, together with {@link #RESPONSE}, if the payload is an error text. */
  public static final int ERROR = 0x0002;

  /** How much of an error text is worth showing; a peer can send a megabyte of it. */
  public static final int MAX_ERROR_TEXT_BYTES = 1_024;

  /** The keys and numbers around a payload never take more. */
  static final int MAX_HEAD_BYTES = 64;

  private static final FieldNames NAMES = FieldNames.of("type", "req_id", "flags", "payload");

  /** Refuses numbers that do not fit their fields. */
  public Envelope {
    UnsignedRange.require("type", type, UnsignedRange.MAX_U16);
    UnsignedRange.require("req_id", requestId, UnsignedRange.MAX_U32);
    UnsignedRange.require("flags", flags, UnsignedRange.MAX_U16);
  }

  /** A request. */
  public static Envelope request(int type, long requestId, Bytes payload) {
    return new Envelope(type, requestId, 0, payload);
  }

  /** A successful answer. */
  public static Envelope response(int type, long requestId, Bytes payload) {
    return new Envelope(type, requestId, RESPONSE, payload);
  }

  /** An error answer: it bears the request's number, not the response's (section 5.2). */
  public static Envelope error(int requestType, long requestId, String text) {
    return new Envelope(
        requestType,
        requestId,
        RESPONSE | ERROR,
        Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Decodes a frame body: one envelope and nothing after it. */
  public static Envelope decode(Bytes body) throws WireException {
    if (body.size() > WireLimits.ENVELOPE_FRAME_BYTES) {
      throw new WireException(Reason.TOO_LARGE, "envelope above its limit");
    }
    return CborReader.decode(body, Envelope::read);
  }

  /** Reads an envelope; a payload in definite form becomes a window on the input. */
  public static Envelope read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    int type = 0;
    long requestId = 0;
    int flags = 0;
    Bytes payload = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "type" -> type = in.u16();
        case "req_id" -> requestId = in.u32();
        case "flags" -> flags = in.u16();
        case "payload" -> payload = payload(in);
        default -> throw fields.unhandled(name);
      }
    }
    return new Envelope(
        fields.need("type", type),
        fields.need("req_id", requestId),
        fields.need("flags", flags),
        fields.need("payload", payload));
  }

  private static Bytes payload(CborReader in) throws WireException {
    int at = in.offset();
    Bytes payload = in.blob();
    if (payload.size() > WireLimits.PAYLOAD_BYTES) {
      throw in.reject(Reason.TOO_LARGE, "payload above its limit", at);
    }
    return payload;
  }

  /** True if this is an answer. */
  public boolean isResponse() {
    return (flags & RESPONSE) != 0;
  }

  /** True if the payload is an error text. */
  public boolean isError() {
    return (flags & ERROR) != 0;
  }

  /**
   * The payload as an error text: at most {@link #MAX_ERROR_TEXT_BYTES} of it, with what is not
   * UTF-8 or would disturb a log replaced.
   */
  public String errorText() {
    Bytes shown = payload.slice(0, Math.min(payload.size(), MAX_ERROR_TEXT_BYTES));
    String text = new String(shown.toArray(), StandardCharsets.UTF_8);
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().forEach(c -> safe.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return safe.toString();
  }

  @Override
  public void write(CborWriter out) {
    writeHead(out, type, requestId, flags);
    out.bytes(payload);
  }

  @Override
  public int sizeHintBytes() {
    return payload.size() + MAX_HEAD_BYTES;
  }

  /** All of an envelope up to and including the key of its payload. */
  static void writeHead(CborWriter out, int type, long requestId, int flags) {
    out.map(4);
    out.key("type");
    out.uint(type);
    out.key("req_id");
    out.uint(requestId);
    out.key("flags");
    out.uint(flags);
    out.key("payload");
  }
}
