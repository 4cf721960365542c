package io.scp2p.core.engine.catalog;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.SearchDocument;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.ShareItem;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the index in step with the catalog. A share is marked dirty in the batch that changes it;
 * the mark goes once the index has committed. A mark under a key of one byte says that every share
 * is to be indexed anew.
 *
 * <p>Documents carry the version in which their item last changed, so an update touches only what
 * changed.
 */
final class IndexFeed {
  private static final Logger LOG = System.getLogger(IndexFeed.class.getName());

  /** Documents handed to the index at once. */
  static final int DOCUMENTS = 500;

  private static final byte[] EVERY_SHARE = {0};

  private final StateStore store;
  private final ItemRows rows;
  private final CatalogIndex index;

  IndexFeed(StateStore store, ItemRows rows, CatalogIndex index) {
    this.store = store;
    this.rows = rows;
    this.index = index;
  }

  /** Indexes one share anew and returns how many items that were. */
  @FunctionalInterface
  interface Anew {
    long index(ShareId share, LongConsumer itemsDone) throws StoreException;
  }

  /**
   * Follows an adoption; the caller holds the lock of the share.
   *
   * @param delta what changed, if that is known in full
   * @param everything whether all documents change, or may be missing
   * @return false if the index failed; the mark stays
   */
  boolean follow(
      ShareId share,
      VersionRow version,
      long older,
      long newer,
      ItemRows.@Nullable Delta delta,
      boolean everything) {
    if (!index.isEnabled()) {
      return true; // The mark stays, for a node that has search again.
    }
    try {
      boolean done = false;
      if (!everything) {
        done =
            delta == null
                ? compared(share, version, older, newer)
                : changed(share, version, delta.removed(), delta.added());
      }
      if (done) {
        index.change(IndexFeed::committed);
      } else {
        everything(share, version, newer, items -> {});
      }
      clean(share);
      return true;
    } catch (StoreException failure) {
      LOG.log(
          Level.WARNING,
          () -> "a share could not be indexed, tried again later: " + failure.reason());
      return false;
    }
  }

  /** Returns false if the index cannot remove single documents and some should go. */
  private boolean changed(
      ShareId share, VersionRow version, List<ShareItem> removed, List<ShareItem> added)
      throws StoreException {
    if (!removed.isEmpty()) {
      List<SearchDocument> gone = CatalogIndex.documents(share, version, removed);
      if (!index.<Boolean>change(target -> target.delete(gone))) {
        return false;
      }
    }
    upsert(share, version, added);
    return true;
  }

  private boolean compared(ShareId share, VersionRow version, long older, long newer)
      throws StoreException {
    boolean[] possible = {true};
    rows.compare(
        share,
        older,
        newer,
        (removed, added) -> possible[0] = possible[0] && changed(share, version, removed, added));
    return possible[0];
  }

  private void upsert(ShareId share, VersionRow version, List<ShareItem> items)
      throws StoreException {
    for (int from = 0; from < items.size(); from += DOCUMENTS) {
      List<ShareItem> part = items.subList(from, Math.min(items.size(), from + DOCUMENTS));
      List<SearchDocument> documents = CatalogIndex.documents(share, version, part);
      index.change(
          target -> {
            target.upsert(documents);
            return true;
          });
    }
  }

  /** Indexes all items of a share, and removes all other documents of it. */
  long everything(ShareId share, VersionRow version, long generation, LongConsumer itemsDone)
      throws StoreException {
    long done = 0;
    Bytes next = null;
    do {
      ItemPage page = rows.page(share, generation, next, DOCUMENTS);
      upsert(share, version, page.items());
      done += page.items().size();
      itemsDone.accept(done);
      next = page.next();
    } while (next != null);
    index.change(
        target -> {
          target.deleteOtherVersions(share, version.manifest());
          return committed(target);
        });
    return done;
  }

  private static boolean committed(io.scp2p.api.spi.SearchIndex target) throws StoreException {
    target.commit();
    return true;
  }

  /** Removes a share from the index, later if that fails now. */
  void forget(ShareId share) {
    try {
      forgetNow(share);
      clean(share);
    } catch (StoreException failure) {
      LOG.log(
          Level.WARNING,
          () -> "a share is still in the index, tried again later: " + failure.reason());
    }
  }

  void forgetNow(ShareId share) throws StoreException {
    index.change(
        target -> {
          target.deleteShare(share);
          return committed(target);
        });
  }

  private void clean(ShareId share) throws StoreException {
    store.delete(Keys.DIRTY, share.bytes(), Durability.PROCESS);
  }

  /**
   * Makes the index anew if it is damaged or lost, and indexes anew every share that is marked.
   *
   * @param shares all there are
   */
  void mend(
      List<ShareId> shares,
      Function<ShareId, ReentrantLock> locks,
      Anew anew,
      IndexProgress progress)
      throws StoreException {
    if (!index.isEnabled()) {
      return;
    }
    if (mustBeginAnew(shares)) {
      store.put(Keys.DIRTY, EVERY_SHARE, Keys.NOTHING, Durability.POWER);
      index.reset();
      markAll(shares, locks);
    }
    List<ShareId> marked = marked();
    long[] items = {0};
    for (int done = 0; done < marked.size(); done++) {
      ShareId share = marked.get(done);
      long sharesDone = done;
      ReentrantLock lock = locks.apply(share);
      lock.lock();
      try {
        if (store.get(Keys.DIRTY, share.bytes()).isPresent()) {
          long before = items[0];
          items[0] +=
              anew.index(
                  share, here -> progress.advanced(sharesDone, marked.size(), before + here));
          clean(share);
        }
      } finally {
        lock.unlock();
      }
      progress.advanced(sharesDone + 1, marked.size(), items[0]);
    }
  }

  private boolean mustBeginAnew(List<ShareId> shares) throws StoreException {
    if (index.isDamaged() || store.get(Keys.DIRTY, EVERY_SHARE).isPresent()) {
      return true;
    }
    try {
      // An index in memory, or one whose directory somebody removed.
      return !shares.isEmpty() && index.size() == 0;
    } catch (StoreException failure) {
      if (failure.reason() == StoreException.Reason.CORRUPT) {
        return true;
      }
      throw failure;
    }
  }

  /**
   * After the index was emptied, not before: a share adopted in between would lose its mark, and
   * then its documents.
   */
  private void markAll(List<ShareId> shares, Function<ShareId, ReentrantLock> locks)
      throws StoreException {
    for (ShareId share : shares) {
      ReentrantLock lock = locks.apply(share);
      lock.lock();
      try {
        store.put(Keys.DIRTY, share.bytes(), Keys.NOTHING, Durability.PROCESS);
      } finally {
        lock.unlock();
      }
    }
    store.apply(new StateBatch().delete(Keys.DIRTY, EVERY_SHARE), Durability.POWER);
  }

  private List<ShareId> marked() throws StoreException {
    List<ShareId> marked = new java.util.ArrayList<>();
    try (var entries = store.scan(Keys.DIRTY, Keys.NOTHING)) {
      while (entries.next()) {
        if (entries.key().length == ShareId.LENGTH) {
          marked.add(ShareId.of(entries.key()));
        }
      }
    }
    return marked;
  }
}
