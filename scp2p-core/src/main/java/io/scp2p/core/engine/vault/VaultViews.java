package io.scp2p.core.engine.vault;

import io.scp2p.api.config.VaultConfig;
import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.vault.Coding;
import io.scp2p.api.vault.ShardPlacement;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultHealth;
import io.scp2p.api.vault.VaultHealth.Condition;
import io.scp2p.core.protocol.vault.Durability;
import io.scp2p.core.protocol.vault.HolderRecord;
import io.scp2p.core.protocol.vault.RepairPolicy;
import io.scp2p.core.protocol.vault.Source;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.vault.catalog.FileEntry;
import io.scp2p.core.vault.catalog.FileHeader;
import io.scp2p.core.vault.catalog.Naming;
import io.scp2p.core.vault.catalog.Replica;
import io.scp2p.core.vault.catalog.ReplicaState;
import io.scp2p.core.wire.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the host sees of the catalog. On the loop. */
final class VaultViews {
  /**
   * The chance that a holder leaves for good within a day, until this node has seen enough leave to
   * know: one in ten each month.
   */
  static final double LEAVING_PER_DAY = 0.0035;

  private static final Duration REPAIR_TAKES = Duration.ofHours(6);

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
        health(entry, layout, book, parts));
  }

  private static VaultHealth health(
      FileEntry entry, VaultLayout layout, HolderBook book, VaultParts parts) {
    long now = parts.wallMillis() / 1_000;
    Map<Integer, HolderRecord> best = new HashMap<>();
    Map<NodeKey, Integer> perHolder = new HashMap<>();
    int reachable = 0;
    for (Replica replica : entry.held()) {
      HolderRecord record = book.record(replica.holder(), now);
      if (best.put(replica.index(), record) == null) {
        perHolder.merge(replica.holder(), 1, Integer::sum);
        reachable += book.isOnline(replica.holder()) ? 1 : 0;
      }
    }
    int k = layout.dataShards();
    double[] uptimes = best.values().stream().mapToDouble(HolderRecord::uptime).toArray();
    double uptime = best.isEmpty() ? 0 : mean(uptimes);
    VaultConfig config = parts.config();
    double durability =
        best.size() < k
            ? 0
            : Durability.durabilityNines(
                k,
                best.size() - k,
                uptime,
                LEAVING_PER_DAY,
                RepairPolicy.threshold(best.size() - k),
                config.repairDelay(),
                REPAIR_TAKES);
    boolean crowded =
        perHolder.values().stream().anyMatch(n -> n > Math.max(1, layout.parityShards()));
    return new VaultHealth(
        condition(k, layout.totalShards(), best.size(), reachable, crowded),
        reachable,
        k,
        durability,
        Durability.availabilityNines(k, uptimes));
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static Condition condition(
      int needed, int total, int placed, int reachable, boolean crowded) {
    if (reachable < needed) {
      return Condition.UNREADABLE;
    }
    if (reachable == needed && total > needed) {
      return Condition.CRITICAL;
    }
    if (placed < total || crowded) {
      return Condition.DEGRADED;
    }
    return reachable < total ? Condition.WATCHED : Condition.HEALTHY;
  }

  static List<ShardPlacement> placement(FileEntry entry, HolderBook book) {
    long size = layout(entry).shardBytes();
    List<ShardPlacement> placements = new ArrayList<>();
    for (Replica replica : entry.held()) {
      ReplicaState state = entry.replicas().get(replica);
      placements.add(
          new ShardPlacement(
              replica.index(),
              replica.holder().id(),
              String.join(" ", book.domains(replica.holder())),
              size,
              Instant.ofEpochSecond(state == null ? 0 : state.leaseUntilSeconds()),
              null,
              book.isOnline(replica.holder())));
    }
    return placements;
  }

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
