package io.scp2p.core.wire.message;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * 499: tells of a content; accepted and ignored (specification section 12.3).
 *
 * @param contentId which
 */
public record HaveContent(ContentId contentId) implements Request {
  private static final FieldNames NAMES = FieldNames.of("content_id");

  static HaveContent read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    ContentId contentId = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "content_id" -> contentId = ContentId.of(in.fixed(ContentId.LENGTH));
        default -> throw fields.unhandled(name);
      }
    }
    return new HaveContent(fields.need("content_id", contentId));
  }

  @Override
  public int type() {
    return MessageType.HAVE_CONTENT.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key("content_id");
    out.id(contentId);
  }

  @Override
  public <R> R dispatch(RequestHandler<R> handler) {
    return handler.haveContent(this);
  }
}
