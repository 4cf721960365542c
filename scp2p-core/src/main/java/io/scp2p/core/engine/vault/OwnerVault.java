package io.scp2p.core.engine.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.VaultEvent;
import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultTransfer;
import io.scp2p.core.crypto.AuthenticationException;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.AskTicket;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.keys.StoreErrors;
import io.scp2p.core.protocol.vault.HolderSpeeds;
import io.scp2p.core.protocol.vault.OwnerDesk;
import io.scp2p.core.protocol.vault.Target;
import io.scp2p.core.vault.FileKey;
import io.scp2p.core.vault.catalog.FileEntry;
import io.scp2p.core.vault.catalog.FileHeader;
import io.scp2p.core.vault.catalog.Replica;
import io.scp2p.core.vault.catalog.ReplicaState.Stage;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.Receipt;
import io.scp2p.core.wire.vault.VaultRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The owner's side: what is in the vault, and the transfers under way. Lives on the loop. */
final class OwnerVault {
  private final VaultParts parts;
  private final Network network;
  private final OwnerStore store;
  private final HolderBook book;
  private final CatalogKeeper keeper;
  private final HolderLine line;
  private final HolderSpeeds speeds = new HolderSpeeds();
  private final Set<VaultRun> runs = new HashSet<>();
  private final Repairs repairs;
  private final VaultReaders readers;
  private final Puts puts;
  private final HolderService here;
  private Runnable disturbed = () -> {};
  private SigningKey owner;
  private OwnerDesk desk;
  private boolean closed;

  OwnerVault(
      VaultParts parts,
      Network network,
      OwnerStore store,
      HolderBook book,
      CatalogKeeper keeper,
      SigningKey owner,
      HolderService here) {
    this.parts = parts;
    this.network = network;
    this.store = store;
    this.book = book;
    this.keeper = keeper;
    this.owner = owner;
    this.here = here;
    this.desk = new OwnerDesk(owner, parts.entropy());
    this.line = new HolderLine(this, keeper);
    this.repairs = new Repairs(this);
    this.readers = new VaultReaders(this);
    this.puts = new Puts(this);
  }

  VaultParts parts() {
    return parts;
  }

  Network network() {
    return network;
  }

  /**
   * Asks a holder. Whoever opens a link, or rebuilds a shard, may be a holder of that file himself:
   * nobody dials himself, so what is kept here is read here.
   */
  AskTicket ask(NodeKey holder, VaultRequest request, int expectedBytes, AskOutcome outcome) {
    if (holder.equals(parts.nodeKey().nodeKey())) {
      here.local(request, outcome::answered);
      return () -> {}; // The answer is on its way; who asked knows that he has given up.
    }
    return network.ask(holder, request, expectedBytes, outcome);
  }

  OwnerStore store() {
    return store;
  }

  HolderBook book() {
    return book;
  }

  HolderLine line() {
    return line;
  }

  Repairs repairs() {
    return repairs;
  }

  VaultReaders readers() {
    return readers;
  }

  Puts puts() {
    return puts;
  }

  CatalogKeeper keeper() {
    return keeper;
  }

  /** A file of this vault has changed: it is looked at soon. */
  void disturbed() {
    disturbed.run();
  }

  /** Called when a shard was lost. */
  void whenDisturbed(Runnable then) {
    disturbed = then;
  }

  /** Everything the catalog knows. */
  Map<FileId, FileEntry> files() {
    return keeper.catalog().files();
  }

  HolderSpeeds speeds() {
    return speeds;
  }

  OwnerDesk desk() {
    return desk;
  }

  SigningKey owner() {
    return owner;
  }

  /** Another owner takes the place of the present one. */
  void become(SigningKey next) {
    owner = next;
    desk = new OwnerDesk(next, parts.entropy());
  }

  long leaseSeconds() {
    return parts.config().leaseDuration().toSeconds();
  }

  <T> CompletableFuture<T> offload(Callable<T> work) {
    return parts.offload().call(work);
  }

  /** On the loop, once the catalog is there. From any thread. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void whenReady(VaultRun run, Runnable then) {
    parts
        .loop()
        .post(
            () ->
                keeper
                    .loaded()
                    .whenComplete(
                        (done, failure) -> {
                          if (failure != null) {
                            run.fail(StoreErrors.codeOf(failure), "The catalog cannot be read.");
                          } else {
                            then.run();
                          }
                        }));
  }

  boolean refuse(VaultRun run) {
    if (closed) {
      run.fail(ErrorCode.NODE_CLOSING, "The node is being closed.");
    }
    return closed;
  }

  static Replica replica(Target target) {
    return new Replica(target.index(), target.generation(), target.holder(), target.shard());
  }

  /**
   * A repair has placed a shard: what it replaces is not wanted any more.
   *
   * @return completes when the catalog says so, durably
   */
  CompletableFuture<Boolean> replaced(FileId id, Target target, Receipt receipt) {
    line.keep(receipt);
    return keeper
        .change(now -> replacing(now.files().get(id), id, target, receipt))
        .thenApply(
            done -> {
              forgetGarbage(target.shard());
              disturbed.run();
              NodeId holder = target.holder().id();
              parts
                  .hub()
                  .publish(
                      stamp -> new VaultEvent.ShardReplaced(stamp, id, target.index(), holder));
              return true;
            });
  }

