package io.scp2p.core.engine.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.VaultEvent;
import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.SourceBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.vault.Coding;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultPutPlan;
import io.scp2p.api.vault.VaultTransfer;
import io.scp2p.core.crypto.AuthenticationException;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.keys.StoreErrors;
import io.scp2p.core.protocol.vault.Placement;
import io.scp2p.core.protocol.vault.Target;
import io.scp2p.core.vault.FileKey;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.vault.catalog.Catalog;
import io.scp2p.core.vault.catalog.CatalogSeal;
import io.scp2p.core.vault.catalog.FileEntry;
import io.scp2p.core.vault.catalog.FileHeader;
import io.scp2p.core.vault.catalog.Naming;
import io.scp2p.core.vault.catalog.ReplicaState.Stage;
import io.scp2p.core.wire.vault.VaultLimits;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Files on their way into the vault, from the disk or out of the vault itself. On the loop. */
final class Puts {
  private static final System.Logger LOG = System.getLogger(Puts.class.getName());

  /** Who is not there so long after the start is replaced by another holder. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** When none of them is there, but others are, for so long: they may be gone for good. */
  static final Duration LONG_PATIENCE = Duration.ofMinutes(15);

  private final OwnerVault vault;
  private final VaultParts parts;
  private final List<Waiting> waiting = new ArrayList<>();

  /** A put that goes on when its holders are there. */
  private record Waiting(Set<NodeKey> holders, Runnable then, long sinceNanos) {}

  private boolean looksAgain;
  private long aloneNanos;

  Puts(OwnerVault vault) {
    this.vault = vault;
    this.parts = vault.parts();
  }

  /** Goes on with what a crash has interrupted. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void start() {
    vault
        .offload(vault.store()::loadPuts)
        .whenComplete(
            (puts, failure) -> {
              if (failure == null) {
                puts.forEach(this::goOn);
              } else if (!Offload.wasClosed(failure)) {
                LOG.log(Level.WARNING, "puts under way could not be read", failure);
              }
            });
  }

  private void goOn(PutRow row) {
    PutRun run = new PutRun(vault);
    try {
      FileKey key = FileKey.unwrap(row.file(), row.wrappedKey(), vault.owner());
      vault.began(run);
      run.start(row, key, true);
    } catch (AuthenticationException e) {
      // Of another owner; its shards run out at their holders.
      forgetPut(row);
    }
  }

  /**
   * Just after a start nobody is there yet, and shards that are half sent must not be given up for
   * that: waits for all holders, or for some of them and a while.
   */
  void whenThere(Set<NodeKey> holders, Runnable then) {
    long now = parts.time().nanos();
    aloneNanos = waiting.isEmpty() ? now : aloneNanos;
    waiting.add(new Waiting(Set.copyOf(holders), then, now));
    look();
  }

  /**
   * Whether a put goes on: with all its holders, with some after a while, and without any when
   * others have been there for long: then new holders are found for all of its shards.
   *
   * @param togetherNanos for how long somebody was there who could take the shards
   */
  static boolean goesOn(long needed, long there, long waitedNanos, long togetherNanos) {
    return there == needed
        || (there > 0 && waitedNanos >= PATIENCE.toNanos())
        || togetherNanos >= LONG_PATIENCE.toNanos();
  }

  private void look() {
    long now = parts.time().nanos();
    if (vault.book().online().isEmpty()) {
      // Not they are gone: this node is alone.
      aloneNanos = now;
    }
    for (Waiting each : List.copyOf(waiting)) {
      long there = each.holders.stream().filter(vault.book()::isOnline).count();
      long waited = now - each.sinceNanos;
      if (goesOn(each.holders.size(), there, waited, Math.min(waited, now - aloneNanos))) {
        waiting.remove(each);
        each.then.run();
      }
    }
    if (!waiting.isEmpty() && !looksAgain && !vault.isClosed()) {
      looksAgain = true;
      parts
          .loop()
          .at(
              now + PATIENCE.toNanos(),
              () -> {
                looksAgain = false;
                look();
              });
    }
  }

  /** A holder is there. */
  void came() {
    look();
  }

