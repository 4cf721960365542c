package io.scp2p.core.wire.message;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * 453: an envelope for, or from, the node behind a slot (specification section 14.4).
 *
 * @param relaySlotId u64
 * @param streamId u32; copied into the answer
 * @param kind copied into the answer
 * @param payload an encoded envelope without length prefix; after decoding a window on the input
 */
public record RelayStream(long relaySlotId, long streamId, Kind kind, Bytes payload)
    implements Request, Response {
  private static final FieldNames NAMES =
      FieldNames.of("relay_slot_id", "stream_id", "kind", "payload");

  /** Two quotas of the old slot model; clients always say content. */
  public enum Kind {
    /** The default where the key is missing. */
    CONTROL("control"),
    /** What everybody sends. */
    CONTENT("content");

    private final String spelling;

    Kind(String spelling) {
      this.spelling = spelling;
    }

    /** The exact text on the wire. */
    public String spelling() {
      return spelling;
    }

    static Kind read(CborReader in) throws WireException {
      int at = in.offset();
      return switch (in.text()) {
        case "control" -> CONTROL;
        case "content" -> CONTENT;
        default -> throw in.reject(Reason.UNKNOWN_VARIANT, "unknown kind of relay stream", at);
      };
    }
  }

  /** Refuses what has no wire form. */
  public RelayStream {
    UnsignedRange.require("stream_id", streamId, UnsignedRange.MAX_U32);
  }

  static RelayStream read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    long relaySlotId = 0;
    long streamId = 0;
    Kind kind = Kind.CONTROL;
    Bytes payload = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "relay_slot_id" -> relaySlotId = in.u64();
        case "stream_id" -> streamId = in.u32();
        case "kind" -> kind = Kind.read(in);
        case "payload" -> payload = in.blob();
        default -> throw fields.unhandled(name);
      }
    }
    return new RelayStream(
        fields.need("relay_slot_id", relaySlotId),
        fields.need("stream_id", streamId),
        kind,
        fields.need("payload", payload));
  }

  @Override
  public int type() {
    return MessageType.RELAY_STREAM.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(4);
    out.key("relay_slot_id");
    out.uint(relaySlotId);
    out.key("stream_id");
    out.uint(streamId);
    out.key("kind");
    out.text(kind.spelling());
    out.key("payload");
    out.bytes(payload);
  }

  @Override
  public int sizeHintBytes() {
    return payload.size() + 96;
  }

  @Override
  public <R> R dispatch(RequestHandler<R> handler) {
    return handler.relayStream(this);
  }
}
