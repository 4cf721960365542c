package io.scp2p.core.engine.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.vault.VaultTransfer;
import io.scp2p.core.protocol.vault.Candidate;
import io.scp2p.core.protocol.vault.Placement;
import io.scp2p.core.protocol.vault.Rebalance;
import io.scp2p.core.protocol.vault.RepairPace;
import io.scp2p.core.protocol.vault.Source;
import io.scp2p.core.protocol.vault.Target;
import io.scp2p.core.vault.FileKey;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.vault.catalog.FileEntry;
import io.scp2p.core.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Rebuilds shards that are lost, and moves those that lie badly. Lives on the loop. */
final class Repairs {
  /** A file whose repair has failed is not tried again for so long. */
  private static final Duration TIRED = Duration.ofMinutes(30);

  private final OwnerVault vault;
  private final VaultParts parts;
  private final HolderBook book;
  private final Helpers helpers;
  private final RepairPace pace;
  private final Map<FileId, Long> failed = new HashMap<>();

  Repairs(OwnerVault vault) {
    this.vault = vault;
    this.parts = vault.parts();
    this.book = vault.book();
    this.helpers = new Helpers(vault);
    this.pace = new RepairPace(parts.config().repairBytesPerSecond());
  }

  /**
   * What has to be rebuilt.
   *
   * @param parity as much as the file shall have; null for as much as it has
   * @param shards which; null for all whose holders are not there
   * @param helped whether there is time to let the new holders do it
   */
  record Need(@Nullable Integer parity, @Nullable SortedSet<Integer> shards, boolean helped) {
    static final Need EVERYTHING = new Need(null, null, false);

    /** What is left for this node to do. */
    private Need without(Set<Integer> done) {
      SortedSet<Integer> left = new TreeSet<>(shards == null ? Set.of() : shards);
      left.removeAll(done);
      return new Need(parity, left, false);
    }
  }

  Helpers helpers() {
    return helpers;
  }

  /** Rebuilds what a file has lost, at once. From any thread. */
  VaultTransfer repair(FileId id) {
    RepairRun run = new RepairRun(vault, id);
    vault.whenReady(run, () -> begin(run, Need.EVERYTHING));
    return run.handle();
  }

  /** Rebuilds what care has found missing. */
  RepairRun care(FileId id, Need need) {
    RepairRun run = new RepairRun(vault, id);
    failed.put(id, parts.time().nanos());
    begin(run, need);
    return run;
  }

  /** Whether a repair of this file was tried a short while ago; a good one makes it fresh. */
  boolean isTired(FileId id) {
    long now = parts.time().nanos();
    failed.values().removeIf(since -> now - since > TIRED.toNanos());
    return failed.containsKey(id);
  }

