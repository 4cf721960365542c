package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.transfer.SwarmInput;
import io.scp2p.core.protocol.transfer.SwarmMachine;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One file of a download on its way: a look at the disk, a swarm, the last rename. Lives on the
 * loop.
 */
final class FileArrival implements SwarmListener {
  /** Files from which on a look at what is there already, or a copy of it, takes its time. */
  static final long LONG_BYTES = 4L << 20;

  private final DownloadRun download;
  private final DownloadParts parts;
  private final DownloadFiles files;
  private final FileWork work;
  private final ArrivingContent content;
  private @Nullable CompletableFuture<FileWork.Found> looking;
  private @Nullable SwarmRun swarm;

  /** What others can have of it meanwhile. */
  private @Nullable PartialFile offered;

  private long storedBytes;
  private long unflushedBytes;
  private boolean flushing;
  private @Nullable Runnable afterFlush;
  private boolean over;

  FileArrival(DownloadRun download, DownloadFiles files, FileWork work, ArrivingContent content) {
    this.download = download;
    this.parts = download.parts();
    this.files = files;
    this.work = work;
    this.content = content;
  }

  ContentId contentId() {
    return content.contentId();
  }

  void begin() {
    if (content.sizeBytes() < LONG_BYTES) {
      download.work(work::begin, this::begun, this::failed);
    } else {
      looking = download.workLong(work::begin, this::begun, this::failed);
    }
  }

  private void begun(FileWork.Found found) {
    Destination destination = found.destination();
    if (found.copiedBytes() > 0) {
      download.found(found.copiedBytes());
      storedBytes += found.copiedBytes();
    }
    if (found.done()) {
      download.found(content.sizeBytes());
      finished();
    } else if (destination == null) {
      release();
    } else if (isWhole(found) && !(files.isStopping() && content.needsHashList())) {
      finish(); // Also when stopping what is in its place; else it would be counted again.
    } else if (files.isStopping()) {
      release();
    } else {
      swarm(destination, found);
    }
  }

  private boolean isWhole(FileWork.Found found) {
    return found.stored().cardinality() == content.chunks();
  }

  private void swarm(Destination destination, FileWork.Found found) {
    download.connecting();
    SwarmMachine machine =
        new SwarmMachine(
            content.layout(), parts.book(), parts.budget(), parts.rules(), parts.random());
    SwarmRun started =
        new SwarmRun(
            parts.loop(), parts.offload(), parts.providers(), content, destination, machine, this);
    swarm = started;
    if (destination instanceof PartialFile partial) {
      offered = partial;
      parts.arriving().begin(content.contentId(), partial);
    }
    long cap = download.row().plan().maxBytesPerSecond();
    if (cap > 0) {
      started.step(new SwarmInput.RateCap(cap));
    }
    started.start(found.stored(), found.hashPages());
  }

  /** Stops; the download hears of it when files and sockets are released. */
  void stop() {
    work.abandon();
    if (swarm != null) {
      swarm.stop();
    } else if (looking != null) {
      parts.offload().hurry(looking); // It sees that nobody wants it.
    } // Else the disk is at work, and what comes after it looks whether to go on.
  }

  @Override
  public void stored(NodeKey from, long chunk, int bytes) {
    download.stored(from, bytes);
    storedBytes += bytes;
    unflushedBytes += bytes;
    if (unflushedBytes >= parts.config().checkpointBytes() && !flushing) {
      unflushedBytes = 0;
      flushing = true;
      download.work(
          () -> {
            work.flush();
            return true;
          },
          done -> flushed(),
          failure -> {
            download.failed(failure);
            flushed();
          });
    }
  }

  private void flushed() {
    flushing = false;
    Runnable next = afterFlush;
    afterFlush = null;
    if (next != null) {
      next.run();
    }
  }

  /** A flush and whatever closes the files never meet: it would find them closed, and fail. */
  private void whenFlushed(Runnable next) {
    if (flushing) {
      afterFlush = next;
    } else {
      next.run();
    }
  }

  @Override
  public void lied(NodeKey peer, ErrorCode what) {
    parts.peers().lied(peer, what);
  }

  @Override
  public void peersNeeded(int round) {
    download.peersLost();
    parts
        .peers()
        .seek(
            download.row().plan().share(),
            content.contentId(),
            anybodyNew -> {
              if (swarm != null) {
                swarm.peersSought(anybodyNew);
              }
            });
  }

  @Override
  public void completed() {
    ended();
    whenFlushed(this::finish);
  }

  private void finish() {
    if (!content.needsHashList()) {
      work.finishWhole();
      finished();
      return;
    }
    download.work(
        () -> {
          work.finish();
          return true;
        },
        done -> finished(),
        this::failed);
  }

  private void finished() {
    over = true;
    files.finished(this, new FinishedRow(work.numbered(), work.finished()));
  }

  @Override
  public void failed(ErrorCode why) {
    failed(
        new Scp2pException(
            why,
            why == ErrorCode.DISK_FULL
                ? "The disk has no room for the rest of a file."
                : "A file could not be fetched.",
            Map.of(
                "content",
                content.contentId().toString(),
                "file",
                work.numbered().row().target().toString())));
  }

  private void failed(Throwable failure) {
    ended();
    download.failed(failure);
    release();
  }

  @Override
  public void stopped() {
    ended();
    if (!content.needsHashList() && storedBytes == content.sizeBytes()) {
      finish(); // It is in its place; found there the next time, it would be counted again.
    } else {
      release();
    }
  }

  private void ended() {
    if (swarm != null) {
      download.parted();
    }
    swarm = null;
    if (offered != null) {
      parts.arriving().end(content.contentId(), offered);
      offered = null;
    }
  }

  private void release() {
    if (over) {
      return;
    }
    over = true;
    whenFlushed(this::releaseFiles);
  }

  private void releaseFiles() {
    download.work(
        () -> {
          if (download.isDiscarding()) {
            work.discard();
          } else {
            work.keep();
          }
          return true;
        },
        done -> files.released(this),
        failure -> {
          DownloadFailures.note("what is there of a file", failure);
          files.released(this);
        });
  }
}
