package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.transfer.SwarmInput;
import io.scp2p.core.protocol.transfer.SwarmMachine;
import io.scp2p.core.protocol.transfer.SwarmRules;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One file of a download on its way: a look at the disk, a swarm, the last rename. Lives on the
 * loop.
 */
final class FileArrival implements SwarmListener {
  private final DownloadRun download;
  private final DownloadParts parts;
  private final DownloadFiles files;
  private final FileWork work;
  private final ArrivingContent content;
  private @Nullable SwarmRun swarm;

  /** What others can have of it meanwhile. */
  private @Nullable PartialFile offered;

  private long unflushedBytes;
  private boolean flushing;
  private boolean over;

  FileArrival(DownloadRun download, DownloadFiles files, FileWork work, ArrivingContent content) {
    this.download = download;
    this.parts = download.parts();
    this.files = files;
    this.work = work;
    this.content = content;
  }

  /** Bytes of one file that the loss of power may take; hashed again after it. */
  static final long FLUSH_BYTES = 256L << 20;

  void begin() {
    download.work(work::begin, this::begun, this::failed);
  }

  private void begun(FileWork.Found found) {
    if (found.destination() == null) {
      download.found(content.sizeBytes());
      finished();
    } else if (files.isStopping()) {
      release();
    } else if (found.stored().cardinality() == content.chunks()) {
      finish();
    } else {
      swarm(found.destination(), found);
    }
  }

  private void swarm(Destination destination, FileWork.Found found) {
    download.connecting();
    SwarmMachine machine =
        new SwarmMachine(
            content.layout(), parts.book(), parts.budget(), SwarmRules.PATIENT, parts.random());
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
    started.start(found.stored(), found.hashesKnown());
  }

  /** Stops; the download hears of it when files and sockets are released. */
  void stop() {
    work.abandon();
    if (swarm != null) {
      swarm.stop();
    } // Else the disk is at work, and what comes after it looks whether to go on.
  }

  @Override
  public void stored(NodeKey from, long chunk, int bytes) {
    download.stored(from, bytes);
    unflushedBytes += bytes;
    if (unflushedBytes >= FLUSH_BYTES && !flushing) {
      unflushedBytes = 0;
      flushing = true;
      download.work(
          () -> {
            work.flush();
            return true;
          },
          done -> flushing = false,
          failure -> {
            flushing = false;
            download.failed(failure);
          });
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
    finish();
  }

  private void finish() {
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
    files.finished(this, work.numbered());
  }

  @Override
  public void failed(ErrorCode why) {
    failed(
        new Scp2pException(
            why,
            "A file could not be fetched.",
            Map.of("content", content.contentId().toString())));
  }

  private void failed(Throwable failure) {
    ended();
    download.failed(failure);
    release();
  }

  @Override
  public void stopped() {
    ended();
    release();
  }

  private void ended() {
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
        failure -> files.released(this));
  }
}
