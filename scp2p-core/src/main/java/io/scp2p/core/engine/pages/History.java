package io.scp2p.core.engine.pages;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.catalog.pages.CatalogChanges;
import io.scp2p.core.catalog.pages.CatalogRoot;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the last versions of a share changed, so that who has one of them is told little. */
final class History {
  /** Versions that are remembered. */
  static final int MAX_VERSIONS = 64;

  /** What they may take. */
  static final int MAX_BYTES = 4 << 20;

  private History() {}

  static Delta decode(byte[] row) throws StoreException {
    try {
      return Delta.decode(row);
    } catch (WireException damaged) {
      throw PageStore.corrupt(PageTables.DELTAS, damaged);
    }
  }

  /** Drops the oldest until there is room for new rows. */
  static void trim(StateStore state, StateBatch batch, ShareId share, List<byte[]> added)
      throws StoreException {
    List<byte[]> keys = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    try (StateCursor rows = state.scan(PageTables.DELTAS, share.bytes())) {
      while (rows.next()) {
        keys.add(rows.key());
        sizes.add(rows.value().length);
      }
    }
    Collections.reverse(keys);
    Collections.reverse(sizes);
    long bytes = added.stream().mapToLong(row -> row.length).sum();
    int count = added.size();
    for (int i = 0; i < keys.size(); i++) {
      bytes += sizes.get(i);
      if (++count > MAX_VERSIONS || bytes > MAX_BYTES) {
        batch.delete(PageTables.DELTAS, keys.get(i));
      }
    }
  }

  private static Bytes name(long seq, Bytes root) {
    return Bytes.wrap(
        ByteBuffer.allocate(Long.BYTES + root.size()).putLong(seq).put(root.toArray()).array());
  }

  /** Looks at where rows lead, and reads only those on the way. */
  static Optional<CatalogChanges> since(
      StateStore state, CatalogRoot newest, long baseSeq, Bytes baseRoot) throws StoreException {
    Map<Bytes, Delta.Link> links = new HashMap<>();
    try (StateCursor rows = state.scan(PageTables.DELTAS, newest.share().bytes())) {
      while (rows.next()) {
        Delta.Link link = Delta.linkOf(rows.value());
        links.put(name(link.baseSeq(), link.baseRoot()), link);
      }
    } catch (WireException damaged) {
      throw PageStore.corrupt(PageTables.DELTAS, damaged);
    }
    List<Delta> chain = new ArrayList<>();
    Bytes end = name(newest.seq(), newest.rootHash());
    Bytes at = name(baseSeq, baseRoot);
    while (!at.equals(end)) {
      Delta.Link link = links.remove(at);
      if (link == null) {
        return Optional.empty();
      }
      Optional<byte[]> row =
          state.get(PageTables.DELTAS, PageTables.version(newest.share(), link.seq()));
      if (row.isEmpty()) {
        return Optional.empty();
      }
      chain.add(decode(row.get()));
      at = name(link.seq(), link.root());
    }
    CatalogChanges changes = Delta.joined(chain);
    boolean tooMuch =
        changes.size() > CatalogChanges.MAX_CHANGES
            || changes.sizeHintBytes() > CatalogChanges.MAX_BYTES;
    return tooMuch ? Optional.empty() : Optional.of(changes);
  }
}
