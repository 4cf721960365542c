package io.scp2p.core.engine.node;

import io.scp2p.api.event.TransferKind;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.transfer.TransferHandle;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.api.transfer.TransferTrigger;
import io.scp2p.api.transfer.Upload;
import io.scp2p.api.transfer.UploadResult;
import io.scp2p.core.engine.transfer.Controls;
import io.scp2p.core.engine.transfer.DelegatingTransfer;
import io.scp2p.core.engine.transfer.TransferContext;
import io.scp2p.core.engine.transfer.TransferRun;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.wire.WireErrorText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one peer fetches of one content. Lives on the loop. */
final class UploadRun implements Controls {
  private final TransferContext transfers;
  private final NodeId peer;
  private final ContentId content;
  private @Nullable TransferRun<UploadResult> run;
  private @Nullable Handle handle;
  private boolean first = true;
  private boolean held;
  private boolean refused;
  private long lastNanos;
  private long sentBytes;
  private long countedBytes;
  private long totalBytes;
  private PathKind path = PathKind.DIRECT;

  UploadRun(TransferContext transfers, NodeKey key, ContentId content) {
    this.transfers = transfers;
    this.peer = NodeId.of(key);
    this.content = content;
  }

  ContentId content() {
    return content;
  }

  /** Whether only one chunk was sent. */
  boolean isFirst() {
    return first;
  }

  void begins() {
    first = false;
  }

  /** Becomes visible. */
  void begin(TransferId id, long contentBytes) {
    TransferRun<UploadResult> begun =
        new TransferRun<>(transfers, id, TransferKind.UPLOAD, contentBytes, 0, this);
    run = begun;
    handle = new Handle(begun.handle(), peer, content);
    totalBytes = contentBytes;
    flow(begun);
    count();
  }

  private static void flow(TransferRun<UploadResult> run) {
    run.trigger(TransferTrigger.CONNECT_REQUEST);
    run.trigger(TransferTrigger.CONNECT_RESPONSE);
    run.trigger(TransferTrigger.AUTHENTICATION_SUCCESS);
  }

  void sent(int bytes, PathKind by) {
    lastNanos = transfers.loop().time().nanos();
    sentBytes += bytes;
    path = by;
    count();
  }

  /** Chunks that go twice count once at most. */
  private void count() {
    long now = Math.min(sentBytes, totalBytes);
    if (run != null && now > countedBytes) {
      run.verified(peer, path, now - countedBytes);
      countedBytes = now;
    }
  }

  /** What the peer hears instead of a chunk. */
  Optional<Answer> refusal() {
    if (refused) {
      return Optional.of(new Answer.Failure(WireErrorText.CHUNK_NOT_FOUND));
    }
    return held ? Optional.of(new Answer.Failure(Answer.BUSY_TEXT)) : Optional.empty();
  }

  /** Whether the peer is done, or was kept out for long enough. */
  boolean isForgettable(long nowNanos) {
    long quiet = nowNanos - lastNanos;
    return refused ? quiet > Uploads.REFUSED.toNanos() : !held && quiet > Uploads.IDLE.toNanos();
  }

  /** The peer asks no more. */
  void end() {
    TransferRun<UploadResult> ending = run;
    if (ending != null && !ending.isOver() && !ending.isCancelling()) {
      ending.trigger(TransferTrigger.CHUNKS_COMPLETE);
      ending.completeAsCounted(new UploadResult(ending.id(), peer, content, sentBytes));
    }
  }

  /** The handle, while it runs. */
  Optional<Upload> handle() {
    return run == null || run.isOver() ? Optional.empty() : Optional.ofNullable(handle);
  }

  void suspend() {
    if (run != null) {
      run.suspend();
    }
  }

  @Override
  public void pause(Runnable released) {
    held = true;
    released.run();
  }

  @Override
  public void resume(Runnable queued) {
    held = false;
    lastNanos = transfers.loop().time().nanos();
    queued.run();
    transfers
        .loop()
        .post(
            () -> {
              if (run != null && run.state() == TransferState.IDLE) {
                flow(run);
              }
            });
  }

  @Override
  public void cancel(Runnable released) {
    refused = true;
    lastNanos = transfers.loop().time().nanos();
    released.run();
  }

  /** What the caller holds. */
  private static final class Handle extends DelegatingTransfer<UploadResult> implements Upload {
    private final NodeId peer;
    private final ContentId content;

    Handle(TransferHandle<UploadResult> handle, NodeId peer, ContentId content) {
      super(handle);
      this.peer = peer;
      this.content = content;
    }

    @Override
    public NodeId peer() {
      return peer;
    }

    @Override
    public ContentId content() {
      return content;
    }
  }
}
