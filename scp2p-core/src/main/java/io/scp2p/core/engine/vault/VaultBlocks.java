package io.scp2p.core.engine.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.FileId;
import io.scp2p.core.engine.transfer.Blocks;
import io.scp2p.core.protocol.vault.Source;
import io.scp2p.core.vault.FileKey;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A file of the vault for those who read it in place, run by run. Lives on the loop but for {@link
 * Blocks}.
 */
final class VaultBlocks implements Blocks {
  private final OwnerVault vault;
  private final @Nullable FileId own;
  private final FileKey key;
  private final VaultLayout layout;
  private final Supplier<List<Source>> sources;
  private final Consumer<VaultBlocks> ended;
  private final RunFetches fetches;
  private final Set<ReadRun> reading = new HashSet<>();

  /** Why nothing is read any more; set on the loop. */
  private volatile @Nullable ErrorCode end;

  /**
   * Nothing read yet.
   *
   * @param own the file's id if it is in the catalog
   * @param sources where its shards are now; throws {@link Scp2pException}
   * @param ended called on the loop when this is closed
   */
  VaultBlocks(
      OwnerVault vault,
      @Nullable FileId own,
      FileKey key,
      VaultLayout layout,
      Supplier<List<Source>> sources,
      Consumer<VaultBlocks> ended) {
    this.vault = vault;
    this.own = own;
    this.key = key;
    this.layout = layout;
    this.sources = sources;
    this.ended = ended;
    this.fetches = new RunFetches(layout.runs(), this::read);
  }

  @Override
  public long sizeBytes() {
    return layout.plainBytes();
  }

  @Override
  public int blockBytes() {
    return VaultLayout.RUN_PIECES * layout.segmentBytes();
  }

  @Override
  public CompletableFuture<Bytes> block(long reader, long number) {
    CompletableFuture<Bytes> result = new CompletableFuture<>();
    ErrorCode over = end;
    if (over != null) {
      result.completeExceptionally(failure(over)); // The loop may be gone with the node.
    } else {
      vault.parts().loop().post(() -> want(reader, Math.toIntExact(number), result));
    }
    return result;
  }

  private void want(long reader, int number, CompletableFuture<Bytes> result) {
    ErrorCode over = end;
    if (over != null || fetches.isFull()) {
      result.completeExceptionally(failure(over == null ? ErrorCode.TOO_MANY_TRANSFERS : over));
    } else {
      fetches.want(reader, number, result);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private CompletableFuture<Bytes> read(int number) {
    List<Source> from;
    try {
      from = sources.get();
    } catch (Scp2pException gone) {
      return CompletableFuture.failedFuture(gone);
    }
    ReadRun run = new ReadRun(vault, own, key, layout);
    reading.add(run);
    CompletableFuture<Bytes> result = run.start(from, number);
    result.whenComplete((data, failure) -> reading.remove(run));
    return result;
  }

  @Override
  public void leave(long reader) {
    vault.parts().loop().post(() -> fetches.leave(reader));
  }

  @Override
  public void close() {
    vault.parts().loop().post(() -> end(ErrorCode.CANCELLED));
  }

  /** Ends every reader. On the loop. */
  void end(ErrorCode why) {
    if (end != null) {
      return;
    }
    end = why;
    fetches.end(failure(why));
    List.copyOf(reading).forEach(each -> each.fail(why));
    key.close();
    ended.accept(this);
  }

  private Scp2pException failure(ErrorCode why) {
    return new Scp2pException(why, why.remedy(), Map.of("file", key.file().toString()));
  }
}
