package io.scp2p.core.wire.message;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * 612: asks for one page of a chunk hash list (extension X5.3).
 *
 * @param contentId of which content
 * @param page counted from 0, a u32
 */
public record GetHashPage(ContentId contentId, long page) implements ExtensionRequest {
  /** The number of this message and of its answer. */
  public static final int TYPE = 612;

  /** The feature that two nodes have to have in common. */
  public static final String FEATURE = "hash-pages";

  private static final FieldNames NAMES = FieldNames.of("content_id", "page");

  /** Refuses a page that cannot be written down. */
  public GetHashPage {
    UnsignedRange.require("page", page, UnsignedRange.MAX_U32);
  }

  /** Reads a message. */
  public static GetHashPage read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    ContentId contentId = null;
    long page = 0;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "content_id" -> contentId = ContentId.of(in.fixed(ContentId.LENGTH));
        case "page" -> page = in.u32();
        default -> throw fields.unhandled(name);
      }
    }
    return new GetHashPage(fields.need("content_id", contentId), fields.need("page", page));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public boolean isBulk() {
    return true;
  }

  /** It costs what a chunk does. */
  @Override
  public RateClass rateClass() {
    return RateClass.CHUNK;
  }

  @Override
  public void write(CborWriter out) {
    out.map(2);
    out.key("content_id");
    out.bytes(contentId);
    out.key("page");
    out.uint(page);
  }
}
