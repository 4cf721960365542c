package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.content.ChunkHashes;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.engine.transfer.Blocks;
import io.scp2p.core.protocol.transfer.SwarmInput;
import io.scp2p.core.protocol.transfer.SwarmMachine;
import io.scp2p.core.wire.Bytes;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of one content for those who read it while it arrives: from this node's own disk, or
 * else from peers, what readers need first and little more. A failed swarm is begun anew by the
 * next read.
 */
final class WindowedChunks implements Blocks, Destination, SwarmListener {
  /** Searches for peers that bring nobody before a read fails: some seconds. */
  private static final int MAX_EMPTY_SEARCHES = 3;

  private final DownloadParts parts;
  private final LocalChunks local;
  private final ShareId share;
  private final ArrivingContent content;
  private final Consumer<WindowedChunks> ended;

  /** Verified, but the loop does not know yet. */
  private final Map<Long, Bytes> arrived = new ConcurrentHashMap<>();

  private volatile @Nullable ChunkHashes hashes;

  // Only on the loop.
  private final ReadWindows windows = new ReadWindows();
  private final Map<Long, Want> waiting = new HashMap<>();
  private @Nullable SwarmRun swarm;

  /** Why nothing is read any more; set on the loop. */
  private volatile @Nullable ErrorCode end;

  /** What a reader waits for; one chunk at a time. */
  private record Want(long chunk, CompletableFuture<Bytes> result) {}

  /**
   * Chunks nobody has asked for yet.
   *
   * @param ended called on the loop when this is closed
   */
  WindowedChunks(
      DownloadParts parts,
      LocalChunks local,
      ShareId share,
      ArrivingContent content,
      Consumer<WindowedChunks> ended) {
    this.parts = parts;
    this.local = local;
    this.share = share;
    this.content = content;
    this.ended = ended;
    if (!content.needsHashList() && content.sizeBytes() > 0) {
      hashes = ChunkHashes.of(Bytes.wrap(content.contentId().bytes()));
    }
  }

  @Override
  public long sizeBytes() {
    return content.sizeBytes();
  }

  @Override
  public int blockBytes() {
    return ChunkLayout.CHUNK_BYTES;
  }

  @Override
  public CompletableFuture<Bytes> block(long reader, long chunk) {
    CompletableFuture<Bytes> result = new CompletableFuture<>();
    ErrorCode over = end;
    if (over != null) {
      result.completeExceptionally(failure(over)); // The loop may be gone with the node.
    } else {
      parts.loop().post(() -> want(reader, chunk, result));
    }
    return result;
  }

  @Override
  public void leave(long reader) {
    parts
        .loop()
        .post(
            () -> {
              windows.leave(reader);
              waiting.remove(reader);
              if (swarm != null) {
                swarm.step(new SwarmInput.ReaderGone(reader));
              }
              trim();
            });
  }

  @Override
  public void close() {
    parts.loop().post(() -> end(ErrorCode.CANCELLED));
  }

  /** Ends every reader. On the loop. */
  void end(ErrorCode why) {
    if (end != null) {
      return;
    }
    end = why;
    ended.accept(this);
    if (swarm != null) {
      swarm.stop();
    }
    failAll(why);
  }

  private void want(long reader, long chunk, CompletableFuture<Bytes> result) {
    if (end != null) {
      result.completeExceptionally(failure(end));
      return;
    }
    if (!windows.admits(reader)) {
      result.completeExceptionally(failure(ErrorCode.TOO_MANY_TRANSFERS));
      return;
    }
    windows.move(reader, chunk);
    if (swarm != null) {
      ahead(swarm, reader, chunk);
    }
    trim();
    Bytes here = windows.get(chunk);
    if (here != null) {
      result.complete(here);
    } else {
      look(reader, chunk, result);
    }
  }