  /** A repair has brought something. */
  void done(FileId id) {
    failed.remove(id);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void begin(RepairRun run, Need need) {
    if (vault.refuse(run)) {
      return;
    }
    vault.began(run);
    vault
        .line()
        .askOffers()
        .whenComplete(
            (done, failure) -> {
              try {
                repair(run, need);
              } catch (Scp2pException e) {
                run.fail(e.code(), "The file cannot be repaired: " + e.code().remedy());
              }
            });
  }

  private void repair(RepairRun run, Need need) {
    FileEntry entry = vault.whole(run.id());
    VaultLayout layout = VaultViews.layout(entry);
    Integer parity = need.parity();
    VaultLayout wanted = parity == null ? layout : layout.withParity(parity);
    List<Source> sources = VaultViews.readable(entry, parts);
    sources.removeIf(source -> !book.isOnline(source.holder()));
    List<Source> sound = sources.stream().filter(source -> !source.suspect()).toList();
    SortedSet<Integer> missing = missing(need, wanted, sound);
    Map<Integer, Candidate> placed = new HashMap<>();
    for (Source source : VaultViews.sources(entry)) {
      if (!missing.contains(source.index())) {
        placed.put(source.index(), book.candidate(source.holder(), 0));
      }
    }
    Set<NodeKey> doubted = new HashSet<>();
    sources.stream().filter(Source::suspect).forEach(source -> doubted.add(source.holder()));
    Placement.Result result =
        choose(run, wanted, missing, placed, holder -> !doubted.contains(holder));
    if (result instanceof Placement.Result.Impossible && !doubted.isEmpty()) {
      result = choose(run, wanted, missing, placed, holder -> true);
    }
    if (result instanceof Placement.Result.Impossible) {
      run.fail(ErrorCode.PLACEMENT_IMPOSSIBLE, "No other holder has room for the lost shards.");
      return;
    }
    FileKey key = vault.keyOf(run.id(), entry);
    List<Target> targets = new ArrayList<>();
    ((Placement.Result.Chosen) result)
        .holders()
        .forEach(
            (index, holder) -> {
              long generation = entry.nextGeneration(index);
              targets.add(new Target(index, generation, holder, key.shardId(index, generation)));
            });
    boolean known = targets.stream().allMatch(each -> entry.hashes().containsKey(each.index()));
    // Who helps is not told what is suspect: it would not know when to ask there.
    boolean enough = sound.stream().map(Source::index).distinct().count() >= wanted.dataShards();
    if (need.helped() && known && enough && !targets.isEmpty()) {
      key.close();
      helped(run, need, wanted, sound, targets, entry.hashes());
    } else {
      run.start(key, wanted, sources, targets, entry.hashes(), pace);
    }
  }

  private Placement.Result choose(
      RepairRun run,
      VaultLayout wanted,
      SortedSet<Integer> missing,
      Map<Integer, Candidate> placed,
      Predicate<NodeKey> may) {
    return new Placement(run.id(), wanted.parityShards(), wanted.shardBytes(), book.candidates(may))
        .choose(new ArrayList<>(missing), placed, true);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void helped(
      RepairRun run,
      Need need,
      VaultLayout wanted,
      List<Source> sources,
      List<Target> targets,
      Map<Integer, Bytes> hashes) {
    helpers
        .rebuild(run.id(), wanted, sources, targets, hashes)
        .whenComplete(
            (done, failure) -> {
              try {
                repair(run, need.without(done == null ? Set.of() : done));
              } catch (Scp2pException e) {
                run.fail(e.code(), "The file cannot be repaired: " + e.code().remedy());
              }
            });
  }

  private static SortedSet<Integer> missing(Need need, VaultLayout wanted, List<Source> sources) {
    SortedSet<Integer> shards = need.shards();
    if (shards != null) {
      return shards;
    }
    SortedSet<Integer> missing = new TreeSet<>();
    for (int index = 0; index < wanted.totalShards(); index++) {
      missing.add(index);
    }
    sources.forEach(source -> missing.remove(source.index()));
    return missing;
  }

  /** Moves shards until holders and failure domains are used evenly. How many were moved. */
  CompletableFuture<Long> rebalance() {
    return vault.line().askOffers().thenCompose(done -> rebalanceNow());
  }

  private CompletableFuture<Long> rebalanceNow() {
    List<Rebalance.Shelf> shelves = new ArrayList<>();
    vault
        .files()
        .forEach(
            (id, entry) -> {
              if (entry.isWhole()) {
                Map<Integer, Candidate> placed = new TreeMap<>();
                for (Source source : VaultViews.sources(entry)) {
                  if (book.isOnline(source.holder())) {
                    placed.put(source.index(), book.candidate(source.holder(), 0));
                  }
                }
                shelves.add(new Rebalance.Shelf(id, VaultViews.layout(entry).shardBytes(), placed));
              }
            });
    List<Rebalance.Move> moves = Rebalance.plan(shelves, book.candidates(holder -> true));
    CompletableFuture<Long> moved = CompletableFuture.completedFuture(0L);
    // One after the other: rebalancing is never urgent.
    for (Rebalance.Move move : moves) {
      moved = moved.thenCompose(count -> move(move).thenApply(one -> count + one));
    }
    return moved;
  }

  private CompletableFuture<Long> move(Rebalance.Move move) {
    FileEntry entry = vault.files().get(move.file());
    if (entry == null || !entry.isWhole()) {
      return CompletableFuture.completedFuture(0L);
    }
    Source from = null;
    for (Source source : VaultViews.sources(entry)) {
      if (source.index() == move.index() && source.holder().equals(move.from())) {
        from = source;
      }
    }
    RepairRun run = new RepairRun(vault, move.file());
    if (from == null || vault.refuse(run)) {
      return CompletableFuture.completedFuture(0L);
    }
    FileKey key = vault.keyOf(move.file(), entry);
    long generation = entry.nextGeneration(move.index());
    Target to =
        new Target(move.index(), generation, move.to(), key.shardId(move.index(), generation));
    vault.began(run);
    CompletableFuture<Long> outcome = new CompletableFuture<>();
    run.handle()
        .result()
        .subscribe(file -> {}, failure -> outcome.complete(0L), () -> outcome.complete(1L));
    run.move(key, VaultViews.layout(entry), from, to, pace);
    return outcome;
  }
}
