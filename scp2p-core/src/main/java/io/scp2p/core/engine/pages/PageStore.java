package io.scp2p.core.engine.pages;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.catalog.pages.CatalogChanges;
import io.scp2p.core.catalog.pages.CatalogRoot;
import io.scp2p.core.catalog.pages.Page;
import io.scp2p.core.catalog.pages.PageRef;
import io.scp2p.core.catalog.pages.PageSource;
import io.scp2p.core.catalog.pages.SignedRoot;
import io.scp2p.core.catalog.pages.TreeEdit;
import io.scp2p.core.engine.catalog.ItemSource;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.U64;
import io.scp2p.core.wire.WireException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pages of all shares that this node publishes or follows, each once, by share and hash.
 *
 * <p><b>What is here is whole.</b> A page is written after everything below it, durably. So a page
 * that is found need not be looked into: not when two versions have it in common, not when a
 * follower goes on after a crash.
 *
 * <p><b>What becomes visible.</b> A version is one row in {@link PageTables#ROOTS}, written in the
 * batch that makes the version the newest of its share. Pages that belong to no version are marked
 * in {@link PageTables#LOOSE} before the first of them is written.
 */
public final class PageStore {
  private static final int SIGNATURE_BYTES = 64;

  private final StateStore state;
  private final long maxItems;

  /**
   * The pages in a store. Reads nothing yet.
   *
   * @param maxItems items in one version; more are refused
   */
  public PageStore(StateStore state, long maxItems) {
    this.state = state;
    this.maxItems = maxItems;
  }

  /** Items in one version. */
  public long maxItems() {
    return maxItems;
  }

  StateStore state() {
    return state;
  }

  /** The newest version of a share that has pages here, all of them. */
  public Optional<SignedRoot> root(ShareId share) throws StoreException {
    Optional<byte[]> row = state.get(PageTables.ROOTS, share.bytes());
    if (row.isEmpty()) {
      return Optional.empty();
    }
    try {
      byte[] bytes = row.get();
      int from = Math.min(SIGNATURE_BYTES, bytes.length);
      CatalogRoot root =
          CatalogRoot.decode(Bytes.wrap(Arrays.copyOfRange(bytes, from, bytes.length)));
      return Optional.of(SignedRoot.trusted(root, Bytes.wrap(Arrays.copyOf(bytes, from))));
    } catch (WireException damaged) {
      throw corrupt(PageTables.ROOTS, damaged);
    }
  }

  static StoreException corrupt(StateTable table, @Nullable Exception why) {
    return new StoreException(
        StoreException.Reason.CORRUPT, "a row of table " + table.name() + " is damaged", why);
  }

  /** One page as it is sent. */
  Optional<byte[]> page(ShareId share, Bytes hash) throws StoreException {
    return state.get(PageTables.PAGES, PageTables.page(share, hash));
  }

  /** Whether a page is here, with everything below it. */
  public boolean has(ShareId share, Bytes hash) throws StoreException {
    return page(share, hash).isPresent();
  }

  /** Reads pages of one share. */
  public PageSource source(ShareId share) {
    return ref -> {
      byte[] row = page(share, ref.hash()).orElseThrow(() -> corrupt(PageTables.PAGES, null));
      Page page = decode(row);
      if (!page.ref().equals(ref)) {
        throw corrupt(PageTables.PAGES, null);
      }
      return page;
    };
  }

  static Page decode(byte[] row) throws StoreException {
    try {
      return Page.decode(Bytes.wrap(row));
    } catch (WireException damaged) {
      throw corrupt(PageTables.PAGES, damaged);
    }
  }

  Optional<Loose> loose(ShareId share) throws StoreException {
    return state.get(PageTables.LOOSE, share.bytes()).map(Loose::of);
  }

  /**
   * To be called before pages are written that no version has yet.
   *
   * @param root what they are for, or {@link Loose#UNKNOWN}
   */
  public void begin(ShareId share, Bytes root) throws StoreException {
    Loose present = loose(share).orElse(null);
    if (present != null && present.state() == Loose.State.SCRUBBING) {
      new PageScrub(this).run(share);
      present = null;
    }
    if (present == null) {
      put(share, new Loose(root, Loose.State.ONE_ROOT));
    } else if (!present.root().equals(root) || root.equals(Loose.UNKNOWN)) {
      put(share, new Loose(root, Loose.State.LEFT_OVERS));
    }
  }

  void put(ShareId share, Loose loose) throws StoreException {
    state.put(PageTables.LOOSE, share.bytes(), loose.bytes(), Durability.POWER);
  }

  /** Writes pages, lower ones first; whatever else is below them is here already. */
  public void keep(ShareId share, List<Page> pages) throws StoreException {
    StateBatch batch = new StateBatch();
    for (Page page : pages) {
      byte[] key = PageTables.page(share, page.ref().hash());
      batch.put(PageTables.PAGES, key, page.encoded().toArray());
    }
    if (loose(share).isEmpty()) {
      // The share was forgotten while this was on its way: it must be found again.
      byte[] row = new Loose(Loose.UNKNOWN, Loose.State.LEFT_OVERS).bytes();
      batch.put(PageTables.LOOSE, share.bytes(), row);
    }
    state.apply(batch, Durability.POWER);
  }

  /**
   * Applies changes that somebody claims to the version that is here.
   *
   * @return whether they lead to the root; if so its pages are here
   */
  public boolean apply(ShareId share, CatalogRoot target, CatalogChanges changes)
      throws StoreException {
    Optional<SignedRoot> base = root(share);
    if (base.isEmpty()) {
      return false;
    }
    Optional<TreeEdit.Edited> edited =
        TreeEdit.apply(source(share), base.get().root().ref(), changes);
    if (edited.isEmpty() || !edited.get().root().equals(target.ref())) {
      return false;
    }
    begin(share, target.rootHash());
    keep(share, edited.get().made());
    return true;
  }

  /** A version whose pages are all here, about to become the newest. */
  public final class Next {
    private final @Nullable SignedRoot base;
    private final SignedRoot next;
    private final @Nullable Differences differences;

    private Next(@Nullable SignedRoot base, SignedRoot next, @Nullable Differences differences) {
      this.base = base;
      this.next = next;
      this.differences = differences;
    }

    /**
     * The items, as few as possible.
     *
     * @param seq what the reader has; null if nothing
     */
    public ItemSource items(@Nullable Long seq) {
      SignedRoot from = base;
      Differences few = differences;
      if (from != null && few != null && seq != null && from.root().seq() == seq) {
        return new ItemSource.Changes(
            seq, Differences.plain(few.removed()), Differences.plain(few.added()));
      }
      ShareId share = next.root().share();
      return new ItemSource.All(new PageItems(source(share), next.root().ref()));
    }

    /** Adds to a batch what makes it the newest. */
    public void addTo(StateBatch batch) throws StoreException {
      ShareId share = next.root().share();
      Differences few = differences;
      if (few != null) {
        for (PageRef page : few.replaced()) {
          batch.delete(PageTables.PAGES, PageTables.page(share, page.hash()));
        }
      }
      batch.put(PageTables.ROOTS, share.bytes(), row(next));
      boolean cleared = base == null || few != null;
      settle(batch, share, cleared);
      history(batch, share);
    }

    private void settle(StateBatch batch, ShareId share, boolean cleared) throws StoreException {
      Loose loose = loose(share).orElse(null);
      Bytes hash = next.root().rootHash();
      boolean one =
          loose == null
              || (loose.state() == Loose.State.ONE_ROOT
                  && (loose.root().equals(hash) || loose.root().equals(Loose.UNKNOWN)));
      if (one && cleared) {
        batch.delete(PageTables.LOOSE, share.bytes());
      } else {
        byte[] row = new Loose(hash, Loose.State.LEFT_OVERS).bytes();
        batch.put(PageTables.LOOSE, share.bytes(), row);
      }
    }

    private void history(StateBatch batch, ShareId share) throws StoreException {
      SignedRoot from = base;
      Differences few = differences;
      List<byte[]> kept = new ArrayList<>();
      if (from != null && few != null && isTold(from, few)) {
        Delta.Link link =
            new Delta.Link(
                from.root().seq(),
                from.root().rootHash(),
                next.root().seq(),
                next.root().rootHash());
        byte[] row = new Delta(link, few.removed(), few.added()).bytes();
        if (row.length <= History.MAX_BYTES) {
          kept.add(row);
          batch.put(PageTables.DELTAS, PageTables.version(share, next.root().seq()), row);
        }
      }
      History.trim(state, batch, share, kept);
    }

    private boolean isTold(SignedRoot from, Differences few) {
      return !U64.isLess(next.root().seq(), from.root().seq())
          && few.removed().size() + few.added().size() <= CatalogChanges.MAX_CHANGES;
    }
  }

  private static byte[] row(SignedRoot root) {
    byte[] body = root.root().bytes().toArray();
    byte[] row = Arrays.copyOf(root.signature().toArray(), SIGNATURE_BYTES + body.length);
    System.arraycopy(body, 0, row, SIGNATURE_BYTES, body.length);
    return row;
  }

  /** Compares a version whose pages are all here with the one that is the newest now. */
  public Next next(SignedRoot root) throws StoreException {
    ShareId share = root.root().share();
    SignedRoot base = root(share).orElse(null);
    Differences differences = null;
    if (base != null) {
      differences =
          Differences.of(source(share), base.root().ref(), root.root().ref()).orElse(null);
    }
    return new Next(base, root, differences);
  }

  /** What the newest version changed, if its predecessor is known and was the given one. */
  public Optional<ItemSource> changes(ShareId share, long seq, long baseSeq) throws StoreException {
    Optional<byte[]> row = state.get(PageTables.DELTAS, PageTables.version(share, seq));
    if (row.isEmpty()) {
      return Optional.empty();
    }
    Delta delta = History.decode(row.get());
    return delta.link().baseSeq() != baseSeq
        ? Optional.empty()
        : Optional.of(
            new ItemSource.Changes(
                baseSeq, Differences.plain(delta.removed()), Differences.plain(delta.added())));
  }

  /** What became of a version that somebody has, if that is remembered and not too much. */
  Optional<CatalogChanges> since(ShareId share, long baseSeq, Bytes baseRoot)
      throws StoreException {
    Optional<SignedRoot> newest = root(share);
    return newest.isEmpty()
        ? Optional.empty()
        : History.since(state, newest.get().root(), baseSeq, baseRoot);
  }

  /** Clears away what was given up. Not while pages of the share are written. */
  public void tidy(ShareId share) throws StoreException {
    Loose loose = loose(share).orElse(null);
    if (loose != null && loose.state() != Loose.State.ONE_ROOT) {
      new PageScrub(this).run(share);
    }
  }

  /** Forgets a share. Pages may go later, but nothing of it is served any more. */
  public void forget(ShareId share) throws StoreException {
    if (state.get(PageTables.ROOTS, share.bytes()).isEmpty() && loose(share).isEmpty()) {
      return;
    }
    StateBatch batch = new StateBatch();
    batch.delete(PageTables.ROOTS, share.bytes());
    History.trim(state, batch, share, List.of(new byte[History.MAX_BYTES]));
    batch.put(
        PageTables.LOOSE, share.bytes(), new Loose(Loose.UNKNOWN, Loose.State.SCRUBBING).bytes());
    state.apply(batch, Durability.POWER);
    new PageScrub(this).run(share);
  }

  /** Pages that turn out to be damaged are forgotten, so that the next look fetches them anew. */
  public void mend(ShareId share, Throwable failure) throws StoreException {
    Throwable cause = failure instanceof UncheckedIOException ? failure.getCause() : failure;
    if (cause instanceof StoreException store && store.reason() == StoreException.Reason.CORRUPT) {
      forget(share);
    }
  }

  /** Shares with pages that belong to no version. */
  public List<ShareId> untidy() throws StoreException {
    List<ShareId> shares = new ArrayList<>();
    try (StateCursor rows = state.scan(PageTables.LOOSE, new byte[0])) {
      while (rows.next()) {
        shares.add(ShareId.of(rows.key()));
      }
    }
    return shares;
  }
}
