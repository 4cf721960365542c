package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.SourceBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import io.scp2p.api.transfer.CollisionRule;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.core.content.ChunkHashes;
import io.scp2p.core.content.ContentDigest;
import io.scp2p.core.content.ContentDigester;
import io.scp2p.core.engine.share.FinishedFile;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one file of a download on the disk, from the first look at its target to the last
 * rename. Every method may block.
 */
final class FileWork {
  /** Names tried when others stand in the way; a folder with more is somebody's mistake. */
  static final int MAX_NUMBERED_NAMES = 1_000;

  private static final int READ_BYTES = 1 << 20;

  private final BlobStore blobs;
  private final DownloadStore store;
  private final Path notes;
  private final TransferId download;
  private final long number;
  private final CollisionRule rule;
  private volatile boolean abandoned;
  private FileRow row;
  private @Nullable PartialFile partial;
  private @Nullable WholeFile whole;
  private @Nullable FinishedFile finished;

  FileWork(
      BlobStore blobs,
      DownloadStore store,
      Path notes,
      TransferId download,
      DownloadStore.NumberedFile file,
      CollisionRule rule) {
    this.blobs = blobs;
    this.store = store;
    this.notes = notes;
    this.download = download;
    this.number = file.number();
    this.row = file.row();
    this.rule = rule;
  }

  /**
   * What was found.
   *
   * @param done whether the file is there already
   * @param destination where chunks go; null if the file is there, or nobody wants it any more
   * @param stored the chunks that are there
   * @param hashesKnown whether their hashes are
   */
  record Found(
      boolean done, @Nullable Destination destination, BitSet stored, boolean hashesKnown) {
    static final Found DONE = new Found(true, null, new BitSet(), false);
    static final Found ABANDONED = new Found(false, null, new BitSet(), false);
  }

  /** Looks what is there, and makes room for what is not. */
  Found begin() throws StoreException {
    ArrivingContent content = row.content();
    Settled settled = settleTarget();
    if (abandoned) {
      return Found.ABANDONED; // What was not looked at to the end says nothing.
    }
    if (settled.same()) {
      discard();
      row = row.doneAt(settled.target());
      return Found.DONE;
    }
    row = row.goingTo(settled.target());
    if (content.needsHashList()) {
      return beginPartial(content);
    }
    Path beside = Unfinished.partial(download, number, row.target());
    WholeFile small = new WholeFile(blobs, content, row.target(), beside, rule);
    if (content.sizeBytes() == 0) {
      small.writeEmpty();
      row = row.doneAt(small.target());
      return Found.DONE;
    }
    whole = small;
    return new Found(false, small, new BitSet(), true);
  }

  /** Where the file goes, and whether it is there. */
  private record Settled(Path target, boolean same) {}

  private Settled settleTarget() throws StoreException {
    if (rule == CollisionRule.REPLACE) {
      return new Settled(row.target(), isSame(row.target()));
    }
    Path candidate = row.target();
    for (int next = 2; next < MAX_NUMBERED_NAMES && !abandoned; next++) {
      if (isSame(candidate)) {
        return new Settled(candidate, true);
      }
      if (!exists(candidate)) {
        return new Settled(candidate, false);
      }
      if (rule == CollisionRule.FAIL && !abandoned) {
        throw WholeFile.targetExists(candidate);
      }
      candidate = TargetNames.numbered(row.target(), next);
    }
    if (abandoned) {
      return new Settled(row.target(), false);
    }
    throw WholeFile.targetExists(row.target());
  }

  private boolean exists(Path path) throws StoreException {
    try (SourceBlob there = blobs.open(path)) {
      return there.stamp().sizeBytes() >= 0;
    } catch (StoreException e) {
      if (e.reason() == Reason.MISSING) {
        return false;
      }
      if (e.reason() == Reason.DENIED) {
        return true;
      }
      throw e;
    }
  }

  /**
   * Whether a file has the content; then others can have it from here. Reads it only if the size is
   * right.
   */
  private boolean isSame(Path path) throws StoreException {
    ArrivingContent content = row.content();
    try (SourceBlob there = blobs.open(path)) {
      if (there.stamp().sizeBytes() != content.sizeBytes()) {
        return false;
      }
      ContentDigester digester = new ContentDigester();
      ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
      for (long at = 0; at < content.sizeBytes() && !abandoned; at += buffer.limit()) {
        buffer.clear().limit((int) Math.min(READ_BYTES, content.sizeBytes() - at));
        there.read(at, buffer);
        digester.update(buffer.flip());
      }
      ContentDigest digest = digester.finish();
      boolean same = !abandoned && digest.contentId().equals(content.contentId());
      if (same && content.sizeBytes() > 0) {
        finished = new FinishedFile(content.contentId(), digest.chunks(), path);
      }
      return same;
    } catch (StoreException e) {
      if (e.reason() == Reason.MISSING
          || e.reason() == Reason.DENIED
          || e.reason() == Reason.CHANGED) {
        return false;
      }
      throw e;
    }
  }

  private Found beginPartial(ArrivingContent content) throws StoreException {
    PartialFile opened = reopen().orElse(null);
    if (opened == null) {
      opened = create(content);
    }
    partial = opened;
    boolean hashesKnown = opened.check();
    return new Found(false, opened, opened.verified(), hashesKnown);
  }

