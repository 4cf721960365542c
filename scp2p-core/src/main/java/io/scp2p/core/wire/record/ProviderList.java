package io.scp2p.core.wire.record;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import java.util.List;

/**
 * {@link Providers} with what our nodes sign in it: the same bytes, read more closely.
 *
 * @param contentId the content
 * @param entries who has it
 * @param updatedAt unix seconds, u64
 */
public record ProviderList(ContentId contentId, List<ProviderEntry> entries, long updatedAt)
    implements Encodable {
  private static final FieldNames NAMES = FieldNames.of("content_id", "providers", "updated_at");

  /** Copies the list. */
  public ProviderList {
    entries = List.copyOf(entries);
  }

  /** Reads a value of which it is known that it is a provider record. */
  public static ProviderList decode(Bytes value) throws WireException {
    return CborReader.decode(value, ProviderList::read);
  }

  private static ProviderList read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    ContentId contentId = null;
    List<ProviderEntry> entries = null;
    long updatedAt = 0;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "content_id" -> contentId = ContentId.of(in.fixed(ContentId.LENGTH));
        case "providers" -> entries = in.list(ProviderEntry::read);
        case "updated_at" -> updatedAt = in.u64();
        default -> throw fields.unhandled(name);
      }
    }
    return new ProviderList(
        fields.need("content_id", contentId),
        fields.need("providers", entries),
        fields.need("updated_at", updatedAt));
  }

  @Override
  public void write(CborWriter out) {
    out.map(3);
    out.key("content_id");
    out.id(contentId);
    out.key("providers");
    out.records(entries);
    out.key("updated_at");
    out.uint(updatedAt);
  }

  @Override
  public int sizeHintBytes() {
    return 128 + 256 * entries.size();
  }
}
