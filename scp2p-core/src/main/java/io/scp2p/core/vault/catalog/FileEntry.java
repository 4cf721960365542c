package io.scp2p.core.vault.catalog;

import io.scp2p.core.vault.catalog.ReplicaState.Stage;
import io.scp2p.core.wire.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one file id. Immutable. Of a deleted file only the tombstone is left, and
 * the placements whose holders have still to be told: not even the key.
 */
public final class FileEntry {
  private final @Nullable FileHeader header;
  private final @Nullable Naming naming;
  private final int parityShards;
  private final SortedMap<Integer, Bytes> hashes;
  private final SortedMap<Replica, ReplicaState> replicas;
  private final long deletedAtMillis;

  FileEntry(
      @Nullable FileHeader header,
      @Nullable Naming naming,
      int parityShards,
      SortedMap<Integer, Bytes> hashes,
      SortedMap<Replica, ReplicaState> replicas,
      long deletedAtMillis) {
    boolean deleted = deletedAtMillis > 0;
    this.header = deleted ? null : header;
    this.naming = deleted ? null : naming;
    this.parityShards = deleted ? 0 : parityShards;
    this.hashes = deleted ? new TreeMap<>() : hashes;
    this.replicas = replicas;
    this.deletedAtMillis = deletedAtMillis;
  }

  /** A new file without shards. */
  public static FileEntry of(FileHeader header, Naming naming) {
    return new FileEntry(
        header, naming, header.layout().parityShards(), new TreeMap<>(), new TreeMap<>(), 0);
  }

  /** What never changes; absent in a deleted file, or when only a change of it is known. */
  public @Nullable FileHeader header() {
    return header;
  }

  /** What it is called; absent like the header. */
  public @Nullable Naming naming() {
    return naming;
  }

  /** How many parity shards it has by now. */
  public int parityShards() {
    return parityShards;
  }

  /** The hash of each shard, by its index. */
  public SortedMap<Integer, Bytes> hashes() {
    return Collections.unmodifiableSortedMap(hashes);
  }

  /** Every placement there ever was. */
  public SortedMap<Replica, ReplicaState> replicas() {
    return Collections.unmodifiableSortedMap(replicas);
  }

  /** Whether it is deleted, for ever. */
  public boolean isDeleted() {
    return deletedAtMillis > 0;
  }

  /** When it was first deleted, as far as known; 0 if it is not. */
  public long deletedAtMillis() {
    return deletedAtMillis;
  }

  /** Whether it can be read: alive, and its header is here. */
  public boolean isWhole() {
    return header != null && naming != null && !isDeleted();
  }

  /** Placements that holders have signed for and that still count. */
  public List<Replica> held() {
    return at(Stage.HELD);
  }

  /** Placements whose holders have still to be told to delete. */
  public List<Replica> toFree() {
    List<Replica> free = at(Stage.DROPPED);
    if (isDeleted()) {
      free.addAll(at(Stage.HELD));
      free.addAll(at(Stage.PLANNED));
    }
    return free;
  }

  private List<Replica> at(Stage stage) {
    List<Replica> found = new ArrayList<>();
    replicas.forEach(
        (replica, state) -> {
          if (state.stage() == stage) {
            found.add(replica);
          }
        });
    return found;
  }

  /** The next generation of a shard. */
  public long nextGeneration(int index) {
    return replicas.keySet().stream()
        .filter(replica -> replica.index() == index)
        .mapToLong(replica -> replica.generation() + 1)
        .max()
        .orElse(0);
  }

  /** With another name. */
  public FileEntry named(Naming next) {
    return merge(new FileEntry(null, next, 0, new TreeMap<>(), new TreeMap<>(), 0));
  }

  /** With a hash of a shard; a file with that many shards has that much parity. */
  public FileEntry hashed(int index, Bytes hash) {
    int k = header == null ? index + 1 : header.layout().dataShards();
    SortedMap<Integer, Bytes> one = new TreeMap<>(Map.of(index, hash));
    return merge(new FileEntry(null, null, Math.max(0, index + 1 - k), one, new TreeMap<>(), 0));
  }

  /** With news of a placement. */
  public FileEntry placed(Replica replica, Stage stage, long leaseUntilSeconds) {
    SortedMap<Replica, ReplicaState> one = new TreeMap<>();
    one.put(replica, new ReplicaState(stage, leaseUntilSeconds));
    return merge(new FileEntry(null, null, 0, new TreeMap<>(), one, 0));
  }

  /** Deleted. */
  public FileEntry deleted(long atMillis) {
    return merge(
        new FileEntry(null, null, 0, new TreeMap<>(), new TreeMap<>(), Math.max(1, atMillis)));
  }

  /** Whether {@link #pruned} would drop something. */
  boolean hasOver(long nowSeconds) {
    return isDeleted() && replicas.values().stream().anyMatch(state -> state.isOver(nowSeconds));
  }

  /** Of a deleted file; see {@link Catalog#pruned}. */
  FileEntry pruned(long nowSeconds) {
    SortedMap<Replica, ReplicaState> rest = new TreeMap<>(replicas);
    rest.values().removeIf(state -> state.isOver(nowSeconds));
    return new FileEntry(null, null, 0, new TreeMap<>(), rest, deletedAtMillis);
  }

  /** All that either knows. */
  public FileEntry merge(FileEntry other) {
    SortedMap<Integer, Bytes> allHashes = new TreeMap<>(hashes);
    other.hashes.forEach((index, hash) -> allHashes.merge(index, hash, FileEntry::greater));
    SortedMap<Replica, ReplicaState> allReplicas = new TreeMap<>(replicas);
    other.replicas.forEach(
        (replica, state) -> allReplicas.merge(replica, state, ReplicaState::merge));
    return new FileEntry(
        greaterHeader(header, other.header),
        naming == null || (other.naming != null && naming.compareTo(other.naming) < 0)
            ? other.naming
            : naming,
        Math.max(parityShards, other.parityShards),
        allHashes,
        allReplicas,
        // The earlier moment, so that merging is the same in any order; 0 means none.
        deletedAtMillis == 0 || other.deletedAtMillis == 0
            ? Math.max(deletedAtMillis, other.deletedAtMillis)
            : Math.min(deletedAtMillis, other.deletedAtMillis));
  }

  private static Bytes greater(Bytes a, Bytes b) {
    return Arrays.compareUnsigned(a.toArray(), b.toArray()) >= 0 ? a : b;
  }

  /** Headers of one id differ only by a bug; even then every device must choose the same. */
  private static @Nullable FileHeader greaterHeader(
      @Nullable FileHeader a, @Nullable FileHeader b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return CatalogCodec.header(a).equals(CatalogCodec.header(b))
            || greater(CatalogCodec.header(a), CatalogCodec.header(b))
                .equals(CatalogCodec.header(a))
        ? a
        : b;
  }

  @Override
  public boolean equals(Object other) {
    // Catalogs that grow out of each other share most entries: those need not be encoded.
    return this == other
        || (other instanceof FileEntry that
            && CatalogCodec.entry(this).equals(CatalogCodec.entry(that)));
  }

  @Override
  public int hashCode() {
    return CatalogCodec.entry(this).hashCode();
  }

  /** Without the name. */
  @Override
  public String toString() {
    return "FileEntry[" + replicas.size() + " placements" + (isDeleted() ? ", deleted]" : "]");
  }
}
