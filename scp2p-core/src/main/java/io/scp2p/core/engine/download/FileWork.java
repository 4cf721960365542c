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
import io.scp2p.core.content.ContentDigester;
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
  private final FinishedFiles finished;
  private final TransferId download;
  private final long number;
  private final CollisionRule rule;
  private volatile boolean abandoned;
  private FileRow row;
  private @Nullable PartialFile partial;

  FileWork(
      BlobStore blobs,
      DownloadStore store,
      Path notes,
      FinishedFiles finished,
      TransferId download,
      DownloadStore.NumberedFile file,
      CollisionRule rule) {
    this.blobs = blobs;
    this.store = store;
    this.notes = notes;
    this.finished = finished;
    this.download = download;
    this.number = file.number();
    this.row = file.row();
    this.rule = rule;
  }

  /**
   * What was found.
   *
   * @param destination where chunks go; null if the file is there already
   * @param stored the chunks that are there
   * @param storedBytes of these chunks
   * @param hashesKnown whether their hashes are
   */
  record Found(
      @Nullable Destination destination, BitSet stored, long storedBytes, boolean hashesKnown) {
    static final Found DONE = new Found(null, new BitSet(), 0, false);
  }

  /** Looks what is there, and makes room for what is not. */
  Found begin() throws StoreException {
    ArrivingContent content = row.content();
    if (rule != CollisionRule.REPLACE || isSame(row.target())) {
      Optional<Path> same = settleTarget();
      if (same.isPresent()) {
        row = row.doneAt(same.get());
        return Found.DONE;
      }
    }
    if (content.needsHashList()) {
      return beginPartial(content);
    }
    WholeFile whole = new WholeFile(blobs, content, row.target(), rule == CollisionRule.REPLACE);
    if (content.sizeBytes() == 0) {
      whole.writeEmpty();
      row = row.doneAt(row.target());
      return Found.DONE;
    }
    return new Found(whole, new BitSet(), 0, true);
  }

  /** The file with the right content that is there, or else a target where nothing is. */
  private Optional<Path> settleTarget() throws StoreException {
    Path candidate = row.target();
    for (int next = 2; next < MAX_NUMBERED_NAMES; next++) {
      if (isSame(candidate)) {
        return Optional.of(candidate);
      }
      if (!exists(candidate)) {
        row = row.goingTo(candidate);
        return Optional.empty();
      }
      if (rule == CollisionRule.FAIL) {
        throw targetExists(candidate);
      }
      candidate = TargetNames.numbered(row.target(), next);
    }
    throw targetExists(row.target());
  }

  private static Scp2pException targetExists(Path target) {
    return new Scp2pException(
        ErrorCode.TARGET_EXISTS,
        "Something else stands where a file should go; move it, or choose another rule.",
        Map.of("target", target.toString()));
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

  /** Whether a file has the content; reads it only if the size is right. */
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
      return !abandoned && digester.finish().contentId().equals(content.contentId());
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
    return new Found(opened, opened.verified(), opened.verifiedBytes(), hashesKnown);
  }

  private Optional<PartialFile> reopen() throws StoreException {
    return reopen(blobs, store, download, new DownloadStore.NumberedFile(number, row));
  }

  private static Optional<PartialFile> reopen(
      BlobStore blobs, DownloadStore store, TransferId download, DownloadStore.NumberedFile file)
      throws StoreException {
    FileRow row = file.row();
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
              store.durable(download, file.number())));
    } catch (StoreException e) {
      // One without the other is worth nothing.
      if (blob != null) {
        blob.discard();
      }
      if (e.reason() == Reason.MISSING || e.reason() == Reason.CHANGED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * How much is there of a file that an earlier run of the node has left. What a flush had not seen
   * is hashed for that, and flushed, so that it is not hashed again.
   */
  static long checkedBytes(
      BlobStore blobs, DownloadStore store, TransferId download, DownloadStore.NumberedFile file)
      throws StoreException {
    Optional<PartialFile> left = reopen(blobs, store, download, file);
    if (left.isEmpty()) {
      return 0;
    }
    try (PartialFile partial = left.get()) {
      partial.check();
      store.putDurable(download, file.number(), partial.flush());
      return partial.verifiedBytes();
    }
  }

  private PartialFile create(ArrivingContent content) throws StoreException {
    PartialBlob blob = blobs.create(row.target(), content.sizeBytes());
    PartialBlob noted = null;
    boolean kept = false;
    try {
      Path name = notes.resolve(download + "-" + number);
      noted = blobs.create(name, ChunkLedger.sizeBytes(content.chunks()));
      row = row.arriving(row.target(), blob.file(), noted.file());
      store.putFile(download, new DownloadStore.NumberedFile(number, row));
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

  /** Every chunk is there: checks the whole and moves it to its target. */
  void finish() throws StoreException {
    PartialFile arrived = partial;
    if (arrived == null) {
      // A whole file is in its place already; the hash of its one chunk is its name.
      ContentId name = row.content().contentId();
      row = row.doneAt(row.target());
      finished.add(name, ChunkHashes.of(Bytes.wrap(name.bytes())), row.target());
      return;
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
    finished.add(row.content().contentId(), hashes, target);
  }

  private Path commit(PartialFile arrived) throws StoreException {
    PartialFile file = arrived;
    for (int next = 2; ; next++) {
      try {
        return file.commit(rule == CollisionRule.REPLACE);
      } catch (StoreException e) {
        if (e.reason() != Reason.EXISTS
            || rule == CollisionRule.FAIL
            || next == MAX_NUMBERED_NAMES) {
          throw e;
        }
      }
      // Something came to stand there meanwhile.
      Path other = TargetNames.numbered(row.target(), next);
      file.close();
      row = row.goingTo(other);
      file = reopen().orElseThrow(() -> targetExists(other));
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
    if (open == null && !row.done() && row.content().needsHashList()) {
      open = reopen().orElse(null);
    }
    if (open != null) {
      open.discard();
      partial = null;
    }
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