  private static Map<FileId, FileEntry> replacing(
      @Nullable FileEntry entry, FileId id, Target target, Receipt receipt) {
    if (entry == null) {
      return Map.of();
    }
    FileEntry next =
        entry
            .hashed(target.index(), receipt.hash())
            .placed(replica(target), Stage.HELD, receipt.leaseUntilSeconds());
    for (Replica old : entry.held()) {
      if (old.index() == target.index() && old.generation() != target.generation()) {
        next = next.placed(old, Stage.DROPPED, 0);
      }
    }
    return Map.of(id, next);
  }

  /** Deletes a file. Completes when that is durable here. */
  CompletableFuture<Void> delete(FileId id) {
    FileEntry entry = keeper.catalog().files().get(id);
    if (entry == null || entry.isDeleted()) {
      return CompletableFuture.failedFuture(unknown(id));
    }
    return keeper
        .change(Map.of(id, entry.deleted(parts.wallMillis())))
        .thenAccept(
            done -> {
              parts.hub().publish(stamp -> new VaultEvent.Deleted(stamp, id));
              line.free();
            });
  }

  static Scp2pException unknown(FileId id) {
    return new Scp2pException(
        ErrorCode.UNKNOWN_FILE,
        "The vault has no such file, or it was deleted.",
        Map.of("file", id.toString()));
  }

  FileEntry whole(FileId id) {
    FileEntry entry = keeper.catalog().files().get(id);
    if (entry == null || !entry.isWhole()) {
      throw unknown(id);
    }
    return entry;
  }

  VaultFile describe(FileId id) {
    return VaultViews.file(id, whole(id), book, parts);
  }

  FileKey keyOf(FileId id, FileEntry entry) {
    FileHeader header = entry.header();
    try {
      return FileKey.unwrap(id, header == null ? Bytes.EMPTY : header.wrappedKey(), owner);
    } catch (AuthenticationException e) {
      throw new Scp2pException(
          ErrorCode.CIPHERTEXT_INVALID,
          "The key of the file is not one that this owner wrapped.",
          Map.of("file", id.toString()),
          e);
    }
  }

  /** Brings a file back. From any thread. */
  VaultTransfer get(FileId id, Path target) {
    GetRun run = new GetRun(this, id, target);
    whenReady(run, () -> get(run, id));
    return run.handle();
  }

  private void get(GetRun run, FileId id) {
    if (refuse(run)) {
      return;
    }
    runs.add(run);
    try {
      FileEntry entry = whole(id);
      run.start(
          describe(id),
          keyOf(id, entry),
          VaultViews.layout(entry),
          VaultViews.readable(entry, parts));
    } catch (Scp2pException e) {
      run.fail(e.code(), "The file cannot be fetched: " + e.code().remedy());
    }
  }

  /**
   * A holder has something else than it signed for, or nothing. The shard counts as missing from
   * now on; it is deleted only when another one has taken its place, see {@link
   * VaultViews#suspects}.
   */
  void lost(FileId id, Replica replica) {
    FileEntry entry = keeper.catalog().files().get(id);
    if (entry == null || !entry.held().contains(replica)) {
      return;
    }
    book.audited(replica.holder(), false);
    var unused = keeper.change(Map.of(id, entry.placed(replica, Stage.DROPPED, 0)));
    parts
        .hub()
        .publish(
            stamp -> new VaultEvent.ShardLost(stamp, id, replica.index(), replica.holder().id()));
    disturbed.run();
  }

  /** The same, for a transfer that knows no more. */
  void lost(@Nullable FileId id, NodeKey holder, int index) {
    FileEntry entry = id == null ? null : keeper.catalog().files().get(id);
    if (entry == null || id == null) {
      book.audited(holder, false);
      return;
    }
    entry.held().stream()
        .filter(each -> each.index() == index && each.holder().equals(holder))
        .forEach(each -> lost(id, each));
  }

  /** Whether a transfer is about to place a shard. */
  boolean isPlacing(Bytes shard) {
    return repairs.helpers().places(shard) || runs.stream().anyMatch(run -> run.places(shard));
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  void forgetGarbage(Bytes shard) {
    offload(
        () -> {
          store.dropGarbage(shard);
          return true;
        });
  }

  boolean isClosed() {
    return closed;
  }

  void began(VaultRun run) {
    runs.add(run);
  }

  void ended(VaultRun run) {
    runs.remove(run);
  }

  void close() {
    closed = true;
    new ArrayList<>(runs).forEach(VaultRun::suspend);
    runs.clear();
    readers.close();
  }
}
