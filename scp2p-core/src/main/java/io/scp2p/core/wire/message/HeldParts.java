package io.scp2p.core.wire.message;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import org.jspecify.annotations.Nullable;

/**
 * 611, answer (extension X5.4).
 *
 * @param parts a bit for each part, the first in the lowest bit of the first byte; zeros at the end
 *     may be left out; null if everything is there
 */
public record HeldParts(@Nullable Bytes parts) implements ExtensionResponse {
  /** Bytes of one bit for each part. */
  public static final int MAX_BYTES = 8_192;

  private static final FieldNames NAMES = FieldNames.of("parts");

  /** Refuses what no receiver would take. */
  public HeldParts {
    if (parts != null && parts.size() > MAX_BYTES) {
      throw new IllegalArgumentException(parts.size() + " bytes for parts");
    }
  }

  /** Reads a message. */
  public static HeldParts read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    Bytes parts = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "parts" -> parts = in.absent() ? null : parts(in);
        default -> throw fields.unhandled(name);
      }
    }
    return new HeldParts(parts);
  }

  private static Bytes parts(CborReader in) throws WireException {
    int at = in.offset();
    Bytes parts = in.byteString();
    if (parts.size() > MAX_BYTES) {
      throw in.reject(Reason.TOO_LARGE, "more parts than a content has", at);
    }
    return parts;
  }

  @Override
  public int type() {
    return GetHoldings.TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key("parts");
    out.bytesOrNull(parts);
  }

  @Override
  public int sizeHintBytes() {
    Bytes bits = parts;
    return DEFAULT_SIZE_HINT_BYTES + (bits == null ? 0 : bits.size());
  }
}