  /** Perhaps it is on this node's disk. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void look(long reader, long chunk, CompletableFuture<Bytes> result) {
    parts
        .offload()
        .call(() -> local.readChunk(content.contentId(), chunk))
        .exceptionally(unreadable -> Optional.empty())
        .thenAccept(
            found -> {
              if (found.isPresent()) {
                result.complete(Bytes.wrap(found.get()));
              } else {
                fetch(reader, chunk, result);
              }
            });
  }

  private void fetch(long reader, long chunk, CompletableFuture<Bytes> result) {
    Bytes here = windows.get(chunk);
    if (end != null) {
      result.completeExceptionally(failure(end));
    } else if (here != null) {
      result.complete(here);
    } else {
      Want before = waiting.put(reader, new Want(chunk, result));
      if (before != null) {
        before.result().cancel(false);
      }
      ahead(swarm == null ? begin() : swarm, reader, chunk);
    }
  }

  private static void ahead(SwarmRun swarm, long reader, long chunk) {
    swarm.step(new SwarmInput.ReaderNeeds(reader, Math.toIntExact(chunk), ReadWindows.AHEAD));
  }

  private SwarmRun begin() {
    SwarmMachine machine =
        new SwarmMachine(
            content.layout(),
            parts.book(),
            parts.budget(),
            parts
                .rules()
                .emptySearches(MAX_EMPTY_SEARCHES)
                .stall(parts.config().stallTimeout())
                .forReaders(),
            parts.random());
    SwarmRun run =
        new SwarmRun(
            parts.loop(), parts.offload(), parts.providers(), content, this, machine, this);
    swarm = run;
    BitSet held = new BitSet();
    windows.held().forEach(chunk -> held.set(Math.toIntExact(chunk)));
    run.start(held, hashes != null);
    return run;
  }

  private void trim() {
    windows.trim(
        chunk -> {
          if (swarm != null) {
            swarm.step(new SwarmInput.Forgotten(Math.toIntExact(chunk)));
          }
        });
  }

  @Override
  public void putHashes(ChunkHashes verified) {
    hashes = verified;
  }

  @Override
  public boolean accept(long chunk, Bytes data) {
    ChunkLayout.Span span = content.layout().span(chunk);
    ChunkHashes known = hashes;
    if (known == null
        || data.size() != span.length()
        || !known.matches(Math.toIntExact(chunk), data)) {
      return false;
    }
    arrived.put(chunk, data);
    return true;
  }

  @Override
  public void stored(NodeKey from, long chunk, int bytes) {
    Bytes data = arrived.remove(chunk);
    if (data == null) {
      throw new IllegalStateException("chunk " + chunk + " was stored and is not there");
    }
    windows.put(chunk, data);
    for (Iterator<Want> each = waiting.values().iterator(); each.hasNext(); ) {
      Want want = each.next();
      if (want.chunk() == chunk) {
        each.remove();
        want.result().complete(data);
      }
    }
    // The machine hears that it is stored after this; only then can it be forgotten.
    parts.loop().post(this::trim);
  }

  @Override
  public void lied(NodeKey peer, ErrorCode what) {
    parts.peers().lied(peer, what);
  }

  @Override
  public void peersNeeded(int round) {
    SwarmRun asking = swarm;
    parts
        .peers()
        .seek(
            share,
            content.contentId(),
            anybodyNew -> {
              if (asking != null) {
                asking.peersSought(anybodyNew);
              }
            });
  }

  @Override
  public void completed() {
    throw new IllegalStateException("a swarm for readers never completes");
  }

  @Override
  public void failed(ErrorCode why) {
    swarm = null;
    failAll(why);
  }

  @Override
  public void stopped() {
    swarm = null;
  }

  private void failAll(ErrorCode why) {
    List<Want> wants = List.copyOf(waiting.values());
    waiting.clear();
    wants.forEach(each -> each.result().completeExceptionally(failure(why)));
  }

  private Scp2pException failure(ErrorCode why) {
    return new Scp2pException(why, text(why), Map.of("content", content.contentId().toString()));
  }

  private static String text(ErrorCode why) {
    return switch (why) {
      case CANCELLED -> "The content was closed.";
      case NODE_CLOSED -> "The node is closed.";
      case TOO_MANY_TRANSFERS -> "The content has as many readers as it may have; close some.";
      default -> "The content cannot be read on; the next read tries again.";
    };
  }
}
