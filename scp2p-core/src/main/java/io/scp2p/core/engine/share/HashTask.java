package io.scp2p.core.engine.share;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.spi.ChangeStamp;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import io.scp2p.core.engine.keys.StoreErrors;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Some files to hash, in steps of bounded length, so that a terabyte can be paused and cancelled
 * and does not keep others waiting. Blocks on the disk; for one thread at a time.
 */
final class HashTask {
  /** Bytes a step goes through: some 30 ms. */
  static final long STEP_BYTES = 32L << 20;

  /** Small files are taken together, or their bookkeeping would cost more than their hashes. */
  static final int MAX_FILES = 64;

  /** A file that is written to all the time is given up after the second try. */
  private static final int MAX_TRIES = 2;

  /** Longer than a tick of any file system's clock (FAT counts in two seconds). */
  private static final Duration TICK = Duration.ofSeconds(2);

  private final HashContext context;
  private final List<ScannedFile> files;
  private final List<HashedFile> done = new ArrayList<>();
  private @Nullable FileHash current;
  private boolean settled;
  private int tries;
  private long counted;

  HashTask(HashContext context, List<ScannedFile> files) {
    this.context = context;
    this.files = files;
  }

  /** After the last step: the files in their order. */
  List<HashedFile> done() {
    return done;
  }

  boolean isDone() {
    return done.size() == files.size();
  }

  /**
   * Works for a while.
   *
   * @throws Scp2pException which names the file
   */
  void step() {
    ByteBuffer buffer = context.takeBuffer();
    try {
      long budget = STEP_BYTES;
      while (budget > 0 && !isDone()) {
        context.checkCancelled();
        budget -= attempt(files.get(done.size()), buffer);
      }
    } finally {
      context.giveBack(buffer);
    }
  }

  private long attempt(ScannedFile file, ByteBuffer buffer) {
    try {
      return advance(file, buffer);
    } catch (StoreException e) {
      abandon();
      if (e.reason() != Reason.CHANGED) {
        throw StoreErrors.ofFile(e, file.display());
      }
      if (++tries == MAX_TRIES) {
        throw new Scp2pException(
            ErrorCode.FILE_CHANGED,
            "A file is written to while it is published. Nothing was published.",
            Map.of("file", file.display()),
            e);
      }
      return 1;
    }
  }

  private long advance(ScannedFile file, ByteBuffer buffer) throws StoreException {
    FileHash hash = current;
    if (hash == null) {
      hash = FileHash.open(context.blobs, file.file());
      current = hash;
      HashedFile known = known(file, hash.stamp());
      if (known != null) {
        finish(known, hash);
        return 1;
      }
      settled = isSettled(hash.stamp());
    }
    long before = hash.position();
    if (!hash.isAtEnd()) {
      hash.advance(buffer);
      count(hash.position());
    }
    if (hash.isAtEnd()) {
      FileHash.Result result = hash.finish();
      FileRecord record =
          new FileRecord(file.file().toString(), hash.stamp(), result.content(), settled);
      finish(hashed(file, result.content(), result.stored(), result.pages(), record), hash);
    }
    return 1 + hash.position() - before;
  }

  private void finish(HashedFile file, FileHash hash) {
    current = null;
    hash.close();
    count(file.stored().sizeBytes());
    counted = 0;
    tries = 0;
    done.add(file);
    context.fileDone();
  }

  /** What was counted at the first try is not counted again at the second. */
  private void count(long upTo) {
    if (upTo > counted) {
      context.hashed(upTo - counted);
      counted = upTo;
    }
  }

  /** What the file was at an earlier publication, if nothing speaks against it still being that. */
  private @Nullable HashedFile known(ScannedFile file, ChangeStamp stamp) throws StoreException {
    Optional<FileRecord> before = context.store.file(file.file().toString());
    if (before.isEmpty() || !before.get().settled() || !before.get().stamp().equals(stamp)) {
      return null;
    }
    Optional<StoredContent> stored = context.store.content(before.get().content());
    return stored.isEmpty()
        ? null
        : hashed(file, before.get().content(), stored.get(), null, before.get());
  }

  private boolean isSettled(ChangeStamp stamp) {
    return stamp.modifiedAt().plus(TICK).isBefore(context.time.wall());
  }

  private static HashedFile hashed(
      ScannedFile file,
      ContentId content,
      StoredContent stored,
      @Nullable List<byte[]> pages,
      FileRecord record) {
    return new HashedFile(file.name(), file.path(), content, stored, pages, record, List.of());
  }

  /** Closes what is open for a while; the next step opens it again and goes on. */
  void rest() {
    FileHash hash = current;
    if (hash != null) {
      hash.rest();
    }
  }

  /** Closes what is open. For a task that will not be stepped again. */
  void abandon() {
    FileHash hash = current;
    current = null;
    if (hash != null) {
      hash.close();
    }
  }
}
