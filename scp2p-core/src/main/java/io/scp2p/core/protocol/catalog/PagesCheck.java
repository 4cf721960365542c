package io.scp2p.core.protocol.catalog;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.catalog.pages.Page;
import io.scp2p.core.catalog.pages.PageRef;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import java.util.ArrayList;
import java.util.List;

/** What an answer with pages is worth (docs/catalog-protocol.md, section C5). */
public final class PagesCheck {
  private PagesCheck() {}

  /** Examines an answer to 682. */
  public static CatalogFinding examine(List<PageRef> wanted, Pages answer) {
    List<Bytes> given = answer.pages();
    if (given.isEmpty() || given.size() > wanted.size()) {
      return new CatalogFinding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
    }
    List<Page> pages = new ArrayList<>();
    int bytes = 0;
    for (int i = 0; i < given.size(); i++) {
      Bytes encoded = given.get(i);
      if (encoded.isEmpty()) {
        return new CatalogFinding.Some(pages, true);
      }
      if (!Bytes.wrap(Blake3.hash(encoded.toArray())).equals(wanted.get(i).hash())) {
        return new CatalogFinding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
      }
      // From here on the peer is not to blame: the bytes are those that the page above names.
      Page page;
      try {
        page = Page.decode(encoded);
      } catch (WireException malformed) {
        return new CatalogFinding.Unusable(ErrorCode.MANIFEST_INVALID);
      }
      if (!page.ref().equals(wanted.get(i))) {
        return new CatalogFinding.Unusable(ErrorCode.MANIFEST_INVALID);
      }
      pages.add(page);
      bytes += encoded.size();
    }
    if (given.size() < wanted.size() && bytes < Pages.ROOM_BYTES) {
      // Page by page a peer could keep an attempt going for ever.
      return new CatalogFinding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
    }
    return new CatalogFinding.Some(pages, false);
  }
}
