package io.scp2p.core.engine.vault;

import io.scp2p.api.id.FileId;
import io.scp2p.api.vault.Coding;
import io.scp2p.api.vault.ShardPlacement;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultHealth;
import io.scp2p.api.vault.VaultHealth.Condition;
import io.scp2p.core.protocol.vault.FileCare;
import io.scp2p.core.protocol.vault.HolderRecord;
import io.scp2p.core.protocol.vault.Source;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.vault.catalog.FileEntry;
import io.scp2p.core.vault.catalog.FileHeader;
import io.scp2p.core.vault.catalog.Naming;
import io.scp2p.core.vault.catalog.Replica;
import io.scp2p.core.vault.catalog.ReplicaState;
import io.scp2p.core.vault.catalog.ReplicaState.Stage;
import io.scp2p.core.wire.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the host sees of the catalog. On the loop. */
final class VaultViews {
  private static final long LAPSING_SECONDS = 3_600;

  private VaultViews() {}

  static VaultFile file(FileId id, FileEntry entry, HolderBook book, VaultParts parts) {
    FileHeader header = entry.header();
    Naming naming = entry.naming();
    if (header == null || naming == null) {
      throw OwnerVault.unknown(id);
    }
    VaultLayout layout = layout(entry);
    return new VaultFile(
        id,
        naming.name(),
        layout.plainBytes(),
        new Coding(layout.dataShards(), layout.parityShards()),
        Instant.ofEpochMilli(header.storedAtMillis()),
        health(entry, look(entry, book, parts)));
  }

  /** What its holders have shown. */
  static FileCare.Look look(FileEntry entry, HolderBook book, VaultParts parts) {
    VaultLayout layout = layout(entry);
    long now = parts.wallMillis() / 1_000;
    List<FileCare.Kept> kept = new ArrayList<>();
    long lapsing = now + Math.min(LAPSING_SECONDS, parts.config().leaseDuration().toSeconds() / 8);
    for (Replica replica : entry.held()) {
      ReplicaState state = entry.replicas().get(replica);
      if (state == null || state.leaseUntilSeconds() < lapsing) {
        // Whoever does not renew is about to delete it.
        continue;
      }
      kept.add(
          new FileCare.Kept(replica.index(), replica.holder(), book.record(replica.holder(), now)));
    }
    for (Replica replica : suspects(entry, now)) {
      HolderRecord record = book.record(replica.holder(), now);
      kept.add(new FileCare.Kept(replica.index(), replica.holder(), record, true));
    }
    return book.care()
        .look(layout.dataShards(), layout.parityShards(), kept, book.leavingPerDay(), now);
  }

  static VaultHealth health(FileEntry entry, FileCare.Look look) {
    VaultLayout layout = layout(entry);
    int k = layout.dataShards();
    return new VaultHealth(
        condition(k, layout.totalShards(), look),
        look.reachable(),
        k,
        look.durabilityNines(),
        look.availabilityNines());
  }

  private static Condition condition(int needed, int total, FileCare.Look look) {
    int reachable = look.reachable();
    if (reachable + look.suspects() < needed) {
      return Condition.UNREADABLE;
    }
    if (reachable < needed || (reachable == needed && total > needed)) {
      return Condition.CRITICAL;
    }
    if (look.placed() < total || look.crowded()) {
      return Condition.DEGRADED;
    }
    return reachable < total ? Condition.WATCHED : Condition.HEALTHY;
  }

  static List<ShardPlacement> placement(FileEntry entry, HolderBook book) {
    long size = layout(entry).shardBytes();
    List<ShardPlacement> placements = new ArrayList<>();
    for (Replica replica : entry.held()) {
      ReplicaState state = entry.replicas().get(replica);
      Long proven = book.provenAt(replica.shard());
      placements.add(
          new ShardPlacement(
              replica.index(),
              replica.holder().id(),
              String.join(" ", book.domains(replica.holder())),
              size,
              Instant.ofEpochSecond(state == null ? 0 : state.leaseUntilSeconds()),
              proven == null ? null : Instant.ofEpochMilli(proven),
              book.isOnline(replica.holder())));
    }
    return placements;
  }

  /**
   * What failed a proof and has not been replaced: one bad sector spoils a leaf, and the rest of
   * the shard may be all that is left of other runs. A dropped placement is therefore deleted only
   * when the catalog has another one of the same shard that is held.
   */
  static List<Replica> suspects(FileEntry entry, long nowSeconds) {
    List<Replica> suspects = new ArrayList<>();
    Set<Integer> replaced = new HashSet<>();
    entry
        .replicas()
        .forEach(
            (replica, state) -> {
              if (state.stage() == Stage.HELD && state.leaseUntilSeconds() > nowSeconds) {
                replaced.add(replica.index());
              }
            });
    entry
        .replicas()
        .forEach(
            (replica, state) -> {
              boolean alone = !entry.isDeleted() && !replaced.contains(replica.index());
              if (state.stage() == Stage.DROPPED && alone) {
                suspects.add(replica);
              }
            });
    return suspects;
  }

  /** Where a file can be read from, suspects last. */
  static List<Source> readable(FileEntry entry, VaultParts parts) {
    List<Source> sources = sources(entry);
    for (Replica replica : suspects(entry, parts.wallMillis() / 1_000)) {
      Bytes hash = entry.hashes().get(replica.index());
      if (hash != null) {
        sources.add(new Source(replica.index(), replica.holder(), replica.shard(), hash, true));
      }
    }
    return sources;
  }

  /** Shards that holders have signed for and that have failed nothing. */
  static List<Source> sources(FileEntry entry) {
    List<Source> sources = new ArrayList<>();
    for (Replica replica : entry.held()) {
      Bytes hash = entry.hashes().get(replica.index());
      if (hash != null) {
        sources.add(new Source(replica.index(), replica.holder(), replica.shard(), hash));
      }
    }
    return sources;
  }

  static VaultLayout layout(FileEntry entry) {
    FileHeader header = entry.header();
    if (header == null) {
      throw new IllegalStateException("only of a whole file");
    }
    return header.layout().withParity(entry.parityShards());
  }
}
