package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.vault.ShardTree;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.DeleteShards;
import io.scp2p.core.wire.vault.OpenShard;
import io.scp2p.core.wire.vault.Order;
import io.scp2p.core.wire.vault.PageStored;
import io.scp2p.core.wire.vault.PiecesStored;
import io.scp2p.core.wire.vault.RebuildShard;
import io.scp2p.core.wire.vault.RenewLeases;
import io.scp2p.core.wire.vault.SealShard;
import io.scp2p.core.wire.vault.ShardsDeleted;
import io.scp2p.core.wire.vault.SignedOrder;
import io.scp2p.core.wire.vault.StorePage;
import io.scp2p.core.wire.vault.StorePieces;
import io.scp2p.core.wire.vault.VaultLimits;
import io.scp2p.core.wire.vault.VaultRefusal;
import io.scp2p.core.wire.vault.VaultRefused;
import io.scp2p.core.wire.vault.VaultRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A node that keeps shards for others (section V3). It promises no more than it offers: room is set
 * aside before the first byte, for the whole shard, out of a quota for each owner. It answers that
 * something is stored only after it is.
 */
public final class HolderMachine implements Machine<HolderInput, HolderEffect> {
  /** How long a shard may stay open: whoever does not come back to seal it loses it. */
  static final Duration OPEN_LEASE = Duration.ofHours(24);

  /** Jobs of all shards together; more are told to come later. */
  static final int MAX_JOBS = 256;

  /** Deletions that wait until the last piece of a shard is written. */
  static final int MAX_POSTPONED = 16;

  /** What one job deletes of what has run out; the next one begins when it is done. */
  static final int MAX_SWEPT = 256;

  /** Nobody waits for what a sweep does. */
  private static final long NOBODY = 0;

  private final NodeKey self;
  private final Entropy entropy;
  private final OrderGuard guard;
  private final HolderLedger ledger;
  private final HolderRoom room;
  private final HolderReads reads;
  private final Map<Long, HolderJob> jobs = new HashMap<>();

  /** Deletions of shards that are in the midst of a job. */
  private final Deque<HolderInput.Asked> postponed = new ArrayDeque<>();

  private long lastJob;

  /**
   * A holder with what it held before.
   *
   * @param storesForUs whether a node keeps shards of this one
   */
  public HolderMachine(
      NodeKey self,
      HolderRules rules,
      Entropy entropy,
      Predicate<NodeKey> storesForUs,
      Collection<HeldShard> shards,
      Collection<HeldPage> pages) {
    this.self = self;
    this.entropy = entropy;
    this.guard = new OrderGuard(self);
    this.ledger = new HolderLedger(shards, pages);
    this.room = new HolderRoom(ledger, storesForUs, rules);
    this.reads = new HolderReads(ledger, room);
  }

  /** What is kept here, for whom. */
  public HolderLedger ledger() {
    return ledger;
  }

  @Override
  public List<HolderEffect> accept(long nowNanos, HolderInput input) {
    List<HolderEffect> effects = new ArrayList<>();
    if (input instanceof HolderInput.Asked asked) {
      VaultRefusal why = asked(asked, effects);
      if (why != null) {
        effects.add(new HolderEffect.Reply(asked.ticket(), VaultRefused.of(asked.request(), why)));
      }
    } else if (input instanceof HolderInput.Finished finished) {
      finished(finished, effects);
    } else if (input instanceof HolderInput.Sweep sweep) {
      sweep(sweep.wallMillis(), effects);
    } else if (input instanceof HolderInput.NewRules news) {
      room.rules(news.rules());
    }
    return effects;
  }

  private @Nullable VaultRefusal asked(HolderInput.Asked asked, List<HolderEffect> effects) {
    VaultRequest request = asked.request();
    if (request instanceof SignedOrder order) {
      Order head = order.order();
      VaultRefusal why =
          guard.check(head, asked.peer(), asked.block(), asked.genuine(), asked.wallMillis());
      if (why == null) {
        why = ordered(asked, order, effects);
        // Nothing came of an order of somebody who has nothing here: it may come again, and it
        // takes no memory of those who have.
        if (ledger.usedBytes(head.owner()) > 0) {
          ledger.guests().brought(head.owner(), asked.peer(), asked.block());
          guard.remember(head, asked.peer(), asked.block(), asked.wallMillis());
        }
      }
      return why;
    }
    if (request instanceof StorePieces pieces) {
      return storePieces(asked, pieces, effects);
    }
    return reads.asked(asked, effects);
  }

