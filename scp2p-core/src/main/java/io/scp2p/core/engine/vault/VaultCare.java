package io.scp2p.core.engine.vault;

import io.scp2p.api.event.VaultEvent;
import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.vault.VaultHealth;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.protocol.vault.AuditMachine;
import io.scp2p.core.protocol.vault.FileCare;
import io.scp2p.core.protocol.vault.HolderRecord;
import io.scp2p.core.protocol.vault.RepairPolicy.Urgency;
import io.scp2p.core.protocol.vault.Source;
import io.scp2p.core.protocol.vault.VaultAnswer;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.vault.catalog.FileEntry;
import io.scp2p.core.vault.catalog.Naming;
import io.scp2p.core.vault.catalog.Replica;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks after what is stored: holders are watched and give proofs, leases are renewed, what was
 * deleted is freed, and what is lost is rebuilt, one file at a time. Lives on the loop.
 */
final class VaultCare {
  private static final Duration ROUND = Duration.ofMinutes(10);

  /** After something has happened; many things happen at once. */
  private static final Duration SOON = Duration.ofSeconds(2);

  /** Rounds that come later than this were slept through. */
  private static final Duration SLEPT = ROUND.multipliedBy(3);

  /** Holders without a session that are dialled in one round. */
  private static final int MAX_DIALS = 64;

  private final OwnerVault vault;
  private final CatalogKeeper keeper;
  private final VaultParts parts;
  private final HolderBook book;
  private final AuditMachine audits;
  private final Map<FileId, VaultHealth.Condition> conditions = new HashMap<>();
  private final Set<FileId> fromBefore = new HashSet<>();
  private final Map<Bytes, HolderLine.Placed> audited = new HashMap<>();
  private Set<NodeKey> holders = Set.of();
  private Loop.@Nullable Timer roundTimer;
  private Loop.@Nullable Timer checkTimer;
  private Loop.@Nullable Timer auditTimer;
  private @Nullable RepairRun repair;
  private long lastRoundMillis;
  private int lastDialled;
  private boolean checkIsSoon;
  private boolean closed;

