package io.scp2p.core.engine.catalog;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.ShareVersion;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.catalog.HeadSeal;
import io.scp2p.core.protocol.dht.DhtKeys;
import io.scp2p.core.protocol.sync.VerifiedHead;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.U64;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.ShareHead;
import io.scp2p.core.wire.record.ShareItem;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What this node knows of the shares it follows and publishes. See the package for the rules. */
public final class CatalogStore implements ValueSource {
  private static final Logger LOG = System.getLogger(CatalogStore.class.getName());

  /** Up to so many items a version is compared in memory and adopted in one batch. */
  static final int IN_PLACE_ITEMS = 10_000;

  /** Rows that one batch changes at most; some 10 MiB. */
  static final int MAX_BATCH_CHANGES = 20_000;

  /** Items on one page at most. */
  public static final int MAX_PAGE = 1_000;

  private static final int STRIPES = 64;

  private final StateStore store;
  private final ItemRows rows;
  private final ServedRows served;
  private final CatalogIndex index;
  private final IndexFeed feed;
  private final int keptVersions;
  private final long maxItems;
  private final int inPlaceItems;
  private final ReentrantLock[] locks =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);

  /**
   * A catalog in a store. Nothing is read yet.
   *
   * @param keptVersions versions of each share of which the description is kept
   * @param maxItems items in one version; more are refused
   */
  public CatalogStore(StateStore store, CatalogIndex index, int keptVersions, long maxItems) {
    this(store, index, keptVersions, maxItems, IN_PLACE_ITEMS);
  }

  CatalogStore(
      StateStore store, CatalogIndex index, int keptVersions, long maxItems, int inPlaceItems) {
    this.store = store;
    this.rows = new ItemRows(store);
    this.served = new ServedRows(store);
    this.index = index;
    this.feed = new IndexFeed(store, rows, index);
    this.keptVersions = keptVersions;
    this.maxItems = maxItems;
    this.inPlaceItems = inPlaceItems;
  }

  /** A share this node has a version of. */
  public record Entry(ShareId share, ShareVersion newest, boolean own) {}

  /**
   * Makes a verified version the newest of its share, durably, and has the index follow. A version
   * that is not newer changes nothing: numbers never go back.
   *
   * @param own whether this node publishes the share; stays so until {@link #disown}
   * @throws StoreException if nothing was changed
   * @throws Scp2pException with {@link ErrorCode#TOO_MANY_ITEMS}, and nothing was changed
   */
  public Adopted adopt(CatalogVersion version, ItemSource items, boolean own)
      throws StoreException {
    return adopt(version, items, own, Alongside.NOTHING);
  }

  /**
   * As {@link #adopt(CatalogVersion, ItemSource, boolean)}, with rows of somebody else. The items
   * of a version of which only the outline was here may come later, under the same number.
   */
  public Adopted adopt(CatalogVersion version, ItemSource items, boolean own, Alongside rows)
      throws StoreException {
    ReentrantLock lock = lockOf(version.share());
    lock.lock();
    try {
      ShareRow present = shareRow(version.share());
      if (present != null && !replaces(version, present, rows)) {
        if (own && !present.own()) {
          putShareRow(version.share(), new ShareRow(present.seq(), present.generation(), true));
        }
        return new Adopted(newest(version.share(), present), false, true);
      }
      boolean mine = own || (present != null && present.own());
      return adoptNewer(version, items, present, mine, rows);
    } finally {
      lock.unlock();
    }
  }

  private boolean replaces(CatalogVersion version, ShareRow present, Alongside alongside)
      throws StoreException {
    int age = U64.compare(version.seq(), present.seq());
    VersionRow row = age == 0 ? versionRow(version.share(), present.seq()) : null;
    boolean completes =
        alongside != Alongside.NOTHING
            && row != null
            && row.itemCount() == 0
            && row.manifest().equals(version.manifest());
    return age > 0 || completes;
  }

  private Adopted adoptNewer(
      CatalogVersion version,
      ItemSource items,
      @Nullable ShareRow present,
      boolean own,
      Alongside alongside)
      throws StoreException {
    ShareId share = version.share();
    long generation = present == null ? 1 : present.generation();
    boolean wasDirty = store.get(Keys.DIRTY, share.bytes()).isPresent();
    VersionRow before = present == null ? null : versionRow(share, present.seq());
    Iterator<ShareItem> all = Collections.emptyIterator();
    NavigableMap<byte[], ShareItem> head = ItemRows.sorted();
    ItemRows.Delta delta;
    if (items instanceof ItemSource.Changes changes) {
      if (present == null || before == null || present.seq() != changes.base()) {
        throw new Scp2pException(
            ErrorCode.SUPERSEDED,
            "The changes are not to the version that is here.",
            Map.of("share", share.hex(), "base", U64.text(changes.base())));
      }
      ItemRows.Totals totals = new ItemRows.Totals(before.itemCount(), before.totalBytes());
      delta = rows.apply(share, generation, totals, changes);
    } else {
      all = ((ItemSource.All) items).items();
      for (int i = 0; i < inPlaceItems && all.hasNext(); i++) {
        ShareItem item = all.next();
        head.put(Keys.place(item), item);
      }
      delta = all.hasNext() ? null : rows.compare(share, generation, head, MAX_BATCH_CHANGES);
    }
    ItemRows.Totals totals;
    StateBatch batch = new StateBatch();
    long newGeneration = generation;
    if (delta != null) {
      totals = delta.totals();
      if (totals.items() > maxItems) {
        throw tooManyItems(share, maxItems);
      }
      ItemRows.write(batch, share, generation, delta);
    } else {
      newGeneration = generation + 1;
      totals = stage(share, newGeneration, head, all);
      batch.delete(Keys.GARBAGE, Keys.generation(share, newGeneration));
      batch.put(Keys.GARBAGE, Keys.generation(share, generation), Keys.NOTHING);
    }
    VersionRow row = VersionRow.of(version, totals.items(), totals.bytes());
    batch.put(Keys.SHARES, share.bytes(), new ShareRow(version.seq(), newGeneration, own).bytes());
    batch.put(Keys.VERSIONS, Keys.version(share, version.seq()), row.bytes());
    batch.put(Keys.DIRTY, share.bytes(), Keys.NOTHING);
    ServedRows.put(batch, version);
    dropOldVersions(batch, share, version.seq());
    alongside.addTo(batch);
    store.apply(batch, Durability.POWER);

    boolean everything = wasDirty || before == null || !before.hasWordsOf(row);
    boolean indexed =
        feed.follow(share, row, generation, newGeneration, everything ? null : delta, everything);
    if (newGeneration != generation) {
      sweepOrLeave(share, generation);
    }
    return new Adopted(row.api(version.seq()), true, indexed);
  }

  /** Writes the rows of a big version where nobody looks yet. */
  private ItemRows.Totals stage(
      ShareId share,
      long generation,
      NavigableMap<byte[], ShareItem> head,
      Iterator<ShareItem> rest)
      throws StoreException {
    store.put(Keys.GARBAGE, Keys.generation(share, generation), Keys.NOTHING, Durability.PROCESS);
    rows.clear(share, generation);
    return rows.stage(share, generation, new JoinedItems(head.values().iterator(), rest), maxItems);
  }

  /** Called with the batch that adds one more version. */
  private void dropOldVersions(StateBatch batch, ShareId share, long added) throws StoreException {
    List<Long> seqs = new ArrayList<>();
    try (StateCursor versions = store.scan(Keys.VERSIONS, share.bytes())) {
      while (versions.next()) {
        seqs.add(Keys.number(versions.key()));
      }
    }
    seqs.remove(Long.valueOf(added));
    for (long seq : seqs.subList(0, Math.max(0, seqs.size() + 1 - keptVersions))) {
      dropVersion(batch, share, seq);
    }
  }

  private void dropVersion(StateBatch batch, ShareId share, long seq) throws StoreException {
    VersionRow row = versionRow(share, seq);
    batch.delete(Keys.VERSIONS, Keys.version(share, seq));
    if (row != null) {
      batch.delete(Keys.MANIFESTS, row.manifest().bytes());
      batch.delete(Keys.VALUES, DhtKeys.manifest(row.manifest()).value().toArray());
    }
  }

  /** Keeps a head of the newest version that was signed later, so that others get the later one. */
  public void refresh(VerifiedHead head) throws StoreException {
    ShareId share = head.head().body().shareId();
    ReentrantLock lock = lockOf(share);
    lock.lock();
    try {
      ShareRow row = shareRow(share);
      Optional<ShareHead> kept = head(share);
      if (row != null
          && row.seq() == head.seq()
          && newest(share, row).manifest().equals(head.manifestId())
          && (kept.isEmpty() || HeadSeal.BY_AGE.compare(kept.get(), head.head()) < 0)) {
        StateBatch batch = new StateBatch();
        ServedRows.putHead(batch, head.head());
        store.apply(batch, Durability.PROCESS);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a share with all its versions and documents, durably. Harmless if it is not here. */
  public void remove(ShareId share) throws StoreException {
    ReentrantLock lock = lockOf(share);
    lock.lock();
    try {
      ShareRow row = shareRow(share);
      if (row == null) {
        return;
      }
      StateBatch batch = new StateBatch();
      try (StateCursor versions = store.scan(Keys.VERSIONS, share.bytes())) {
        while (versions.next()) {
          dropVersion(batch, share, Keys.number(versions.key()));
        }
      }
      batch.delete(Keys.HEADS, share.bytes());
      batch.delete(Keys.VALUES, DhtKeys.shareHead(share).value().toArray());
      batch.delete(Keys.SHARES, share.bytes());
      batch.put(Keys.DIRTY, share.bytes(), Keys.NOTHING);
      batch.put(Keys.GARBAGE, Keys.generation(share, row.generation()), Keys.NOTHING);
      store.apply(batch, Durability.POWER);
      feed.forget(share);
      sweepOrLeave(share, row.generation());
    } finally {
      lock.unlock();
    }
  }

  /** From now on the share is only followed. */
  public void disown(ShareId share) throws StoreException {
    ReentrantLock lock = lockOf(share);
    lock.lock();
    try {
      ShareRow row = shareRow(share);
      if (row != null && row.own()) {
        putShareRow(share, new ShareRow(row.seq(), row.generation(), false));
      }
    } finally {
      lock.unlock();
    }
  }

  private void sweep(ShareId share, long generation) throws StoreException {
    rows.clear(share, generation);
    store.delete(Keys.GARBAGE, Keys.generation(share, generation), Durability.PROCESS);
  }

  /** What was asked for is durable by now, so it must not seem to fail. */
  private void sweepOrLeave(ShareId share, long generation) {
    try {
      sweep(share, generation);
    } catch (StoreException failure) {
      LOG.log(Level.WARNING, () -> "old rows are left for the next start: " + failure.reason());
    }
  }

  /**
   * Sets right what a crash or a damaged index left behind. To be called once after the start, in
   * the background, and again whenever {@link Adopted#indexed} is false or the index tells of
   * damage. May take minutes for millions of items; everything else goes on meanwhile.
   */
  public void mend(IndexProgress progress) throws StoreException {
    List<byte[]> garbage = Keys.all(store, Keys.GARBAGE);
    for (byte[] key : garbage) {
      ShareId share = Keys.share(key);
      ReentrantLock lock = lockOf(share);
      lock.lock();
      try {
        ShareRow row = shareRow(share);
        boolean inUse = row != null && row.generation() == Keys.number(key);
        if (inUse) {
          // Adopted over the rows that were to be swept.
          store.delete(Keys.GARBAGE, key, Durability.PROCESS);
        } else if (store.get(Keys.GARBAGE, key).isPresent()) {
          sweep(share, Keys.number(key));
        }
      } finally {
        lock.unlock();
      }
    }
    feed.mend(
        Keys.all(store, Keys.SHARES).stream().map(ShareId::of).toList(),
        this::lockOf,
        this::indexAnew,
        progress);
  }

  private long indexAnew(ShareId share, LongConsumer itemsDone) throws StoreException {
    ShareRow row = shareRow(share);
    VersionRow version = row == null ? null : versionRow(share, row.seq());
    if (row == null || version == null) {
      feed.forgetNow(share);
      return 0;
    }
    return feed.everything(share, version, row.generation(), itemsDone);
  }

  /** The newest version of a share. */
  public Optional<ShareVersion> newest(ShareId share) throws StoreException {
    ShareRow row = shareRow(share);
    return row == null ? Optional.empty() : Optional.of(newest(share, row));
  }

  /** Every share there is a version of. */
  public List<Entry> shares() throws StoreException {
    List<Entry> found = new ArrayList<>();
    for (byte[] key : Keys.all(store, Keys.SHARES)) {
      ShareId share = ShareId.of(key);
      ShareRow row = shareRow(share);
      if (row != null) {
        found.add(new Entry(share, newest(share, row), row.own()));
      }
    }
    return found;
  }

  /** Whether this node publishes the share. */
  public boolean isOwn(ShareId share) throws StoreException {
    ShareRow row = shareRow(share);
    return row != null && row.own();
  }

  /** The versions that are kept, newest first. */
  public List<ShareVersion> history(ShareId share) throws StoreException {
    List<ShareVersion> versions = new ArrayList<>();
    try (StateCursor entries = store.scan(Keys.VERSIONS, share.bytes())) {
      while (entries.next()) {
        versions.add(VersionRow.stored(entries.value()).api(Keys.number(entries.key())));
      }
    }
    Collections.reverse(versions);
    return versions;
  }

  /**
   * Items of the newest version, in the order of their paths; none if the share is not here.
   *
   * @param after {@link ItemPage#next} of the page before, or null for the first
   * @param limit at most {@link #MAX_PAGE}
   */
  public ItemPage items(ShareId share, @Nullable Bytes after, int limit) throws StoreException {
    ShareRow row = shareRow(share);
    return row == null
        ? new ItemPage(List.of(), null)
        : rows.page(share, row.generation(), after, Math.max(1, Math.min(limit, MAX_PAGE)));
  }

  /** An item with a content, of the newest version of one share. */
  public Optional<ShareItem> find(ShareId share, ContentId content) throws StoreException {
    ShareRow row = shareRow(share);
    if (row == null) {
      return Optional.empty();
    }
    try (StateCursor entries = rows.withContent(content, share, row.generation())) {
      return entries.next() ? rows.get(share, row.generation(), entries.value()) : Optional.empty();
    }
  }

  /** The signed manifest of that id, if it is here. */
  public Optional<Bytes> manifest(ManifestId manifest) throws StoreException {
    return served.manifest(manifest);
  }

  /** The signed head of the newest version, if there is one. */
  public Optional<ShareHead> head(ShareId share) throws StoreException {
    return served.head(share);
  }

  @Override
  public Optional<Bytes> value(DhtKey key) throws StoreException {
    return served.value(key);
  }

  /** What searches it. */
  public CatalogIndex index() {
    return index;
  }

  private ReentrantLock lockOf(ShareId share) {
    return locks[Math.floorMod(share.hashCode(), STRIPES)];
  }

  private void putShareRow(ShareId share, ShareRow row) throws StoreException {
    store.put(Keys.SHARES, share.bytes(), row.bytes(), Durability.POWER);
  }

  private @Nullable ShareRow shareRow(ShareId share) throws StoreException {
    Optional<byte[]> value = store.get(Keys.SHARES, share.bytes());
    try {
      return value.isEmpty() ? null : ShareRow.decode(value.get());
    } catch (WireException damaged) {
      throw ServedRows.corrupt(Keys.SHARES, damaged);
    }
  }

  private @Nullable VersionRow versionRow(ShareId share, long seq) throws StoreException {
    Optional<byte[]> value = store.get(Keys.VERSIONS, Keys.version(share, seq));
    return value.isEmpty() ? null : VersionRow.stored(value.get());
  }

  private ShareVersion newest(ShareId share, ShareRow row) throws StoreException {
    VersionRow version = versionRow(share, row.seq());
    if (version == null) {
      throw new StoreException(
          StoreException.Reason.CORRUPT, "table " + Keys.VERSIONS.name() + " lacks a row", null);
    }
    return version.api(row.seq());
  }

  static Scp2pException tooManyItems(ShareId share, long maxItems) {
    return new Scp2pException(
        ErrorCode.TOO_MANY_ITEMS,
        "The version has more items than limits.maxItemsPerShare.",
        Map.of("share", share.hex(), "max", Long.toString(maxItems)));
  }
}
