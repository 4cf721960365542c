package io.scp2p.core.engine.share;

import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.catalog.HeadSeal;
import io.scp2p.core.catalog.ManifestLimits;
import io.scp2p.core.catalog.ManifestSeal;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.ShareHead;
import io.scp2p.core.wire.record.ShareItem;
import io.scp2p.core.wire.record.Visibility;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one version of a share. What fits into one batch is written with it; what does not goes
 * ahead in batches of its own, to rows that nobody looks at, under a marker in {@link
 * Tables#DOOMED} by which they are found and cleared away should the version never be committed.
 * Only the last batch, which survives the loss of power, makes the version visible.
 *
 * <p>For one thread at a time.
 */
final class VersionWriter {
  /** Rows held in memory before they go ahead. */
  static final int MAX_BATCH_BYTES = 4 << 20;

  private final ShareStore store;
  private final ShareId id;
  private final long seq;
  private final List<String> tags;
  private @Nullable List<ShareItem> v1Items = new ArrayList<>();
  private StateBatch batch = new StateBatch();
  private long batchBytes;
  private boolean ahead;
  private long itemCount;
  private long totalBytes;
  private long totalChunks;

  VersionWriter(ShareStore store, ShareId id, long seq, List<String> tags) {
    this.store = store;
    this.id = id;
    this.seq = seq;
    this.tags = tags;
  }

  /** The next files, in path order. */
  void add(List<HashedFile> files) throws StoreException {
    for (HashedFile file : files) {
      add(file);
    }
  }

  private void add(HashedFile file) throws StoreException {
    long ordinal = itemCount++;
    ShareItem item = file.item(tags);
    totalBytes = Math.addExact(totalBytes, item.size());
    totalChunks += item.chunkCount();
    countForV1(item);
    FileRecord record = file.record();
    String path = record == null ? null : record.path();
    ContentSource source = new ContentSource(file.content(), id, seq, ordinal, path);
    // The item first: by it the others are found if what follows is never written.
    put(Tables.ITEMS, Tables.item(id, seq, ordinal), item.encoded(IdForm.COMPACT).toArray());
    put(Tables.SOURCES, source.key(), source.value());
    if (record != null) {
      put(Tables.FILES, Tables.file(record.path()), record.encode());
    }
    int chunk = 0;
    for (byte[] bytes : file.text()) {
      put(Tables.TEXTS, Tables.page(file.content(), chunk++), bytes);
    }
    if (file.pages() != null) {
      putHashes(file, file.pages());
    }
  }

  private void putHashes(HashedFile file, List<byte[]> pages) throws StoreException {
    int page = 0;
    for (byte[] hashes : pages) {
      put(Tables.HASHES, Tables.page(file.content(), page++), hashes);
    }
    // After its hashes: a content that has a row has all of them.
    put(Tables.CONTENTS, file.content().bytes(), file.stored().encode());
  }

  private void countForV1(ShareItem item) {
    if (v1Items == null
        || itemCount > ManifestLimits.MAX_ITEMS
        || totalChunks > ManifestLimits.MAX_CHUNKS) {
      v1Items = null;
    } else {
      v1Items.add(item);
    }
  }

  private void put(StateTable table, byte[] key, byte[] value) throws StoreException {
    if (batchBytes + value.length > MAX_BATCH_BYTES) {
      goAhead();
    }
    batch.put(table, key, value);
    batchBytes += key.length + value.length;
  }

  private void goAhead() throws StoreException {
    if (!ahead) {
      batch.put(Tables.DOOMED, Tables.version(id, seq), new byte[0]);
      ahead = true;
    }
    // As durable as the last batch: the contract of the store orders nothing across batches.
    store.state().apply(batch, Durability.POWER);
    batch = new StateBatch();
    batchBytes = 0;
  }

  /** Whether rows went ahead, which have to be cleared away if this is not committed. */
  boolean wentAhead() {
    return ahead;
  }

  /** Whether no file has come so far. */
  boolean isEmpty() {
    return itemCount == 0;
  }

  /** Bytes of all files so far. */
  long totalBytes() {
    return totalBytes;
  }

  /**
   * Signs the version and makes it visible, durably.
   *
   * @param alongside adds what has to be durable with it
   */
  PublishedShare commit(
      SharePlan plan,
      SigningKey key,
      @Nullable PublishedShare previous,
      long nowUnixSeconds,
      VersionExtension extension,
      Consumer<StateBatch> alongside)
      throws StoreException {
    if (v1Items == null) {
      goAhead(); // Else the last items would be missing from the walk of the extension.
    }
    Sealed sealed = seal(plan, key, nowUnixSeconds);
    PublishedShare share = share(sealed, previous, nowUnixSeconds, key);
    batch.put(Tables.MANIFESTS, share.manifestId().bytes(), sealed.encoded.toArray());
    batch.put(Tables.SEQUENCES, id.bytes(), new RowOut().u64(seq).toArray());
    batch.put(Tables.SHARES, id.bytes(), share.encode());
    if (ahead) {
      batch.delete(Tables.DOOMED, Tables.version(id, seq));
    }
    doomPredecessorOf(previous);
    try (ItemCursor items = cursor()) {
      extension.seal(share, items, key, batch);
    }
    alongside.accept(batch);
    store.state().apply(batch, Durability.POWER);
    store.changed();
    return share;
  }

  /** A manifest, in the form in which it is sent. */
  private record Sealed(Manifest manifest, Bytes encoded, boolean complete) {}

  private Sealed seal(SharePlan plan, SigningKey key, long nowUnixSeconds) {
    List<ShareItem> items = v1Items;
    if (items != null) {
      Sealed whole = seal(plan, items, key, nowUnixSeconds, true);
      if (ManifestLimits.check(whole.manifest.body(), whole.encoded.size()).isEmpty()) {
        return whole;
      }
    }
    // A head that names a manifest nobody has stops a v1 follower altogether, so followers
    // who cannot read the paged catalog get the title and no files.
    return seal(plan, List.of(), key, nowUnixSeconds, false);
  }

  private Sealed seal(
      SharePlan plan,
      List<ShareItem> items,
      SigningKey key,
      long nowUnixSeconds,
      boolean complete) {
    Manifest.Body body =
        new Manifest.Body(
            Manifest.VERSION,
            key.shareKey(),
            id,
            seq,
            nowUnixSeconds,
            plan.expiresAt() == null ? null : plan.expiresAt().getEpochSecond(),
            plan.title(),
            plan.description(),
            plan.visibility() == io.scp2p.api.share.Visibility.PUBLIC
                ? Visibility.PUBLIC
                : Visibility.PRIVATE,
            plan.communities().stream().sorted().toList(),
            items,
            List.of());
    Manifest manifest = ManifestSeal.sign(body, key);
    return new Sealed(manifest, manifest.encoded(), complete);
  }

  private PublishedShare share(
      Sealed sealed, @Nullable PublishedShare previous, long nowUnixSeconds, SigningKey key) {
    Manifest.Body body = sealed.manifest.body();
    ManifestId manifestId = ManifestSeal.id(sealed.manifest);
    // Two versions within a second, or a clock set back: followers order heads by both (8.7).
    ShareHead head = HeadSeal.sign(new ShareHead.Body(id, seq, manifestId, nowUnixSeconds), key);
    return new PublishedShare(
        body.shareKey(),
        seq,
        manifestId,
        body.title(),
        body.description(),
        body.visibility(),
        body.communities(),
        itemCount,
        totalBytes,
        totalChunks,
        nowUnixSeconds,
        body.expiresAt(),
        sealed.complete,
        previous == null ? 0 : previous.seq(),
        previous == null ? null : previous.manifestId(),
        head.signature());
  }

  /** Two versions are kept, so that whoever has just learned of the older one can still read it. */
  private void doomPredecessorOf(@Nullable PublishedShare previous) {
    if (previous != null && previous.previousSeq() > 0) {
      doom(batch, id, previous.previousSeq(), previous.previousManifestId());
    }
  }

  static void doom(StateBatch batch, ShareId id, long seq, @Nullable ManifestId manifest) {
    byte[] value = manifest == null ? new byte[0] : manifest.bytes();
    batch.put(Tables.DOOMED, Tables.version(id, seq), value);
  }

  private ItemCursor cursor() throws StoreException {
    List<ShareItem> items = v1Items;
    if (items != null) {
      return ItemCursor.of(items);
    }
    return store.items(id, seq);
  }
}