  private @Nullable VaultRefusal ordered(
      HolderInput.Asked asked, SignedOrder order, List<HolderEffect> effects) {
    if (order instanceof OpenShard open) {
      return open(asked, open, effects);
    }
    if (order instanceof RebuildShard rebuild) {
      return open(asked, rebuild.opening(), effects);
    }
    if (order instanceof SealShard seal) {
      return seal(asked, seal, effects);
    }
    if (order instanceof RenewLeases renew) {
      if (room.rules().offeredBytes() == 0) {
        return VaultRefusal.NOT_OFFERED; // What was offered before runs out.
      }
      return renew(asked, renew, effects);
    }
    if (order instanceof DeleteShards delete) {
      return delete(asked, delete, effects);
    }
    return storePage(asked, (StorePage) order, effects);
  }

  private @Nullable VaultRefusal open(
      HolderInput.Asked asked, OpenShard open, List<HolderEffect> effects) {
    NodeKey owner = open.order().owner();
    HeldShard known = ledger.shard(open.shard());
    if (known != null) {
      if (!known.owner().equals(owner)) {
        return VaultRefusal.NOT_THE_OWNER;
      }
      if (known.sizeBytes() != open.sizeBytes() || known.pieceLog() != open.pieceLog()) {
        return VaultRefusal.INVALID;
      }
      if (ledger.isLeaving(open.shard())) {
        return VaultRefusal.BUSY;
      }
      HolderJob.opened(asked.ticket(), asked.request(), known, effects);
      return null;
    }
    if (open.sizeBytes() == 0) {
      return VaultRefusal.INVALID;
    }
    VaultRefusal refusal =
        room.refusal(owner, asked.peer(), asked.block(), HolderLedger.cost(open.sizeBytes()));
    if (refusal != null) {
      return refusal;
    }
    if (isBusy() || !ledger.mayTakeMore(owner)) {
      return VaultRefusal.BUSY;
    }
    long lease = Math.min(lease(open.leaseSeconds()), OPEN_LEASE.toSeconds());
    HeldShard shard =
        new HeldShard(
            open.shard(),
            owner,
            open.sizeBytes(),
            open.pieceLog(),
            0,
            asked.wallMillis() / 1_000 + lease,
            Bytes.EMPTY,
            Bytes.wrap(entropy.bytes(VaultLimits.TICKET_BYTES)));
    ledger.put(shard);
    begin(asked, new HolderEffect.Create(nextJob(), shard), effects);
    return null;
  }

  private long lease(long asked) {
    return Math.min(asked, room.rules().maxLeaseSeconds());
  }

  private boolean isBusy() {
    return jobs.size() >= MAX_JOBS;
  }

  private long nextJob() {
    return ++lastJob;
  }

  private void begin(
      HolderInput.@Nullable Asked asked, HolderEffect work, List<HolderEffect> effects) {
    begin(
        new HolderJob(asked, asked == null ? 0 : asked.wallMillis(), work, 0, List.of()), effects);
  }

  private void begin(HolderJob job, List<HolderEffect> effects) {
    jobs.put(lastJob, job);
    job.subjects().forEach(ledger::lock);
    effects.add(job.work());
  }

  private @Nullable VaultRefusal storePieces(
      HolderInput.Asked asked, StorePieces request, List<HolderEffect> effects) {
    HeldShard shard = ledger.present(request.shard());
    if (shard == null) {
      return VaultRefusal.UNKNOWN_SHARD;
    }
    if (!shard.ticket().equals(request.ticket())) {
      return VaultRefusal.WRONG_TICKET;
    }
    if (shard.isSealed() || shard.pieces() != request.first()) {
      return VaultRefusal.OUT_OF_ORDER;
    }
    long left = shard.sizeBytes() - ((long) shard.pieces() << shard.pieceLog());
    int size = request.data().size();
    if (size > left || (size < left && (size & ((1 << shard.pieceLog()) - 1)) != 0)) {
      return VaultRefusal.INVALID;
    }
    if (isBusy() || ledger.isLocked(request.shard())) {
      return VaultRefusal.BUSY;
    }
    begin(asked, new HolderEffect.Append(nextJob(), shard, request.data()), effects);
    return null;
  }

  private @Nullable VaultRefusal seal(
      HolderInput.Asked asked, SealShard seal, List<HolderEffect> effects) {
    HeldShard shard = ledger.present(seal.shard());
    if (shard == null) {
      return VaultRefusal.UNKNOWN_SHARD;
    }
    if (!shard.owner().equals(seal.order().owner())) {
      return VaultRefusal.NOT_THE_OWNER;
    }
    if (shard.isSealed()) {
      if (!shard.hash().equals(seal.hash())) {
        return VaultRefusal.HASH_MISMATCH;
      }
      effects.add(HolderJob.receipt(self, asked.ticket(), shard, asked.wallMillis()));
      return null;
    }
    if (shard.pieces() < ShardTree.pieces(shard.sizeBytes(), shard.pieceLog())) {
      return VaultRefusal.OUT_OF_ORDER;
    }
    if (isBusy() || ledger.isLocked(seal.shard())) {
      return VaultRefusal.BUSY;
    }
    long until = asked.wallMillis() / 1_000 + room.rules().maxLeaseSeconds();
    begin(asked, new HolderEffect.Finish(nextJob(), shard.withHash(seal.hash(), until)), effects);
    return null;
  }

