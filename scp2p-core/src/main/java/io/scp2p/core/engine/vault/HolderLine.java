package io.scp2p.core.engine.vault;

import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.protocol.vault.OwnerDesk;
import io.scp2p.core.protocol.vault.Source;
import io.scp2p.core.protocol.vault.Target;
import io.scp2p.core.protocol.vault.VaultAnswer;
import io.scp2p.core.protocol.vault.VaultAnswer.Deleted;
import io.scp2p.core.protocol.vault.VaultAnswer.Refused;
import io.scp2p.core.vault.ShardTree;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.vault.catalog.FileEntry;
import io.scp2p.core.vault.catalog.Replica;
import io.scp2p.core.vault.catalog.ReplicaState;
import io.scp2p.core.vault.catalog.ReplicaState.Stage;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.vault.AskOffer;
import io.scp2p.core.wire.vault.HolderOffer;
import io.scp2p.core.wire.vault.LeasesRenewed;
import io.scp2p.core.wire.vault.ProveShard;
import io.scp2p.core.wire.vault.RebuildBegun;
import io.scp2p.core.wire.vault.Receipt;
import io.scp2p.core.wire.vault.RenewLeases;
import io.scp2p.core.wire.vault.VaultLimits;
import io.scp2p.core.wire.vault.VaultRefusal;
import io.scp2p.core.wire.vault.VaultRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an owner asks holders besides its transfers: what they offer, whether they still have what
 * they signed for, to keep it for longer, to delete it. Lives on the loop; a holder that does not
 * answer is asked again some other time.
 */
final class HolderLine {
  private static final int SMALL_ANSWER_BYTES = 16 * 1_024;
  private static final long DAY_SECONDS = 86_400;

  private final OwnerVault vault;
  private final VaultParts parts;
  private final HolderBook book;
  private final CatalogKeeper keeper;

  HolderLine(OwnerVault vault, CatalogKeeper keeper) {
    this.vault = vault;
    this.parts = vault.parts();
    this.book = vault.book();
    this.keeper = keeper;
  }

  /** A shard at a holder, and the file it belongs to. */
  record Placed(FileId file, Replica replica) {}

  /**
   * Asks, checks away from the loop, and completes in any case: with null if there is no answer.
   */
  private <T> CompletableFuture<T> ask(
      NodeKey holder, Callable<? extends VaultRequest> request, Check<T> check) {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    var unused =
        parts
            .offload()
            .call(request)
            .whenComplete(
                (made, bug) -> {
                  if (bug != null) {
                    outcome.complete(null);
                  } else {
                    vault
                        .network()
                        .ask(holder, made, SMALL_ANSWER_BYTES, new Outcome<>(made, check, outcome));
                  }
                });
    return outcome;
  }

  /** What an answer comes to. */
  @FunctionalInterface
  private interface Check<T> {
    @Nullable T check(VaultRequest request, Response response);
  }

  /** One question. */
  private final class Outcome<T> implements AskOutcome {
    private final VaultRequest request;
    private final Check<T> check;
    private final CompletableFuture<T> outcome;

    Outcome(VaultRequest request, Check<T> check, CompletableFuture<T> outcome) {
      this.request = request;
      this.check = check;
      this.outcome = outcome;
    }

    @Override
    public void answered(Response response) {
      var unused =
          parts
              .offload()
              .call(() -> check.check(request, response))
              .whenComplete((value, bug) -> outcome.complete(bug == null ? value : null));
    }

    @Override
    public void failed(AskFailure why) {
      outcome.complete(null);
    }
  }

