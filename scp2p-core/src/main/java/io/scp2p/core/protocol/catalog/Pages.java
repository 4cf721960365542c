package io.scp2p.core.protocol.catalog;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import io.scp2p.core.wire.message.ExtensionResponse;
import java.util.List;

/**
 * 683: answers 682 (docs/catalog-protocol.md, section C5).
 *
 * @param pages in the order in which they were asked for, as many as there was room for; empty
 *     bytes for one that is not here
 */
public record Pages(List<Bytes> pages) implements ExtensionResponse {
  /** Answers end with the page that goes beyond this. */
  public static final int ROOM_BYTES = 384 << 10;

  private static final FieldNames NAMES = FieldNames.of("pages");

  /** Copies the list. */
  public Pages {
    pages = List.copyOf(pages);
  }

  static Pages read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    List<Bytes> pages = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "pages" ->
            pages =
                in.list(
                    GetPages.MAX_HASHES,
                    "more pages than can be asked for",
                    CborReader::byteString);
        default -> throw fields.unhandled(name);
      }
    }
    return new Pages(fields.need("pages", pages));
  }

  @Override
  public int type() {
    return CatalogMessages.PAGES;
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key("pages");
    out.array(pages.size());
    pages.forEach(out::bytes);
  }

  @Override
  public int sizeHintBytes() {
    return 64 + pages.stream().mapToInt(page -> page.size() + 5).sum();
  }
}