  /** A lease is longer when its line is durable, and not before. */
  private @Nullable VaultRefusal renew(
      HolderInput.Asked asked, RenewLeases renew, List<HolderEffect> effects) {
    long until = asked.wallMillis() / 1_000 + lease(renew.leaseSeconds());
    List<Bytes> missing = new ArrayList<>();
    Map<Bytes, HeldShard> renewed = new LinkedHashMap<>();
    for (Bytes id : renew.shards()) {
      HeldShard shard = ledger.present(id);
      if (shard == null || !shard.isSealed() || !shard.owner().equals(renew.order().owner())) {
        missing.add(id);
      } else if (ledger.isLocked(id)) {
        return VaultRefusal.BUSY;
      } else if (shard.leaseUntilSeconds() < until) {
        renewed.put(id, shard.withLease(until));
      }
    }
    if (renewed.isEmpty()) {
      effects.add(new HolderEffect.ReplyRenewal(asked.ticket(), renew.order(), until, missing));
      return null;
    }
    if (isBusy()) {
      return VaultRefusal.BUSY;
    }
    HolderEffect note = new HolderEffect.Note(nextJob(), List.copyOf(renewed.values()));
    begin(new HolderJob(asked, asked.wallMillis(), note, until, missing), effects);
    return null;
  }

  private @Nullable VaultRefusal delete(
      HolderInput.Asked asked, DeleteShards delete, List<HolderEffect> effects) {
    Map<Bytes, HeldShard> doomed = new LinkedHashMap<>();
    boolean locked = false;
    for (Bytes id : delete.shards()) {
      HeldShard shard = ledger.shard(id);
      if (shard != null) {
        if (!shard.owner().equals(delete.order().owner())) {
          return VaultRefusal.NOT_THE_OWNER;
        }
        doomed.put(id, shard);
        locked |= ledger.isLocked(id);
      }
    }
    if (doomed.isEmpty()) {
      effects.add(new HolderEffect.Reply(asked.ticket(), new ShardsDeleted(0)));
    } else if (locked) {
      // Something is being written to one of them; they go as soon as that is over.
      if (postponed.size() >= MAX_POSTPONED) {
        return VaultRefusal.BUSY;
      }
      doomed.keySet().forEach(ledger::leaves);
      postponed.add(asked);
    } else if (isBusy()) {
      return VaultRefusal.BUSY;
    } else {
      erase(asked, asked.wallMillis(), List.copyOf(doomed.values()), effects);
    }
    return null;
  }

  private void erase(
      HolderInput.@Nullable Asked asked,
      long wallMillis,
      List<HeldShard> shards,
      List<HolderEffect> effects) {
    shards.forEach(shard -> ledger.leaves(shard.shard()));
    HolderEffect erase = new HolderEffect.Erase(nextJob(), shards);
    begin(new HolderJob(asked, wallMillis, erase, 0, List.of()), effects);
  }

  private @Nullable VaultRefusal storePage(
      HolderInput.Asked asked, StorePage store, List<HolderEffect> effects) {
    NodeKey owner = store.order().owner();
    HeldPage old = ledger.pages().find(owner, store.page(), store.slot());
    if (old != null && old.sequence() >= store.sequence()) {
      return VaultRefusal.STALE;
    }
    if (old == null && ledger.pages().slots(owner, store.page()) >= VaultLimits.MAX_SLOTS) {
      return VaultRefusal.OVER_QUOTA;
    }
    long more = HolderLedger.cost(store.data().size());
    VaultRefusal refusal =
        room.refusal(
            owner,
            asked.peer(),
            asked.block(),
            old == null ? more : more - HolderLedger.cost(old.sizeBytes()));
    if (refusal != null) {
      return refusal;
    }
    Bytes subject = HolderLedger.subject(owner, store.page(), store.slot());
    if (old == null && !ledger.pages().mayTakeMore()) {
      return VaultRefusal.FULL;
    }
    if (isBusy() || ledger.isLocked(subject)) {
      return VaultRefusal.BUSY;
    }
    HeldPage page =
        new HeldPage(
            owner,
            store.page(),
            store.slot(),
            store.sequence(),
            store.data().size(),
            asked.wallMillis() / 1_000 + room.rules().maxLeaseSeconds());
    ledger.reserve(page);
    begin(asked, new HolderEffect.KeepPage(nextJob(), page, store.data()), effects);
    return null;
  }

