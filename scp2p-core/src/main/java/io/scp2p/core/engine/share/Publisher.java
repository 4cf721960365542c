package io.scp2p.core.engine.share;

import io.scp2p.api.diagnostics.NodeSnapshot;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.keys.KeyRing;
import io.scp2p.core.engine.keys.StoreErrors;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes and withdraws versions of this node's shares. Its state lives on the loop; what blocks runs
 * on the blocking executor. The two public actions may be called from any thread.
 *
 * <p>Clearing away old versions and publishing exclude each other, since a publication relies on
 * hashes that are in the store already. Publishing goes first.
 */
public final class Publisher {
  private static final Logger LOG = System.getLogger(Publisher.class.getName());

  /** Publications that read files at the same time; each one fills the hash lane anyway. */
  static final int MAX_RUNNING = 4;

  /** Publications that wait for their turn. */
  static final int MAX_WAITING = 1_024;

  final ShareStore store;
  final KeyRing keys;
  final BlobStore blobs;
  final Offload offload;
  final Loop loop;
  final PublishSettings settings;
  final SequenceFloor floor;
  final VersionExtension extension;
  final HashLane lane;
  private final Deque<PublishRun> waiting = new ArrayDeque<>();
  private final Set<PublishRun> running = new HashSet<>();
  private final Set<ShareId> updating = new HashSet<>();
  private boolean sweeping;
  private boolean sweepWanted;
  private boolean closed;
  private long refused;

  /** A publisher for one node. Reads nothing yet. */
  public Publisher(
      ShareStore store,
      KeyRing keys,
      BlobStore blobs,
      Loop loop,
      Offload offload,
      PublishSettings settings,
      SequenceFloor floor,
      VersionExtension extension) {
    this.store = store;
    this.keys = keys;
    this.blobs = blobs;
    this.loop = loop;
    this.offload = offload;
    this.settings = settings;
    this.floor = floor;
    this.extension = extension;
    this.lane = new HashLane(offload, settings.hashers());
  }

  /** Starts to publish. What cannot be done shows in the result. */
  public Publishing start(SharePlan plan, PublishListener listener) {
    PublishRun run = new PublishRun(this, plan, listener);
    loop.post(() -> admit(run));
    return run;
  }

  /**
   * Withdraws a share: it is neither listed nor served once this completes, on the loop. Its number
   * goes on where it was if it is published again. Fails with {@link ErrorCode#UNKNOWN_SHARE}.
   */
  public CompletableFuture<Void> unpublish(ShareId id) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.post(() -> withdraw(id, done));
    return done;
  }

  /** Clears away what earlier runs left behind, when there is nothing better to do. Any thread. */
  public void tidy() {
    loop.post(
        () -> {
          sweepWanted = true;
          next();
        });
  }

  /** Publications that wait for their turn. On the loop. */
  public NodeSnapshot.Budget budget() {
    return new NodeSnapshot.Budget("publications.waiting", waiting.size(), MAX_WAITING, refused);
  }

  /** Cancels everything. On the loop; results complete later. */
  public void close() {
    closed = true;
    running.forEach(PublishRun::cancel);
    waiting.forEach(PublishRun::cancel);
    next();
  }

  private void admit(PublishRun run) {
    if (closed) {
      run.refuse(new Scp2pException(ErrorCode.NODE_CLOSED, "The node was closed."));
    } else if (waiting.size() >= MAX_WAITING) {
      refused++;
      run.refuse(
          new Scp2pException(
              ErrorCode.TOO_MANY_TRANSFERS,
              "Too many publications wait for their turn.",
              Map.of("limit", Integer.toString(MAX_WAITING))));
    } else {
      waiting.add(run);
      next();
    }
  }

  /** Two versions of one share at the same time would have the same number. */
  private void withdraw(ShareId id, CompletableFuture<Void> done) {
    if (closed) {
      done.completeExceptionally(new Scp2pException(ErrorCode.NODE_CLOSED, "The node was closed."));
      return;
    }
    if (!updating.add(id)) {
      done.completeExceptionally(
          new Scp2pException(
              ErrorCode.TOO_BUSY,
              "A new version of the share is being published.",
              Map.of("share", id.hex())));
      return;
    }
    var unused =
        offload
            .call(() -> withdraw(id))
            .whenComplete(
                (ok, failure) -> {
                  updating.remove(id);
                  sweepWanted = true;
                  if (failure == null) {
                    done.complete(null);
                  } else {
                    done.completeExceptionally(asError(failure));
                  }
                  next();
                });
  }

  private boolean withdraw(ShareId id) throws StoreException {
    Optional<PublishedShare> newest = store.find(id);
    if (newest.isEmpty()) {
      throw unknown(id);
    }
    PublishedShare share = newest.get();
    StateBatch batch = new StateBatch().delete(Tables.SHARES, id.bytes());
    // Not left to the sweep: who asks for it after this must not get it.
    batch.delete(Tables.MANIFESTS, share.manifestId().bytes());
    VersionWriter.doom(batch, id, share.seq(), share.manifestId());
    if (share.previousManifestId() != null) {
      batch.delete(Tables.MANIFESTS, share.previousManifestId().bytes());
      VersionWriter.doom(batch, id, share.previousSeq(), share.previousManifestId());
    }
    store.state().apply(batch, Durability.POWER);
    store.changed();
    return true;
  }

  private void next() {
    if (sweeping) {
      return;
    }
    while (running.size() < MAX_RUNNING) {
      PublishRun run = firstThatMay();
      if (run == null) {
        break;
      }
      waiting.remove(run);
      running.add(run);
      ShareId updates = run.plan().updates();
      if (updates != null) {
        updating.add(updates);
      }
      run.begin();
    }
    if (sweepWanted && running.isEmpty() && updating.isEmpty() && !closed) {
      sweep();
    }
  }

  private @Nullable PublishRun firstThatMay() {
    for (PublishRun run : waiting) {
      ShareId updates = run.plan().updates();
      if (updates == null || !updating.contains(updates)) {
        return run;
      }
    }
    return null;
  }

  /** On the loop: the run is over, and all of its work on the executor too. */
  void ended(PublishRun run, boolean leftRows) {
    running.remove(run);
    ShareId updates = run.plan().updates();
    if (updates != null) {
      updating.remove(updates);
    }
    sweepWanted |= leftRows;
    next();
  }

  private void sweep() {
    sweepWanted = false;
    sweeping = true;
    var unused =
        offload
            .call(
                () -> {
                  new VersionSweep(store).run();
                  return true;
                })
            .whenComplete(
                (ok, failure) -> {
                  if (failure != null && !closed) {
                    // It stays marked, and is tried again after the next publication.
                    LOG.log(
                        Level.WARNING,
                        () -> "versions are left behind for now: " + asError(failure).code());
                  }
                  sweeping = false;
                  next();
                });
  }

  static Scp2pException unknown(ShareId id) {
    return new Scp2pException(
        ErrorCode.UNKNOWN_SHARE,
        "This node does not publish the share.",
        Map.of("share", id.hex()));
  }

  static Scp2pException asError(Throwable failure) {
    if (failure instanceof Scp2pException known) {
      return known;
    }
    return failure instanceof StoreException store
        ? StoreErrors.ofState(store)
        : new Scp2pException(
            ErrorCode.INTERNAL, "Publishing failed for no good reason.", Map.of(), failure);
  }
}
