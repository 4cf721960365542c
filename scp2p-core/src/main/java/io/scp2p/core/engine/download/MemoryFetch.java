package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.content.ChunkHashes;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.content.ContentDigester;
import io.scp2p.core.protocol.transfer.SwarmMachine;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.ShareItem;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Gets one small content into memory, as blocklists are. Lives on the loop. */
public final class MemoryFetch {
  /** Searches for peers that bring nobody before it gives up. */
  private static final int MAX_EMPTY_SEARCHES = 3;

  private final DownloadParts parts;

  /** Fetches with what downloads are made of. */
  public MemoryFetch(DownloadParts parts) {
    this.parts = parts;
  }

  /**
   * Gets one item.
   *
   * @param maxBytes more is refused
   * @return completes on the loop; fails with {@link Scp2pException}
   */
  public CompletableFuture<Bytes> fetch(ShareId share, ShareItem item, int maxBytes) {
    CompletableFuture<Bytes> result = new CompletableFuture<>();
    if (item.size() < 0 || item.size() > maxBytes) {
      result.completeExceptionally(
          failure(ErrorCode.TOO_LARGE, "A content is larger than it may be here.", item));
      return result;
    }
    ArrivingContent content = ArrivingContent.of(item);
    Memory memory = new Memory(content);
    if (content.sizeBytes() == 0) {
      result.complete(Bytes.EMPTY);
      return result;
    }
    SwarmMachine machine =
        new SwarmMachine(
            content.layout(),
            parts.book(),
            parts.budget(),
            parts.rules().emptySearches(MAX_EMPTY_SEARCHES),
            parts.random());
    Listener listener = new Listener(share, item, memory, result);
    SwarmRun run =
        new SwarmRun(
            parts.loop(), parts.offload(), parts.providers(), content, memory, machine, listener);
    listener.run = run;
    run.start(new BitSet(), false);
    return result;
  }

  private static Scp2pException failure(ErrorCode code, String text, ShareItem item) {
    return new Scp2pException(code, text, Map.of("content", item.contentId().toString()));
  }

  /** The bytes as they come. Different chunks may come on several threads. */
  private static final class Memory implements Destination {
    private final ArrivingContent content;
    private final byte[] bytes;
    private volatile @Nullable ChunkHashes hashes;

    Memory(ArrivingContent content) {
      this.content = content;
      this.bytes = new byte[Math.toIntExact(content.sizeBytes())];
      if (!content.needsHashList()) {
        hashes = ChunkHashes.of(Bytes.wrap(content.contentId().bytes()));
      }
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
      data.copyTo(bytes, Math.toIntExact(span.offset()));
      return true;
    }

    boolean isContent() {
      ContentDigester digester = new ContentDigester();
      digester.update(ByteBuffer.wrap(bytes));
      return digester.finish().contentId().equals(content.contentId());
    }
  }

  private final class Listener implements SwarmListener {
    private final ShareId share;
    private final ShareItem item;
    private final Memory memory;
    private final CompletableFuture<Bytes> result;
    private @Nullable SwarmRun run;

    Listener(ShareId share, ShareItem item, Memory memory, CompletableFuture<Bytes> result) {
      this.share = share;
      this.item = item;
      this.memory = memory;
      this.result = result;
    }

    @Override
    public void stored(NodeKey from, long chunk, int bytes) {
      // Nobody watches.
    }

    @Override
    public void lied(NodeKey peer, ErrorCode what) {
      parts.peers().lied(peer, what);
    }

    @Override
    public void peersNeeded(int round) {
      parts
          .peers()
          .seek(
              share,
              item.contentId(),
              anybodyNew -> {
                if (run != null) {
                  run.peersSought(anybodyNew);
                }
              });
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    @Override
    public void completed() {
      parts
          .offload()
          .call(memory::isContent)
          .thenAccept(
              good -> {
                if (good) {
                  result.complete(Bytes.wrap(memory.bytes));
                } else {
                  failed(ErrorCode.CONTENT_MISMATCH);
                }
              });
    }

    @Override
    public void failed(ErrorCode why) {
      result.completeExceptionally(failure(why, "A content could not be fetched.", item));
    }

    @Override
    public void stopped() {
      failed(ErrorCode.CANCELLED);
    }
  }
}
