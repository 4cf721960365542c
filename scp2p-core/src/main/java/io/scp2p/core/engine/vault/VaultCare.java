package io.scp2p.core.engine.vault;

import io.scp2p.api.id.FileId;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.protocol.vault.HolderRecord;
import io.scp2p.core.protocol.vault.ParityPlan;
import io.scp2p.core.protocol.vault.RepairPolicy;
import io.scp2p.core.protocol.vault.RepairPolicy.Condition;
import io.scp2p.core.protocol.vault.RepairPolicy.Urgency;
import io.scp2p.core.protocol.vault.RepairPolicy.Verdict;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.vault.catalog.FileEntry;
import io.scp2p.core.vault.catalog.Naming;
import io.scp2p.core.vault.catalog.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks after what is stored, now and then: leases are renewed, what was deleted is freed, holders
 * give proofs, and what is lost is rebuilt, one file at a time. Lives on the loop.
 */
final class VaultCare {
  private static final Duration ROUND = Duration.ofMinutes(10);
  private static final Duration REPAIR_TAKES = Duration.ofHours(6);

  private final OwnerVault vault;
  private final CatalogKeeper keeper;
  private final VaultParts parts;
  private Loop.@Nullable Timer timer;
  private @Nullable RepairRun repair;
  private long lastAuditMillis;
  private boolean closed;

  VaultCare(OwnerVault vault, CatalogKeeper keeper) {
    this.vault = vault;
    this.keeper = keeper;
    this.parts = vault.parts();
  }

  void start() {
    lastAuditMillis = parts.wallMillis();
    later();
  }

  private void later() {
    if (!closed) {
      timer = parts.loop().at(parts.time().nanos() + ROUND.toNanos(), this::round);
    }
  }

  /** One round of care. */
  void round() {
    vault.line().renew();
    vault.line().free();
    vault.line().freeGarbage();
    long now = parts.wallMillis();
    if (now - lastAuditMillis >= parts.config().auditInterval().toMillis()) {
      lastAuditMillis = now;
      keeper
          .catalog()
          .files()
          .forEach(
              (file, entry) -> {
                if (entry.isWhole()) {
                  var unused = vault.line().prove(file);
                }
              });
    }
    repairOne();
    later();
  }

  /** The most urgent file, if any; the next one has its turn in the next round. */
  private void repairOne() {
    if (repair != null && !repair.isOver()) {
      return;
    }
    FileId chosen = null;
    Urgency urgency = Urgency.NONE;
    Integer parity = null;
    for (var each : keeper.catalog().files().entrySet()) {
      if (!each.getValue().isWhole()) {
        continue;
      }
      Verdict verdict = look(each.getValue());
      int wanted = parityFor(each.getValue());
      boolean more = wanted > each.getValue().parityShards();
      Urgency now = verdict.urgency() == Urgency.NONE && more ? Urgency.LAZY : verdict.urgency();
      if (now.compareTo(urgency) > 0) {
        chosen = each.getKey();
        urgency = now;
        parity = more ? wanted : null;
      }
    }
    if (chosen != null) {
      RepairRun run = new RepairRun(vault, chosen);
      repair = run;
      vault.repair(run, parity);
    }
  }

  private Verdict look(FileEntry entry) {
    VaultLayout layout = VaultViews.layout(entry);
    RepairPolicy policy = new RepairPolicy(parts.config().repairDelay());
    long now = parts.wallMillis() / 1_000;
    List<Condition> conditions =
        new ArrayList<>(Collections.nCopies(layout.totalShards(), Condition.LOST));
    for (Replica replica : entry.held()) {
      if (replica.index() < conditions.size()) {
        HolderRecord record = vault.book().record(replica.holder(), now);
        Condition found = policy.condition(record, now);
        if (found.compareTo(conditions.get(replica.index())) < 0) {
          conditions.set(replica.index(), found);
        }
      }
    }
    return policy.look(layout.dataShards(), layout.parityShards(), conditions);
  }

  /** Parity for the target, as far as there are holders for it. */
  private int parityFor(FileEntry entry) {
    VaultLayout layout = VaultViews.layout(entry);
    Naming naming = entry.naming();
    double target = naming == null ? 0 : naming.targetMilliNines() / 1_000.0;
    double uptime = 0;
    long now = parts.wallMillis() / 1_000;
    List<Replica> held = entry.held();
    for (Replica replica : held) {
      uptime += vault.book().record(replica.holder(), now).uptime() / held.size();
    }
    int wanted =
        ParityPlan.parityFor(
            target,
            layout.dataShards(),
            layout.parityShards(),
            uptime,
            VaultViews.LEAVING_PER_DAY,
            parts.config().repairDelay(),
            REPAIR_TAKES);
    // A second shard at a holder adds little: no more shards than there are holders.
    int room = Math.max(0, vault.book().online().size() - layout.totalShards());
    return Math.min(wanted, layout.parityShards() + room);
  }

  void close() {
    closed = true;
    if (timer != null) {
      timer.cancel();
    }
  }
}
