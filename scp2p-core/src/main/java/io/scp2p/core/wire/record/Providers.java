package io.scp2p.core.wire.record;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import java.util.List;

/**
 * Who has a content (specification section 8.6.3). Unsigned; the last writer wins.
 *
 * @param contentId the content
 * @param providers where they say they are
 * @param updatedAt unix seconds, u64
 */
public record Providers(ContentId contentId, List<PeerAddress> providers, long updatedAt)
    implements DhtRecord {
  private static final FieldNames NAMES = FieldNames.of("content_id", "providers", "updated_at");

  /** Copies the list. */
  public Providers {
    providers = List.copyOf(providers);
  }

  /** Reads the record. */
  public static Providers read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    ContentId contentId = null;
    List<PeerAddress> providers = null;
    long updatedAt = 0;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "content_id" -> contentId = ContentId.of(in.fixed(ContentId.LENGTH));
        case "providers" -> providers = in.list(PeerAddress::read);
        case "updated_at" -> updatedAt = in.u64();
        default -> throw fields.unhandled(name);
      }
    }
    return new Providers(
        fields.need("content_id", contentId),
        fields.need("providers", providers),
        fields.need("updated_at", updatedAt));
  }

  @Override
  public void write(CborWriter out) {
    out.map(3);
    out.key("content_id");
    out.id(contentId);
    out.key("providers");
    out.records(providers);
    out.key("updated_at");
    out.uint(updatedAt);
  }
}
