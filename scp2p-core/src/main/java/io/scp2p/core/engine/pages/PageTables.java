package io.scp2p.core.engine.pages;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.StateTable;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The tables of this package and the form of their keys. All numbers are big-endian. */
final class PageTables {
  /** Share → signature and root of the newest version that has pages. */
  static final StateTable ROOTS = new StateTable("catalog-roots");

  /** Share, hash → page. What is here has everything below it. */
  static final StateTable PAGES = new StateTable("catalog-pages");

  /** Share, number of a version → a {@link Delta}: what changed with it. */
  static final StateTable DELTAS = new StateTable("catalog-deltas");

  /** Share → a {@link Loose}: pages may be here that belong to no version. */
  static final StateTable LOOSE = new StateTable("catalog-loose");

  /** Share, key → item: all items of a version while they are sorted. */
  static final StateTable SORTING = new StateTable("catalog-sorting");

  private PageTables() {}

  static byte[] page(ShareId share, Bytes hash) {
    return joined(share, hash.toArray());
  }

  static byte[] version(ShareId share, long seq) {
    return joined(share, ByteBuffer.allocate(Long.BYTES).putLong(seq).array());
  }

  static byte[] joined(ShareId share, byte[] rest) {
    byte[] key = Arrays.copyOf(share.bytes(), ShareId.LENGTH + rest.length);
    System.arraycopy(rest, 0, key, ShareId.LENGTH, rest.length);
    return key;
  }
}
