package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.vault.ShardTree;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.AskOffer;
import io.scp2p.core.wire.vault.DeleteShards;
import io.scp2p.core.wire.vault.GetPage;
import io.scp2p.core.wire.vault.ListPages;
import io.scp2p.core.wire.vault.OpenShard;
import io.scp2p.core.wire.vault.PageList;
import io.scp2p.core.wire.vault.PageStored;
import io.scp2p.core.wire.vault.PiecesStored;
import io.scp2p.core.wire.vault.ProveShard;
import io.scp2p.core.wire.vault.ReadPieces;
import io.scp2p.core.wire.vault.RebuildBegun;
import io.scp2p.core.wire.vault.RebuildShard;
import io.scp2p.core.wire.vault.Receipt;
import io.scp2p.core.wire.vault.RenewLeases;
import io.scp2p.core.wire.vault.SealShard;
import io.scp2p.core.wire.vault.ShardOpened;
import io.scp2p.core.wire.vault.ShardsDeleted;
import io.scp2p.core.wire.vault.SignedOrder;
import io.scp2p.core.wire.vault.StorePage;
import io.scp2p.core.wire.vault.StorePieces;
import io.scp2p.core.wire.vault.VaultLimits;
import io.scp2p.core.wire.vault.VaultRefusal;
import io.scp2p.core.wire.vault.VaultRefused;
import io.scp2p.core.wire.vault.VaultRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
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

  private final NodeKey self;
  private final Entropy entropy;
  private final OrderGuard guard;
  private final HolderLedger ledger;
  private final HolderRoom room;
  private final Map<Long, Job> jobs = new HashMap<>();

  /** Deleted in the midst of a job. */
  private final Set<Bytes> doomed = new HashSet<>();

  private long lastJob;

  /** Whom to answer when a job is done, and with what. */
  private record Job(long ticket, VaultRequest request, Bytes subject, long wallMillis) {}

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
      sweep(sweep.wallMillis() / 1_000, effects);
    } else if (input instanceof HolderInput.NewRules news) {
      room.rules(news.rules());
    }
    return effects;
  }

  private @Nullable VaultRefusal asked(HolderInput.Asked asked, List<HolderEffect> effects) {
    VaultRequest request = asked.request();
    if (request instanceof SignedOrder order) {
      VaultRefusal refusal = guard.check(order.order(), asked.genuine(), asked.wallMillis());
      return refusal != null ? refusal : ordered(asked, order, effects);
    }
    if (request instanceof StorePieces pieces) {
      return storePieces(asked, pieces, effects);
    }
    if (request instanceof ReadPieces read) {
      return readPieces(asked, read, effects);
    }
    if (request instanceof ProveShard prove) {
      HeldShard shard = ledger.shard(prove.shard());
      if (shard == null || !shard.isSealed()) {
        return VaultRefusal.UNKNOWN_SHARD;
      }
      if (prove.leaf() >= ShardTree.leaves(shard.sizeBytes())) {
        return VaultRefusal.INVALID;
      }
      effects.add(new HolderEffect.ReadLeaf(asked.ticket(), shard, prove.leaf()));
      return null;
    }
    if (request instanceof AskOffer ask) {
      effects.add(new HolderEffect.Reply(asked.ticket(), room.offer(ask.owner(), asked.peer())));
      return null;
    }
    if (request instanceof ListPages list) {
      effects.add(
          new HolderEffect.Reply(asked.ticket(), new PageList(ledger.pageEntries(list.owner()))));
      return null;
    }
    GetPage get = (GetPage) request;
    HeldPage page = ledger.page(get.owner(), get.page(), get.slot());
    if (page == null) {
      return VaultRefusal.UNKNOWN_SHARD;
    }
    effects.add(new HolderEffect.ReadPage(asked.ticket(), page));
    return null;
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
      renew(asked, renew, effects);
      return null;
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
      opened(asked.ticket(), asked.request(), known, effects);
      return null;
    }
    if (open.sizeBytes() == 0) {
      return VaultRefusal.INVALID;
    }
    VaultRefusal refusal = room.refusal(owner, asked.peer(), HolderLedger.cost(open.sizeBytes()));
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
    effects.add(new HolderEffect.Create(job(asked, open.shard()), shard));
    return null;
  }

  /** There is room: for the owner who sends pieces, or for this node which rebuilds them. */
  private static void opened(
      long ticket, VaultRequest request, HeldShard shard, List<HolderEffect> effects) {
    if (request instanceof RebuildShard rebuild) {
      effects.add(new HolderEffect.Reply(ticket, new RebuildBegun(shard.pieces())));
      if (!shard.isSealed()) {
        effects.add(new HolderEffect.Rebuild(shard, rebuild));
      }
    } else {
      effects.add(new HolderEffect.Reply(ticket, new ShardOpened(shard.ticket(), shard.pieces())));
    }
  }

  private long lease(long asked) {
    return Math.min(asked, room.rules().maxLeaseSeconds());
  }

  private boolean isBusy() {
    return jobs.size() >= MAX_JOBS;
  }

  private long job(HolderInput.Asked asked, Bytes subject) {
    long number = ++lastJob;
    jobs.put(number, new Job(asked.ticket(), asked.request(), subject, asked.wallMillis()));
    ledger.lock(subject);
    return number;
  }

  private @Nullable VaultRefusal storePieces(
      HolderInput.Asked asked, StorePieces request, List<HolderEffect> effects) {
    HeldShard shard = ledger.shard(request.shard());
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
    effects.add(new HolderEffect.Append(job(asked, request.shard()), shard, request.data()));
    return null;
  }

  private @Nullable VaultRefusal seal(
      HolderInput.Asked asked, SealShard seal, List<HolderEffect> effects) {
    HeldShard shard = ledger.shard(seal.shard());
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
      effects.add(receipt(asked.ticket(), shard, asked.wallMillis()));
      return null;
    }
    if (shard.pieces() < ShardTree.pieces(shard.sizeBytes(), shard.pieceLog())) {
      return VaultRefusal.OUT_OF_ORDER;
    }
    if (isBusy() || ledger.isLocked(seal.shard())) {
      return VaultRefusal.BUSY;
    }
    long until = asked.wallMillis() / 1_000 + room.rules().maxLeaseSeconds();
    effects.add(
        new HolderEffect.Finish(job(asked, seal.shard()), shard.withHash(seal.hash(), until)));
    return null;
  }

  private HolderEffect receipt(long ticket, HeldShard shard, long wallMillis) {
    return new HolderEffect.ReplyReceipt(
        ticket,
        Receipt.unsigned(
            shard.owner(),
            self,
            shard.shard(),
            shard.hash(),
            shard.sizeBytes(),
            shard.leaseUntilSeconds(),
            wallMillis));
  }

  private void renew(HolderInput.Asked asked, RenewLeases renew, List<HolderEffect> effects) {
    long until = asked.wallMillis() / 1_000 + lease(renew.leaseSeconds());
    List<Bytes> missing = new ArrayList<>();
    List<HeldShard> renewed = new ArrayList<>();
    for (Bytes id : renew.shards()) {
      HeldShard shard = ledger.shard(id);
      if (shard == null || !shard.isSealed() || !shard.owner().equals(renew.order().owner())) {
        missing.add(id);
      } else if (shard.leaseUntilSeconds() < until) {
        HeldShard longer = shard.withLease(until);
        ledger.put(longer);
        renewed.add(longer);
      }
    }
    if (!renewed.isEmpty()) {
      effects.add(new HolderEffect.Note(renewed));
    }
    effects.add(new HolderEffect.ReplyRenewal(asked.ticket(), renew.order(), until, missing));
  }

  private @Nullable VaultRefusal delete(
      HolderInput.Asked asked, DeleteShards delete, List<HolderEffect> effects) {
    List<HeldShard> doomed = new ArrayList<>();
    for (Bytes id : delete.shards()) {
      HeldShard shard = ledger.shard(id);
      if (shard != null) {
        if (!shard.owner().equals(delete.order().owner())) {
          return VaultRefusal.NOT_THE_OWNER;
        }
        doomed.add(shard);
      }
    }
    long freed = 0;
    for (HeldShard shard : doomed) {
      freed += shard.sizeBytes();
      if (ledger.isLocked(shard.shard())) {
        // Something is being written to it; it goes as soon as that is over.
        this.doomed.add(shard.shard());
      } else {
        erase(shard, effects);
      }
    }
    effects.add(new HolderEffect.Reply(asked.ticket(), new ShardsDeleted(freed)));
    return null;
  }

  private void erase(HeldShard shard, List<HolderEffect> effects) {
    ledger.remove(shard.shard());
    effects.add(new HolderEffect.Erase(shard));
  }

  private @Nullable VaultRefusal readPieces(
      HolderInput.Asked asked, ReadPieces read, List<HolderEffect> effects) {
    HeldShard shard = ledger.shard(read.shard());
    if (shard == null || !shard.isSealed()) {
      return VaultRefusal.UNKNOWN_SHARD;
    }
    long end = read.first() + read.count();
    boolean fits = read.count() << shard.pieceLog() <= VaultLimits.MAX_DATA_BYTES;
    if (read.count() < 1 || !fits || end > shard.pieces()) {
      return VaultRefusal.INVALID;
    }
    effects.add(
        new HolderEffect.ReadPieces(asked.ticket(), shard, read.first(), (int) read.count()));
    return null;
  }

  private @Nullable VaultRefusal storePage(
      HolderInput.Asked asked, StorePage store, List<HolderEffect> effects) {
    NodeKey owner = store.order().owner();
    HeldPage old = ledger.page(owner, store.page(), store.slot());
    if (old != null && old.sequence() >= store.sequence()) {
      return VaultRefusal.STALE;
    }
    if (old == null && ledger.slots(owner, store.page()) >= VaultLimits.MAX_SLOTS) {
      return VaultRefusal.OVER_QUOTA;
    }
    long more = HolderLedger.cost(store.data().size());
    VaultRefusal refusal =
        room.refusal(
            owner, asked.peer(), old == null ? more : more - HolderLedger.cost(old.sizeBytes()));
    if (refusal != null) {
      return refusal;
    }
    Bytes subject = HolderLedger.subject(owner, store.page(), store.slot());
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
    effects.add(new HolderEffect.KeepPage(job(asked, subject), page, store.data()));
    return null;
  }

  private void finished(HolderInput.Finished finished, List<HolderEffect> effects) {
    Job job = jobs.remove(finished.job());
    if (job == null) {
      return;
    }
    ledger.unlock(job.subject);
    HeldShard shard = ledger.shard(job.subject);
    if (doomed.remove(job.subject) && shard != null) {
      erase(shard, effects);
      shard = null;
    }
    if (finished.result() != HolderInput.Result.OK) {
      boolean made = job.request instanceof OpenShard || job.request instanceof RebuildShard;
      if (made && shard != null) {
        erase(shard, effects);
      }
      VaultRefusal why =
          finished.result() == HolderInput.Result.MISMATCH
              ? VaultRefusal.HASH_MISMATCH
              : VaultRefusal.FAILED;
      effects.add(new HolderEffect.Reply(job.ticket, VaultRefused.of(job.request, why)));
    } else if (job.request instanceof StorePage store) {
      HeldPage page =
          new HeldPage(
              store.order().owner(),
              store.page(),
              store.slot(),
              store.sequence(),
              store.data().size(),
              job.wallMillis / 1_000 + room.rules().maxLeaseSeconds());
      ledger.put(page);
      effects.add(new HolderEffect.Reply(job.ticket, new PageStored(store.sequence())));
    } else if (shard == null) {
      effects.add(
          new HolderEffect.Reply(
              job.ticket, VaultRefused.of(job.request, VaultRefusal.UNKNOWN_SHARD)));
    } else if (job.request instanceof OpenShard || job.request instanceof RebuildShard) {
      opened(job.ticket, job.request, shard, effects);
    } else if (job.request instanceof StorePieces pieces) {
      int piece = 1 << shard.pieceLog();
      int count = shard.pieces() + (pieces.data().size() + piece - 1) / piece;
      ledger.put(shard.withPieces(count));
      effects.add(new HolderEffect.Reply(job.ticket, new PiecesStored(count)));
    } else if (job.request instanceof SealShard seal) {
      HeldShard sealed =
          shard.withHash(seal.hash(), job.wallMillis / 1_000 + room.rules().maxLeaseSeconds());
      ledger.put(sealed);
      effects.add(receipt(job.ticket, sealed, job.wallMillis));
    }
  }

  private void sweep(long wallSeconds, List<HolderEffect> effects) {
    for (HeldShard shard : ledger.expired(wallSeconds)) {
      erase(shard, effects);
    }
    for (HeldPage page : ledger.expiredPages(wallSeconds)) {
      ledger.remove(page);
      effects.add(new HolderEffect.ErasePage(page));
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