  VaultCare(OwnerVault vault, CatalogKeeper keeper) {
    this.vault = vault;
    this.keeper = keeper;
    this.parts = vault.parts();
    this.book = vault.book();
    long seed = ByteBuffer.wrap(parts.entropy().bytes(Long.BYTES)).getLong();
    this.audits = new AuditMachine(parts.config().auditInterval(), new SplittableRandom(seed));
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  void start() {
    lastRoundMillis = parts.wallMillis();
    fromBefore.addAll(keeper.catalog().files().keySet());
    vault
        .offload(vault.store()::holders)
        .thenAccept(records -> book.restore(records, parts.wallMillis() / 1_000));
    later();
    soon();
  }

  private void later() {
    if (!closed) {
      roundTimer = parts.loop().at(parts.time().nanos() + ROUND.toNanos(), this::round);
    }
  }

  /** Somebody has come or gone; it matters if he has shards. */
  void soonIfHolding(NodeKey peer) {
    if (holders.contains(peer)) {
      soon();
    }
  }

  /** Something has happened: files are looked at soon. */
  void soon() {
    if (!checkIsSoon) {
      if (checkTimer != null) {
        checkTimer.cancel();
      }
      checkIsSoon = true;
      checkIn(SOON);
    }
  }

  private void checkLater(Duration span) {
    if (checkTimer == null) {
      checkIn(span);
    }
  }

  private void checkIn(Duration span) {
    if (!closed) {
      checkTimer =
          parts
              .loop()
              .at(
                  parts.time().nanos() + span.toNanos(),
                  () -> {
                    checkTimer = null;
                    checkIsSoon = false;
                    check();
                  });
    }
  }

  /** One round of care. */
  void round() {
    long now = parts.wallMillis();
    boolean slept = now - lastRoundMillis > SLEPT.toMillis();
    lastRoundMillis = now;
    if (slept || book.online().isEmpty()) {
      // Not they are away: this node is.
      book.notWatched(now / 1_000);
    } else {
      book.watched(now / 1_000);
      vault.line().renew();
      vault.line().freeGarbage();
    }
    dial();
    if (!keeper.catalog().files().isEmpty()) {
      var unused = vault.line().askOffers();
    }
    check();
    keepRecords();
    later();
  }

  /** Whoever has shards and no session is tried: only so is it known whether it is there. */
  private void dial() {
    List<NodeKey> away = holders.stream().filter(each -> !book.isOnline(each)).sorted().toList();
    for (int i = 0; i < Math.min(MAX_DIALS, away.size()); i++) {
      var unused = vault.line().askOffer(away.get(Math.floorMod(lastDialled++, away.size())));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void keepRecords() {
    long now = parts.wallMillis() / 1_000;
    Set<NodeKey> forgotten = book.forget(holders, now);
    Map<NodeKey, HolderRecord> records = book.held(now);
    vault.offload(
        () -> {
          vault.store().keepHolders(records);
          vault.store().dropHolders(forgotten);
          return true;
        });
  }

  /** Looks at every file; begins the most urgent repair. */
  private void check() {
    if (closed) {
      return;
    }
    long now = parts.wallMillis() / 1_000;
    Set<NodeKey> keeping = new HashSet<>();
    Map<NodeKey, List<AuditMachine.Held>> held = new HashMap<>();
    audited.clear();
    keeper
        .catalog()
        .files()
        .forEach(
            (file, entry) -> {
              if (entry.isWhole()) {
                collect(file, entry, held);
              }
            });
    keeping.addAll(held.keySet());
    holders.stream()
        .filter(each -> !keeping.contains(each))
        .forEach(each -> tell(new AuditMachine.Input.Holds(each, List.of())));
    holders = keeping;
    held.forEach((holder, shards) -> tell(new AuditMachine.Input.Holds(holder, shards)));
    book.holding(keeping, now);
    vault.line().free();
    lookAtAll();
    arm();
    checkWhenAnAbsenceIsTooLong(now);
  }

  private void checkWhenAnAbsenceIsTooLong(long now) {
    long delay = parts.config().repairDelay().toSeconds();
    holders.stream()
        .map(each -> book.record(each, now))
        .mapToLong(record -> record.awaySinceSeconds() == 0 ? -1 : delay - record.awaySeconds(now))
        .filter(left -> left >= 0 && left < ROUND.toSeconds())
        .min()
        .ifPresent(left -> checkLater(Duration.ofSeconds(left + 1)));
  }

  private void collect(FileId file, FileEntry entry, Map<NodeKey, List<AuditMachine.Held>> held) {
    long size = VaultViews.layout(entry).shardBytes();
    for (Replica replica : entry.held()) {
      Bytes hash = entry.hashes().get(replica.index());
      if (hash != null) {
        Source source = new Source(replica.index(), replica.holder(), replica.shard(), hash);
        held.computeIfAbsent(replica.holder(), key -> new ArrayList<>())
            .add(new AuditMachine.Held(source, size));
        audited.put(replica.shard(), new HolderLine.Placed(file, replica));
      }
    }
  }

  private void lookAtAll() {
    boolean repairing = repair != null && !repair.isOver();
    FileId chosen = null;
    Urgency urgency = Urgency.NONE;
    Repairs.Need need = Repairs.Need.EVERYTHING;
    for (Map.Entry<FileId, FileEntry> each : keeper.catalog().files().entrySet()) {
      FileEntry entry = each.getValue();
      if (!entry.isWhole()) {
        continue;
      }
      FileCare.Look look = VaultViews.look(entry, book, parts);
      tellHealth(each.getKey(), VaultViews.health(entry, look));
      VaultLayout layout = VaultViews.layout(entry);
      int parity = parityFor(entry, layout, look);
      Urgency found = FileCare.urgency(look, layout.dataShards(), layout.parityShards(), parity);
      if (!repairing && found.compareTo(urgency) > 0 && !vault.repairs().isTired(each.getKey())) {
        chosen = each.getKey();
        urgency = found;
        SortedSet<Integer> missing = new TreeSet<>(look.verdict().shards());
        for (int index = layout.totalShards(); index < layout.dataShards() + parity; index++) {
          missing.add(index);
        }
        need = new Repairs.Need(parity, missing, urgency == Urgency.LAZY);
      }
    }
    conditions.keySet().removeIf(file -> !isWhole(file));
    if (chosen != null) {
      repair = vault.repairs().care(chosen, need);
    }
  }

  private boolean isWhole(FileId file) {
    FileEntry entry = keeper.catalog().files().get(file);
    return entry != null && entry.isWhole();
  }

  private void tellHealth(FileId file, VaultHealth health) {
    VaultHealth.Condition before = conditions.put(file, health.condition());
    // A file is stored in good health; of one from before this start nobody knows how it was.
    boolean first = before == null && !fromBefore.remove(file);
    VaultHealth.Condition known = first ? VaultHealth.Condition.HEALTHY : before;
    if (known != null && known != health.condition()) {
      parts.hub().publish(stamp -> new VaultEvent.HealthChanged(stamp, file, health));
    }
  }

  /** Parity for the target, as far as there are holders for it. */
  private int parityFor(FileEntry entry, VaultLayout layout, FileCare.Look look) {
    Naming naming = entry.naming();
    double target = naming == null ? 0 : naming.targetMilliNines() / 1_000.0;
    Set<NodeKey> has = new HashSet<>();
    entry.held().forEach(replica -> has.add(replica.holder()));
    // A second shard at a holder adds little: no more shards than there are holders.
    long others =
        book.candidates(holder -> !has.contains(holder)).stream()
            .filter(each -> each.freeBytes() > layout.shardBytes())
            .count();
    int most = (int) Math.max(layout.parityShards(), has.size() + others - layout.dataShards());
    return book.care()
        .parity(
            look, layout.dataShards(), layout.parityShards(), target, book.leavingPerDay(), most);
  }

  private void tell(AuditMachine.Input input) {
    audits.accept(parts.time().nanos(), input).forEach(this::perform);
  }

  private void arm() {
    if (auditTimer != null) {
      auditTimer.cancel();
      auditTimer = null;
    }
    OptionalLong due = audits.deadlineNanos();
    if (due.isPresent() && !closed) {
      auditTimer = parts.loop().at(due.getAsLong(), this::audit);
    }
  }

  private void audit() {
    audits.onTimeout(parts.time().nanos()).forEach(this::perform);
    arm();
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void perform(AuditMachine.Effect effect) {
    if (effect instanceof AuditMachine.Effect.Prove prove) {
      if (!book.isOnline(prove.source().holder())) {
        tell(new AuditMachine.Input.NotAsked(prove.ask()));
        return;
      }
      vault
          .line()
          .prove(prove.source(), prove.sizeBytes(), prove.leaf())
          .thenAccept(answer -> tell(came(prove, answer)));
    } else if (effect instanceof AuditMachine.Effect.Passed passed) {
      book.audited(passed.source().holder(), true);
      book.proven(passed.source().shard(), parts.wallMillis());
    } else if (effect instanceof AuditMachine.Effect.Failed failed) {
      HolderLine.Placed placed = audited.get(failed.source().shard());
      if (placed != null) {
        vault.lost(placed.file(), placed.replica());
      }
    }
  }

  private AuditMachine.Input came(AuditMachine.Effect.Prove prove, @Nullable VaultAnswer answer) {
    if (answer == null && !book.isOnline(prove.source().holder())) {
      return new AuditMachine.Input.BrokenOff(prove.ask());
    }
    return new AuditMachine.Input.Answered(
        prove.ask(), answer == null ? new VaultAnswer.Failed() : answer);
  }

  void close() {
    closed = true;
    for (Loop.Timer timer : new Loop.Timer[] {roundTimer, checkTimer, auditTimer}) {
      if (timer != null) {
        timer.cancel();
      }
    }
  }
}
