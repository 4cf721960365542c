package io.scp2p.core.engine.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.FileId;
import io.scp2p.core.engine.transfer.Blocks;
import io.scp2p.core.protocol.vault.Source;
import io.scp2p.core.vault.FileKey;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A file of the vault for those who read it in place: runs are fetched when they are wanted, one
 * ahead of whoever reads on, and a few are kept. Lives on the loop but for {@link Blocks}.
 */
final class VaultBlocks implements Blocks {
  /** Runs kept after they were read. */
  static final int MAX_KEPT = 3;

  /** Runs fetched at the same time. */
  static final int MAX_FETCHES = 3;

  /** Readers that wait at the same time. */
  static final int MAX_WAITING = 64;

  private final OwnerVault vault;
  private final @Nullable FileId own;
  private final FileKey key;
  private final VaultLayout layout;
  private final Supplier<List<Source>> sources;
  private final Consumer<VaultBlocks> ended;
  private final Map<Integer, Bytes> kept =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Bytes> eldest) {
          return size() > MAX_KEPT;
        }
      };
  private final Map<Integer, ReadRun> fetches = new HashMap<>();
  private final Map<Integer, List<CompletableFuture<Bytes>>> waiting = new HashMap<>();
  private final Queue<Integer> queue = new ArrayDeque<>();
  private final Map<Long, Integer> readers = new HashMap<>();

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
    if (over != null || waiting.size() >= MAX_WAITING) {
      result.completeExceptionally(failure(over == null ? ErrorCode.TOO_MANY_TRANSFERS : over));
      return;
    }
    Integer before = readers.put(reader, number);
    boolean readsOn = before != null && (before == number - 1 || before == number);
    Bytes here = kept.get(number);
    if (here != null) {
      result.complete(here);
    } else {
      waiting.computeIfAbsent(number, run -> new ArrayList<>()).add(result);
      fetch(number);
    }
    boolean more = number + 1 < layout.runs() && !kept.containsKey(number + 1);
    if (readsOn && more && fetches.size() < MAX_FETCHES) {
      fetch(number + 1);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void fetch(int number) {
    if (fetches.containsKey(number)) {
      return;
    }
    if (fetches.size() >= MAX_FETCHES) {
      queue.add(number);
      return;
    }
    ReadRun run = new ReadRun(vault, own, key, layout);
    fetches.put(number, run);
    try {
      run.start(sources.get(), number)
          .whenComplete((data, failure) -> fetched(number, data, failure));
    } catch (Scp2pException gone) {
      fetched(number, null, gone);
    }
  }

  private void fetched(int number, @Nullable Bytes data, @Nullable Throwable failure) {
    fetches.remove(number);
    List<CompletableFuture<Bytes>> asked = waiting.remove(number);
    if (data != null) {
      kept.put(number, data);
    }
    for (CompletableFuture<Bytes> each :
        asked == null ? List.<CompletableFuture<Bytes>>of() : asked) {
      if (data != null) {
        each.complete(data);
      } else {
        each.completeExceptionally(failure);
      }
    }
    Integer next = end == null ? queue.poll() : null;
    if (next != null && waiting.containsKey(next)) {
      fetch(next);
    }
  }

  @Override
  public void leave(long reader) {
    vault.parts().loop().post(() -> readers.remove(reader));
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
    queue.clear();
    List.copyOf(fetches.values()).forEach(each -> each.fail(why));
    List.copyOf(waiting.keySet()).forEach(each -> fetched(each, null, failure(why)));
    kept.clear();
    key.close();
    ended.accept(this);
  }

  private Scp2pException failure(ErrorCode why) {
    return new Scp2pException(why, why.remedy(), Map.of("file", key.file().toString()));
  }
}
