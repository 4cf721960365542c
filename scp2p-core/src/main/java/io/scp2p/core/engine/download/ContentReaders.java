package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.transfer.ContentRef;
import io.scp2p.api.transfer.RemoteContent;
import io.scp2p.core.engine.transfer.BlockContent;
import io.scp2p.core.wire.record.ShareItem;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Opens content for reading while it arrives, and ends that with the node. */
public final class ContentReaders {
  /** Contents that are open at the same time; each may hold some MiB. */
  static final int MAX_OPEN = 64;

  private final DownloadParts parts;
  private final LocalChunks local;

  /** What is open. Only on the loop. */
  private final Set<WindowedChunks> open = new HashSet<>();

  private volatile boolean closed;

  /**
   * Opens content with what downloads are made of.
   *
   * @param local asked before anybody else is
   */
  public ContentReaders(DownloadParts parts, LocalChunks local) {
    this.parts = parts;
    this.local = local;
  }

  /**
   * Opens content of a share that is followed or published here. From any thread.
   *
   * @return completes on the loop; fails with {@link Scp2pException}
   */
  public CompletableFuture<RemoteContent> open(ContentRef ref) {
    CompletableFuture<RemoteContent> opened = new CompletableFuture<>();
    if (closed) {
      opened.completeExceptionally(closing()); // The loop may be gone with the node.
    } else {
      parts.loop().post(() -> find(ref, opened));
    }
    return opened;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void find(ContentRef ref, CompletableFuture<RemoteContent> opened) {
    parts
        .offload()
        .call(() -> parts.source().item(ref.share(), ref.content()).orElseThrow(() -> unknown(ref)))
        .thenApply(item -> open(ref, item))
        .whenComplete(
            (content, failure) -> {
              if (failure == null) {
                opened.complete(content);
              } else {
                opened.completeExceptionally(failure);
              }
            });
  }

  private static Scp2pException closing() {
    return new Scp2pException(ErrorCode.NODE_CLOSED, "The node is closed.");
  }

  private static Scp2pException unknown(ContentRef ref) {
    return new Scp2pException(
        ErrorCode.UNKNOWN_CONTENT,
        "No share that is followed or published here has this content in its newest version.",
        Map.of("share", ref.share().toString(), "content", ref.content().toString()));
  }

  private RemoteContent open(ContentRef ref, ShareItem item) {
    if (closed) {
      throw closing();
    }
    if (open.size() >= MAX_OPEN) {
      throw new Scp2pException(
          ErrorCode.TOO_MANY_TRANSFERS,
          "Too many contents are open for reading; close some first.",
          Map.of("limit", Integer.toString(MAX_OPEN)));
    }
    ArrivingContent content = DownloadPlanner.content(item);
    WindowedChunks chunks = new WindowedChunks(parts, local, ref.share(), content, open::remove);
    open.add(chunks);
    return new BlockContent(chunks, parts.transfers().signals());
  }

  /** Ends every reader. On the loop. */
  public void close() {
    closed = true;
    List.copyOf(open).forEach(each -> each.end(ErrorCode.NODE_CLOSED));
  }
}