  private static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> each) {
    return CompletableFuture.allOf(each.toArray(new CompletableFuture<?>[0]));
  }

  /** Asks every holder that is there what it offers. */
  CompletableFuture<Void> askOffers() {
    return all(book.online().stream().map(this::askOffer).toList());
  }

  /** Asks one holder what it offers. */
  CompletableFuture<Boolean> askOffer(NodeKey holder) {
    NodeKey owner = vault.desk().key();
    return ask(holder, () -> new AskOffer(owner), (request, response) -> response)
        .thenApply(
            response -> {
              if (response instanceof HolderOffer offer) {
                book.offers(holder, offer);
                return true;
              }
              return false;
            });
  }

  /**
   * Has holders delete what the catalog does not want any more, once it is durable that it does not
   * and that something else has taken its place.
   */
  void free() {
    var unused =
        keeper
            .written()
            .thenAccept(
                written -> {
                  if (!vault.isClosed()) {
                    freeNow();
                  }
                });
  }

  private void freeNow() {
    long now = parts.wallMillis() / 1_000;
    Map<NodeKey, List<Placed>> byHolder = new HashMap<>();
    keeper
        .catalog()
        .files()
        .forEach(
            (file, entry) -> {
              List<Replica> free = entry.toFree();
              if (!free.isEmpty()) {
                Set<Replica> suspects = new HashSet<>(VaultViews.suspects(entry, now));
                free.stream()
                    .filter(replica -> !suspects.contains(replica))
                    .forEach(replica -> put(byHolder, new Placed(file, replica)));
              }
            });
    byHolder.forEach(
        (holder, placed) -> {
          if (book.isOnline(holder)) {
            free(holder, placed);
          }
        });
  }

  private static void put(Map<NodeKey, List<Placed>> byHolder, Placed placed) {
    List<Placed> some =
        byHolder.computeIfAbsent(placed.replica().holder(), key -> new ArrayList<>());
    if (some.size() < VaultLimits.MAX_SHARDS_PER_ORDER) {
      some.add(placed);
    }
  }

  private void free(NodeKey holder, List<Placed> placed) {
    List<Bytes> shards = placed.stream().map(each -> each.replica().shard()).toList();
    OwnerDesk desk = vault.desk();
    var unused =
        ask(
                holder,
                () -> desk.delete(holder, shards, parts.wallMillis()),
                (request, response) -> OwnerDesk.deleted(response))
            .thenAccept(
                answer -> {
                  if (answer instanceof Deleted) {
                    mark(placed, state -> Stage.GONE);
                    var unusedToo =
                        parts
                            .offload()
                            .call(
                                () -> {
                                  vault.store().dropReceipts(shards);
                                  return true;
                                });
                  }
                });
  }

  private void mark(List<Placed> placed, Function<Placed, Stage> stage) {
    Map<FileId, FileEntry> news = new HashMap<>();
    for (Placed each : placed) {
      FileEntry entry = news.getOrDefault(each.file(), keeper.catalog().files().get(each.file()));
      if (entry != null) {
        news.put(each.file(), entry.placed(each.replica(), stage.apply(each), 0));
      }
    }
    var unused = keeper.change(news);
  }

  /** Orders a holder to rebuild a shard by itself, or to go on; how many pieces it has by now. */
  CompletableFuture<OptionalLong> rebuild(Target target, VaultLayout layout, List<Source> sources) {
    OwnerDesk desk = vault.desk();
    return ask(
            target.holder(),
            () -> desk.rebuild(target, layout, sources, vault.leaseSeconds(), parts.wallMillis()),
            (request, response) -> response)
        .thenApply(
            response ->
                response instanceof RebuildBegun begun
                    ? OptionalLong.of(begun.pieces())
                    : OptionalLong.empty());
  }

  /** Asks for the receipt of a shard; empty if it is not complete. */
  CompletableFuture<Optional<Receipt>> seal(Target target, VaultLayout layout, Bytes hash) {
    OwnerDesk desk = vault.desk();
    return ask(
            target.holder(),
            () -> desk.seal(target, hash, parts.wallMillis()),
            (request, response) -> desk.sealed(response, target, layout, hash, parts.wallMillis()))
        .thenApply(
            answer ->
                answer instanceof VaultAnswer.Signed signed
                    ? Optional.of(signed.receipt())
                    : Optional.empty());
  }

  /** Keeps a receipt. */
  void keep(Receipt receipt) {
    var unused =
        parts
            .offload()
            .call(
                () -> {
                  vault.store().keepReceipt(receipt);
                  return true;
                });
  }

  /** Has holders delete what puts and repairs have left. */
  void freeGarbage() {
    if (!keeper.isWhole()) {
      return;
    }
    var unused =
        keeper
            .written()
            .thenCompose(done -> parts.offload().call(vault.store()::garbage))
            .whenComplete(
                (garbage, failure) -> {
                  if (failure == null && !garbage.isEmpty()) {
                    freeGarbage(garbage);
                  }
                });
  }

  private void freeGarbage(Map<Bytes, OwnerStore.Garbage> garbage) {
    Set<Bytes> wanted = wanted();
    long outlived = parts.wallMillis() - 1_000 * (vault.leaseSeconds() + DAY_SECONDS);
    Map<NodeKey, List<Bytes>> byHolder = new HashMap<>();
    garbage.forEach(
        (shard, left) -> {
          if (wanted.contains(shard) || left.sinceMillis() < outlived) {
            vault.forgetGarbage(shard);
          } else if (!vault.isPlacing(shard) && book.isOnline(left.holder())) {
            byHolder.computeIfAbsent(left.holder(), key -> new ArrayList<>()).add(shard);
          }
        });
    byHolder.forEach(this::freeGarbage);
  }

  /** What the catalog knows of files that live; what else happens to it is said there. */
  private Set<Bytes> wanted() {
    long now = parts.wallMillis() / 1_000;
    Set<Bytes> wanted = new HashSet<>();
    for (FileEntry entry : keeper.catalog().files().values()) {
      entry.held().forEach(replica -> wanted.add(replica.shard()));
      VaultViews.suspects(entry, now).forEach(replica -> wanted.add(replica.shard()));
    }
    return wanted;
  }

  /**
   * Ids and placement follow from the file, so another device may have placed the very shard that
   * this one has given up: what that holder knows of the catalog is read first.
   */
  private void freeGarbage(NodeKey holder, List<Bytes> shards) {
    var unused =
        keeper
            .exchange(holder)
            .thenAccept(
                complete -> {
                  if (complete) {
                    Set<Bytes> wanted = wanted();
                    shards.stream()
                        .filter(shard -> !wanted.contains(shard) && !vault.isPlacing(shard))
                        .forEach(shard -> freeGarbage(shard, holder));
                  }
                });
  }

  private void freeGarbage(Bytes shard, NodeKey holder) {
    OwnerDesk desk = vault.desk();
    var unused =
        ask(
                holder,
                () -> desk.delete(holder, List.of(shard), parts.wallMillis()),
                (request, response) -> OwnerDesk.deleted(response))
            .thenAccept(
                answer -> {
                  if (answer instanceof Deleted) {
                    vault.forgetGarbage(shard);
                  }
                });
  }

  /** Asks every holder of a file for a proof now. Completes when all have answered or failed to. */
  CompletableFuture<Void> prove(FileId file) {
    FileEntry entry = vault.whole(file);
    long size = VaultViews.layout(entry).shardBytes();
    List<CompletableFuture<?>> proofs = new ArrayList<>();
    for (Replica replica : entry.held()) {
      Bytes hash = entry.hashes().get(replica.index());
      if (hash != null && book.isOnline(replica.holder())) {
        proofs.add(
            prove(
                new Placed(file, replica),
                new Source(replica.index(), replica.holder(), replica.shard(), hash),
                size));
      }
    }
    return all(proofs);
  }

  private CompletableFuture<Void> prove(Placed placed, Source source, long size) {
    long random = ByteBuffer.wrap(parts.entropy().bytes(Long.BYTES)).getLong();
    long leaf = Long.remainderUnsigned(random, ShardTree.leaves(size));
    return prove(source, size, leaf).thenAccept(answer -> judged(placed, answer));
  }

  /** Asks for a leaf of a shard; completes with null if there is no answer. */
  CompletableFuture<VaultAnswer> prove(Source source, long size, long leaf) {
    return ask(
        source.holder(),
        () -> new ProveShard(source.shard(), leaf),
        (request, response) -> OwnerDesk.proved(response, source, size, leaf));
  }

  private void judged(Placed placed, @Nullable VaultAnswer answer) {
    boolean denies =
        answer instanceof Refused refused && refused.why() == VaultRefusal.UNKNOWN_SHARD;
    if (answer instanceof VaultAnswer.Verified) {
      book.audited(placed.replica().holder(), true);
      book.proven(placed.replica().shard(), parts.wallMillis());
    } else if (denies || answer instanceof VaultAnswer.Lied) {
      vault.lost(placed.file(), placed.replica());
    }
  }

  /** Asks holders to keep what they have, if they have promised it for less than half a lease. */
  void renew() {
    long now = parts.wallMillis() / 1_000;
    long half = now + vault.leaseSeconds() / 2;
    Map<NodeKey, List<Placed>> byHolder = new HashMap<>();
    keeper
        .catalog()
        .files()
        .forEach(
            (file, entry) -> {
              if (entry.isWhole()) {
                List<Replica> wanted = new ArrayList<>(entry.held());
                wanted.addAll(VaultViews.suspects(entry, now));
                for (Replica replica : wanted) {
                  ReplicaState state = entry.replicas().get(replica);
                  if (state != null && state.leaseUntilSeconds() < half) {
                    put(byHolder, new Placed(file, replica));
                  }
                }
              }
            });
    byHolder.forEach(
        (holder, placed) -> {
          if (book.isOnline(holder)) {
            renew(holder, placed);
          }
        });
  }

  private void renew(NodeKey holder, List<Placed> placed) {
    List<Bytes> shards = placed.stream().map(each -> each.replica().shard()).toList();
    OwnerDesk desk = vault.desk();
    var unused =
        ask(
                holder,
                () -> desk.renew(holder, vault.leaseSeconds(), shards, parts.wallMillis()),
                (request, response) ->
                    response instanceof LeasesRenewed renewed
                            && OwnerDesk.isRenewal(renewed, (RenewLeases) request)
                        ? renewed
                        : null)
            .thenAccept(
                renewed -> {
                  if (renewed != null) {
                    renewed(placed, renewed);
                  }
                });
  }

  private void renewed(List<Placed> placed, LeasesRenewed renewed) {
    Map<FileId, FileEntry> news = new HashMap<>();
    List<Placed> missing = new ArrayList<>();
    for (Placed each : placed) {
      FileEntry entry = news.getOrDefault(each.file(), keeper.catalog().files().get(each.file()));
      if (renewed.missing().contains(each.replica().shard())) {
        missing.add(each);
      } else if (entry != null) {
        news.put(
            each.file(), entry.placed(each.replica(), Stage.HELD, renewed.leaseUntilSeconds()));
      }
    }
    var unused = keeper.change(news);
    missing.forEach(each -> vault.lost(each.file(), each.replica()));
  }
}
