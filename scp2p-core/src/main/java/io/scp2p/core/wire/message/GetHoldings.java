package io.scp2p.core.wire.message;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * 611: asks which parts of a content a node holds (extension X5.4).
 *
 * @param contentId of which content
 */
public record GetHoldings(ContentId contentId) implements ExtensionRequest {
  /** The number of this message and of its answer. */
  public static final int TYPE = 611;

  /** The feature that two nodes have to have in common. */
  public static final String FEATURE = "holdings";

  private static final FieldNames NAMES = FieldNames.of("content_id");

  /** Reads a message. */
  public static GetHoldings read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    ContentId contentId = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "content_id" -> contentId = ContentId.of(in.fixed(ContentId.LENGTH));
        default -> throw fields.unhandled(name);
      }
    }
    return new GetHoldings(fields.need("content_id", contentId));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key("content_id");
    out.bytes(contentId);
  }
}