  private void finished(HolderInput.Finished finished, List<HolderEffect> effects) {
    HolderJob job = jobs.remove(finished.job());
    if (job == null) {
      return;
    }
    job.subjects().forEach(ledger::unlock);
    if (job.work() instanceof HolderEffect.Erase erase) {
      erase.shards().forEach(shard -> ledger.stays(shard.shard()));
    } else if (job.work() instanceof HolderEffect.KeepPage keep) {
      ledger.release(keep.page());
    }
    HolderInput.Asked asked = job.asked();
    if (finished.result() == HolderInput.Result.OK) {
      done(job, effects);
    } else {
      if (job.work() instanceof HolderEffect.Create create) {
        erase(null, job.wallMillis(), List.of(create.shard()), effects);
      }
      if (asked != null) {
        VaultRefusal why =
            finished.result() == HolderInput.Result.MISMATCH
                ? VaultRefusal.HASH_MISMATCH
                : VaultRefusal.FAILED;
        effects.add(new HolderEffect.Reply(asked.ticket(), VaultRefused.of(asked.request(), why)));
      }
    }
    resumeDeletions(effects);
  }

  /** Those that still cannot begin are put back. */
  private void resumeDeletions(List<HolderEffect> effects) {
    for (int i = postponed.size(); i > 0; i--) {
      HolderInput.Asked asked = postponed.remove();
      DeleteShards delete = (DeleteShards) asked.request();
      delete.shards().forEach(ledger::stays);
      VaultRefusal why = delete(asked, delete, effects);
      if (why != null) {
        effects.add(new HolderEffect.Reply(asked.ticket(), VaultRefused.of(delete, why)));
      }
    }
  }

  /** What was to be done is durable: only now it counts, and only now it is acknowledged. */
  private void done(HolderJob job, List<HolderEffect> effects) {
    HolderInput.Asked asked = job.asked();
    long ticket = asked == null ? NOBODY : asked.ticket();
    if (job.work() instanceof HolderEffect.Create create && asked != null) {
      HolderJob.opened(ticket, asked.request(), create.shard(), effects);
    } else if (job.work() instanceof HolderEffect.Append append) {
      HeldShard before = append.before();
      int piece = 1 << before.pieceLog();
      int count = before.pieces() + (append.data().size() + piece - 1) / piece;
      ledger.put(before.withPieces(count));
      effects.add(new HolderEffect.Reply(ticket, new PiecesStored(count)));
    } else if (job.work() instanceof HolderEffect.Finish finish) {
      ledger.put(finish.sealed());
      effects.add(HolderJob.receipt(self, ticket, finish.sealed(), job.wallMillis()));
    } else if (job.work() instanceof HolderEffect.Note note && asked != null) {
      note.shards().forEach(ledger::put);
      RenewLeases renew = (RenewLeases) asked.request();
      effects.add(new HolderEffect.ReplyRenewal(ticket, renew.order(), job.until(), job.missing()));
    } else if (job.work() instanceof HolderEffect.Erase erase) {
      erased(job, erase.shards(), effects);
    } else if (job.work() instanceof HolderEffect.KeepPage keep) {
      ledger.put(keep.page());
      effects.add(new HolderEffect.Reply(ticket, new PageStored(keep.page().sequence())));
    } else if (job.work() instanceof HolderEffect.ErasePages erase) {
      erase.pages().forEach(ledger::remove);
      if (erase.pages().size() == MAX_SWEPT) {
        sweep(job.wallMillis(), effects);
      }
    }
  }

  private void erased(HolderJob job, List<HeldShard> shards, List<HolderEffect> effects) {
    long freed = 0;
    for (HeldShard shard : shards) {
      freed += shard.sizeBytes();
      ledger.remove(shard.shard());
    }
    HolderInput.Asked asked = job.asked();
    if (asked != null) {
      effects.add(new HolderEffect.Reply(asked.ticket(), new ShardsDeleted(freed)));
    } else if (shards.size() == MAX_SWEPT) {
      sweep(job.wallMillis(), effects);
    }
  }

  private void sweep(long wallMillis, List<HolderEffect> effects) {
    List<HeldShard> shards = ledger.expired(wallMillis / 1_000, MAX_SWEPT);
    if (!shards.isEmpty()) {
      erase(null, wallMillis, shards, effects);
    }
    List<HeldPage> pages = ledger.expiredPages(wallMillis / 1_000, MAX_SWEPT);
    if (!pages.isEmpty()) {
      HolderEffect erase = new HolderEffect.ErasePages(nextJob(), pages);
      begin(new HolderJob(null, wallMillis, erase, 0, List.of()), effects);
    }
  }

  @Override
  public List<HolderEffect> onTimeout(long nowNanos) {
    return List.of();
  }

  /** Whoever drives it sweeps now and then; leases are counted in days. */
  @Override
  public OptionalLong deadlineNanos() {
    return OptionalLong.empty();
  }
}