  private Optional<PartialFile> reopen() throws StoreException {
    ArrivingContent content = row.content();
    Path bytes = row.partial();
    Path ledger = row.ledger();
    if (bytes == null || ledger == null) {
      return Optional.empty();
    }
    PartialBlob blob = null;
    try {
      blob = blobs.reopen(bytes, row.target(), content.sizeBytes());
      long notesBytes = ChunkLedger.sizeBytes(content.chunks());
      PartialBlob noted = blobs.reopen(ledger, ledger, notesBytes);
      return Optional.of(
          new PartialFile(
              content,
              blob,
              new ChunkLedger(noted, content.chunks()),
              store.durable(download, number)));
    } catch (StoreException e) {
      if (blob != null) {
        blob.close();
      }
      if (e.reason() == Reason.MISSING || e.reason() == Reason.CHANGED) {
        Unfinished.drop(download, numbered(), notes); // One without the other is worth nothing.
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * How much is there of a file that an earlier run of the node has left, perhaps by a crash. What
   * a flush had not seen is hashed for that, and flushed, so that it is not hashed again. A file
   * that was complete and not yet noted as such is done afterwards.
   */
  long restore() throws StoreException {
    Optional<PartialFile> left = reopen();
    if (left.isPresent()) {
      try (PartialFile open = left.get()) {
        open.check();
        store.putDurable(download, number, open.flush());
        if (open.verifiedBytes() < row.content().sizeBytes()) {
          return open.verifiedBytes();
        }
      }
    }
    long partialBytes = left.isPresent() ? row.content().sizeBytes() : 0;
    Settled settled = settleTarget();
    if (!settled.same()) {
      if (partialBytes == 0) {
        discard();
      }
      return partialBytes;
    }
    discard(); // A crash may have come between the two names of a complete file.
    row = row.doneAt(settled.target());
    return row.content().sizeBytes();
  }

  private PartialFile create(ArrivingContent content) throws StoreException {
    Path beside = Unfinished.partial(download, number, row.target());
    PartialBlob blob = blobs.create(row.target(), content.sizeBytes(), beside);
    PartialBlob noted = null;
    boolean kept = false;
    try {
      Path name = Unfinished.ledger(download, number, notes);
      noted = blobs.create(name, ChunkLedger.sizeBytes(content.chunks()), name);
      row = row.arriving(row.target(), blob.file(), noted.file());
      store.putBegun(download, numbered());
      kept = true;
    } finally {
      if (!kept) {
        blob.discard();
        if (noted != null) {
          noted.discard();
        }
      }
    }
    return new PartialFile(content, blob, new ChunkLedger(noted, content.chunks()), new BitSet());
  }

  /** The one chunk is there, and the file with it in its place. Does not block. */
  void finishWhole() {
    if (whole == null) {
      throw new IllegalStateException("a file that was not begun cannot be finished");
    }
    ContentId name = row.content().contentId(); // The hash of the one chunk.
    row = row.doneAt(whole.target());
    finished = new FinishedFile(name, ChunkHashes.of(Bytes.wrap(name.bytes())), row.target());
  }

  /** Every chunk is there: checks the whole and moves it to its target. */
  void finish() throws StoreException {
    PartialFile arrived = partial;
    if (arrived == null) {
      throw new IllegalStateException("a file that was not begun cannot be finished");
    }
    if (!arrived.isContent()) {
      throw new Scp2pException(
          ErrorCode.CONTENT_MISMATCH,
          "The chunks are what the publisher signed, but together they are not the content; only"
              + " the publisher can mend that.",
          Map.of("content", row.content().contentId().toString()));
    }
    ChunkHashes hashes = arrived.allHashes();
    Path target = commit(arrived);
    partial = null;
    row = row.doneAt(target);
    finished = new FinishedFile(row.content().contentId(), hashes, target);
  }

  /** What others can have once it is written down; null of what is empty or did not arrive. */
  @Nullable FinishedFile finished() {
    return finished;
  }

  private Path commit(PartialFile arrived) throws StoreException {
    PartialFile file = arrived;
    Path first = row.target();
    for (int next = 2; ; next++) {
      try {
        return file.commit(rule == CollisionRule.REPLACE);
      } catch (StoreException e) {
        if (e.reason() != Reason.EXISTS) {
          throw e;
        }
        if (rule == CollisionRule.FAIL || next == MAX_NUMBERED_NAMES) {
          throw WholeFile.targetExists(row.target());
        }
      }
      Path other = TargetNames.numbered(first, next); // Something came to stand there meanwhile.
      file.close();
      row = row.goingTo(other);
      file = reopen().orElseThrow(() -> WholeFile.targetExists(other));
      partial = file;
    }
  }

  /** Makes what is there survive the loss of power. */
  void flush() throws StoreException {
    PartialFile open = partial;
    if (open != null) {
      store.putDurable(download, number, open.flush());
    }
  }

  /** Closes the files and keeps what is there. */
  void keep() throws StoreException {
    PartialFile open = partial;
    if (open != null) {
      try {
        flush();
      } finally {
        open.close();
        partial = null;
      }
    }
  }

  /** Deletes what is there of an unfinished file. */
  void discard() throws StoreException {
    PartialFile open = partial;
    if (open != null) {
      partial = null;
      open.close();
    }
    Unfinished.drop(download, numbered(), notes);
  }

  /** What takes long may end without a result. From any thread. */
  void abandon() {
    abandoned = true;
  }

  /** The row as it is now. */
  DownloadStore.NumberedFile numbered() {
    return new DownloadStore.NumberedFile(number, row);
  }
}
