package io.scp2p.core.engine.vault;

import io.scp2p.api.id.FileId;
import io.scp2p.core.protocol.vault.Source;
import io.scp2p.core.protocol.vault.Target;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Repairs that cost this node's line nothing: the new holder is asked to fetch the other shards and
 * to rebuild its own (message 631). It is given no key. Who cannot do it in time is not waited for.
 * Lives on the loop.
 */
final class Helpers {
  private static final Duration POLL = Duration.ofSeconds(3);

  /** A helper that gets no further for so long cannot reach the others. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final OwnerVault vault;
  private final VaultParts parts;
  private final Set<Bytes> placing = new HashSet<>();

  Helpers(OwnerVault vault) {
    this.vault = vault;
    this.parts = vault.parts();
  }

  /** Whether a helper is about to place a shard. */
  boolean places(Bytes shard) {
    return placing.contains(shard);
  }

  /**
   * Has shards rebuilt where they shall be.
   *
   * @return which could be done; completes on the loop
   */
  CompletableFuture<Set<Integer>> rebuild(
      FileId file,
      VaultLayout layout,
      List<Source> sources,
      List<Target> targets,
      Map<Integer, Bytes> hashes) {
    targets.forEach(target -> placing.add(target.shard()));
    Set<Integer> done = new HashSet<>();
    return vault
        .offload(
            () -> {
              vault.store().addGarbage(targets, parts.wallMillis());
              return true;
            })
        .thenCompose(
            noted -> {
              List<CompletableFuture<?>> all = new ArrayList<>();
              for (Target target : targets) {
                all.add(rebuild(file, layout, sources, target, hashes, done));
              }
              return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]));
            })
        .handle(
            (all, failure) -> {
              targets.forEach(target -> placing.remove(target.shard()));
              return done;
            });
  }

  private CompletableFuture<Boolean> rebuild(
      FileId file,
      VaultLayout layout,
      List<Source> sources,
      Target target,
      Map<Integer, Bytes> hashes,
      Set<Integer> done) {
    Bytes hash = hashes.get(target.index());
    if (hash == null) {
      return CompletableFuture.completedFuture(false);
    }
    Helped helped = new Helped(file, layout, sources, target, hash, done);
    helped.order();
    return helped.outcome;
  }

  /** One shard at one helper. */
  private final class Helped {
    private final FileId file;
    private final VaultLayout layout;
    private final List<Source> sources;
    private final Target target;
    private final Bytes hash;
    private final Set<Integer> done;
    private final CompletableFuture<Boolean> outcome = new CompletableFuture<>();
    private long pieces = -1;
    private long progressNanos = parts.time().nanos();

    Helped(
        FileId file,
        VaultLayout layout,
        List<Source> sources,
        Target target,
        Bytes hash,
        Set<Integer> done) {
      this.file = file;
      this.layout = layout;
      this.sources = sources;
      this.target = target;
      this.hash = hash;
      this.done = done;
    }

    /** Begins, goes on after a failure, or just asks how far it is. */
    void order() {
      var unused =
          vault
              .line()
              .rebuild(target, layout, sources)
              .thenAccept(
                  now -> {
                    long count = now.orElse(pieces);
                    boolean refused = now.isEmpty() && pieces < 0;
                    long nanos = parts.time().nanos();
                    if (count > pieces) {
                      pieces = count;
                      progressNanos = nanos;
                    }
                    boolean stuck = nanos - progressNanos >= PATIENCE.toNanos();
                    if (refused || stuck || vault.isClosed()) {
                      outcome.complete(false);
                    } else if (pieces >= layout.segments()) {
                      seal();
                    } else {
                      later();
                    }
                  });
    }

    private void later() {
      parts.loop().at(parts.time().nanos() + POLL.toNanos(), this::order);
    }

    private void seal() {
      var unused =
          vault
              .line()
              .seal(target, layout, hash)
              .thenAccept(
                  receipt -> {
                    if (receipt.isPresent()) {
                      replaced(receipt.get());
                    } else {
                      outcome.complete(false);
                    }
                  });
    }

    /** It is done when the catalog knows it; until then the shard is being placed. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private void replaced(Receipt receipt) {
      vault
          .replaced(file, target, receipt)
          .whenComplete(
              (written, failure) -> {
                if (failure == null) {
                  done.add(target.index());
                }
                outcome.complete(failure == null);
              });
    }
  }
}