  /** Puts a file. From any thread. */
  VaultTransfer put(VaultPutPlan plan) {
    PutRun run = new PutRun(vault);
    vault.whenReady(run, () -> put(run, plan));
    return run.handle();
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void put(PutRun run, VaultPutPlan plan) {
    if (vault.refuse(run)) {
      return;
    }
    if (!Naming.isName(plan.name())) {
      run.fail(
          ErrorCode.INVALID_ARGUMENT,
          "The name of a file in the vault is text of at most "
              + Naming.MAX_NAME_CHARS
              + " characters.");
      return;
    }
    vault.began(run);
    vault
        .line()
        .askOffers()
        .thenCompose(done -> vault.offload(() -> look(plan)))
        .whenComplete(
            (seen, failure) -> {
              if (failure != null) {
                run.fail(
                    StoreErrors.codeOf(failure), "The file " + plan.source() + " cannot be read.");
              } else {
                place(run, seen);
              }
            });
  }

  /** What is put, and how; see {@link PutRow}. */
  private record Plan(
      String source,
      long modifiedNanos,
      String name,
      long targetMilliNines,
      boolean allowDegraded,
      VaultLayout layout) {}

  private Plan look(VaultPutPlan plan) throws StoreException {
    Coding planned = plan.coding();
    Coding coding = planned == null ? parts.config().coding() : planned;
    try (SourceBlob file = parts.blobs().open(plan.source())) {
      return new Plan(
          plan.source().toAbsolutePath().toString(),
          PutRun.nanos(file.stamp()),
          plan.name(),
          (long) (plan.targetNines() * 1_000),
          plan.allowDegraded(),
          VaultLayout.of(file.stamp().sizeBytes(), coding.dataShards(), coding.parityShards()));
    }
  }

  /** Before a byte is sent it is known that the file will have room in the catalog. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void place(PutRun run, Plan plan) {
    Catalog known = vault.keeper().catalog();
    vault
        .offload(
            () ->
                idWithRoom(
                    known, plan.layout().totalShards(), plan.name().length(), parts.entropy()))
        .whenComplete(
            (id, failure) -> {
              if (failure != null) {
                ErrorCode code = StoreErrors.codeOf(failure);
                run.fail(code, "The catalog has no room for the file. " + code.remedy());
              } else {
                place(run, plan, id);
              }
            });
  }

  /** A random id; its first byte says which page of the catalog a file is in: one with room. */
  static FileId idWithRoom(Catalog known, int shards, int nameChars, Entropy entropy) {
    byte[] id = entropy.bytes(FileId.LENGTH);
    for (int tried = 0; tried < VaultLimits.CATALOG_PAGES; tried++) {
      FileId file = FileId.of(id);
      if (CatalogSeal.hasRoom(known.page(Catalog.pageOf(file)), shards, nameChars)) {
        return file;
      }
      id[0]++;
    }
    throw new Scp2pException(
        ErrorCode.CATALOG_FULL,
        "No page of the vault's catalog has room for another file.",
        Map.of("files", Integer.toString(known.files().size())));
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void place(PutRun run, Plan plan, FileId id) {
    VaultLayout layout = plan.layout();
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < layout.totalShards(); i++) {
      indices.add(i);
    }
    Placement.Result result =
        new Placement(
                id,
                layout.parityShards(),
                layout.shardBytes(),
                vault.book().candidates(key -> true))
            .choose(indices, Map.of(), plan.allowDegraded());
    if (result instanceof Placement.Result.Impossible not) {
      run.fail(
          ErrorCode.PLACEMENT_IMPOSSIBLE,
          layout.totalShards()
              + " shards, at most "
              + Math.max(1, layout.parityShards())
              + " in one failure domain, do not fit: "
              + not.holders()
              + " holders in "
              + not.domains()
              + " domains offer room for "
              + not.shards()
              + ".");
      return;
    }
    FileKey key = FileKey.random(id, parts.entropy());
    List<Target> targets = new ArrayList<>();
    ((Placement.Result.Chosen) result)
        .holders()
        .forEach(
            (index, holder) -> targets.add(new Target(index, 0, holder, key.shardId(index, 0))));
    vault
        .offload(
            () -> {
              PutRow row =
                  new PutRow(
                      id,
                      plan.source(),
                      plan.modifiedNanos(),
                      plan.name(),
                      plan.targetMilliNines(),
                      plan.allowDegraded(),
                      layout,
                      key.wrap(vault.owner(), parts.entropy()),
                      targets);
              vault.store().keepPut(row);
              return row;
            })
        .whenComplete(
            (row, failure) -> {
              if (failure != null) {
                run.fail(StoreErrors.codeOf(failure), "The put could not be noted.");
              } else if (run.isCancelling()) {
                key.close();
                abandoned(row); // Or the next start would go on with it.
              } else {
                run.start(row, key, false);
              }
            });
  }

  /** Encrypts a file anew, under another id, so that links to it stop to work. From any thread. */
  VaultTransfer revoke(FileId id) {
    PutRun run = new PutRun(vault);
    vault.whenReady(
        run,
        () -> {
          if (!vault.refuse(run)) {
            vault.began(run);
            var unused = vault.line().askOffers().thenAccept(done -> revoke(run, id));
          }
        });
    return run.handle();
  }

  private void revoke(PutRun run, FileId id) {
    try {
      FileEntry entry = vault.whole(id);
      Naming naming = entry.naming();
      place(
          run,
          new Plan(
              PutRow.sourceOf(id),
              0,
              naming == null ? "" : naming.name(),
              naming == null ? 0 : naming.targetMilliNines(),
              true,
              VaultViews.layout(entry)));
    } catch (Scp2pException e) {
      run.fail(e.code(), "The file cannot be encrypted anew: " + e.code().remedy());
    }
  }

  /** Every holder has signed: the file is in the catalog, durably, before this completes. */
  CompletableFuture<VaultFile> stored(PutRow row, Map<Integer, OwnerStore.SealedShard> sealed) {
    long now = parts.wallMillis();
    FileId origin = row.origin();
    FileEntry before = origin == null ? null : vault.files().get(origin);
    if (before != null && before.isDeleted() && !vault.files().containsKey(row.file())) {
      abandoned(row);
      return CompletableFuture.failedFuture(OwnerVault.unknown(row.file()));
    }
    FileEntry entry =
        FileEntry.of(
            new FileHeader(row.layout(), row.wrappedKey(), now),
            new Naming(row.name(), row.targetMilliNines(), now, vault.keeper().slot()));
    for (Target target : row.targets()) {
      OwnerStore.SealedShard shard = sealed.get(target.index());
      if (shard != null) {
        entry =
            entry
                .hashed(target.index(), shard.hash())
                .placed(OwnerVault.replica(target), Stage.HELD, shard.leaseUntilSeconds());
      }
    }
    FileEntry stored = entry;
    return vault
        .keeper()
        .change(known -> replacing(known, row, stored, now))
        .thenApply(
            done -> {
              forgetPut(row);
              parts.hub().publish(stamp -> new VaultEvent.Stored(stamp, row.file()));
              vault.line().freeGarbage();
              vault.disturbed();
              return vault.describe(row.file());
            });
  }

  /** An existing file of that name gets a new version: the old one goes in the same moment. */
  private static Map<FileId, FileEntry> replacing(
      Catalog known, PutRow row, FileEntry stored, long nowMillis) {
    Map<FileId, FileEntry> news = new TreeMap<>(Map.of(row.file(), stored));
    known
        .files()
        .forEach(
            (id, old) -> {
              Naming naming = old.naming();
              boolean same = naming != null && naming.name().equals(row.name());
              if (old.isWhole()
                  && !id.equals(row.file())
                  && (same || Objects.equals(id, row.origin()))) {
                news.put(id, old.deleted(nowMillis));
              }
            });
    return news;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void forgetPut(PutRow row) {
    vault.offload(
        () -> {
          vault.store().forgetPut(row.file());
          return true;
        });
  }

  /**
   * A put that came to nothing: what it may have left is freed. Until that is noted it is tried
   * again, else the next start would go on with a put whose caller was told that it failed.
   */
  @SuppressWarnings("FutureReturnValueIgnored")
  void abandoned(PutRow row) {
    vault
        .offload(
            () -> {
              vault.store().abandonPut(row, parts.wallMillis());
              return true;
            })
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                vault.line().freeGarbage();
              } else if (!vault.isClosed()) {
                long later = parts.time().nanos() + PATIENCE.toNanos();
                parts.loop().at(later, () -> abandonedAgain(row));
              }
            });
  }

  private void abandonedAgain(PutRow row) {
    if (!vault.isClosed()) {
      abandoned(row);
    }
  }
}
