package io.scp2p.core.engine.share;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.ChangeStamp;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.keys.StoreErrors;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files that may not be what was published. Size and time say so cheaply; the hash decides, one
 * file at a time, and none more often than once a minute. Lives on the loop.
 */
final class SuspectFiles {
  /** Files that wait to be hashed again; what finds no room is asked for again anyway. */
  static final int MAX_WAITING = 256;

  /** Files whose verdict is remembered. */
  static final int MAX_VERDICTS = 4_096;

  /** A file that is written to all the time must not be hashed all the time. */
  static final Duration MIN_INTERVAL = Duration.ofMinutes(1);

  private static final Duration TICK = Duration.ofSeconds(2);

  private final ShareStore store;
  private final BlobStore blobs;
  private final Loop loop;
  private final Offload offload;
  private final UnservedListener listener;
  private final Deque<ContentSource> waiting = new ArrayDeque<>();
  private final Set<ContentSource> known = new HashSet<>();
  private final Map<ContentSource, Verdict> verdicts = bounded();
  private final Map<Reported, ErrorCode> reported = bounded();
  private @Nullable FileHash hash;
  private boolean busy;
  private boolean closed;

  /** What a file was found to be. */
  private record Verdict(ChangeStamp stamp, long atNanos, boolean good) {}

  /** What the host was told about. */
  private record Reported(ShareId share, ContentId content) {}

  SuspectFiles(
      ShareStore store, BlobStore blobs, Loop loop, Offload offload, UnservedListener listener) {
    this.store = store;
    this.blobs = blobs;
    this.loop = loop;
    this.offload = offload;
    this.listener = listener;
  }

  private static <K, V> Map<K, V> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > MAX_VERDICTS;
      }
    };
  }

  /** The file cannot be what it was: it is gone, locked up, or of another size. */
  void unserved(ContentSource source, ErrorCode why) {
    Reported what = new Reported(source.owner(), source.content());
    if (!closed && reported.put(what, why) != why) {
      listener.fileUnserved(source.owner(), source.content(), why);
    }
  }

  /** The file is what was published, again or still. */
  void served(ContentSource source) {
    if (!reported.isEmpty()) {
      reported.remove(new Reported(source.owner(), source.content()));
    }
  }

  /** The file has another stamp: its hash must say whether it is another file. */
  void suspect(ContentSource source, ChangeStamp stamp) {
    Verdict before = verdicts.get(source);
    if (before != null && before.good && before.stamp.equals(stamp) && isRecent(before, TICK)) {
      return; // Somebody looked before the verdict was written down: the next look serves it.
    }
    if (before != null
        && !before.good
        && (before.stamp.equals(stamp) || isRecent(before, MIN_INTERVAL))) {
      unserved(source, ErrorCode.FILE_CHANGED);
      return;
    }
    if (!closed && waiting.size() < MAX_WAITING && known.add(source)) {
      waiting.add(source);
      next();
    }
  }

  private boolean isRecent(Verdict verdict, Duration interval) {
    return loop.time().nanos() - verdict.atNanos < interval.toNanos();
  }

  private void next() {
    ContentSource source = busy || closed ? null : waiting.poll();
    if (source != null) {
      busy = true;
      hashSome(source);
    }
  }

  private void hashSome(ContentSource source) {
    var unused =
        offload.call(() -> step(source)).whenComplete((done, why) -> stepped(source, done, why));
  }

  /** On the executor: one step; the result once there is one. */
  private FileHash.@Nullable Result step(ContentSource source) throws StoreException {
    FileHash current = hash;
    if (current == null) {
      current = FileHash.open(blobs, Path.of(path(source)));
      hash = current;
    }
    ByteBuffer buffer = ByteBuffer.allocate(HashContext.BUFFER_BYTES);
    long end = current.position() + HashTask.STEP_BYTES;
    while (!current.isAtEnd() && current.position() < end) {
      current.advance(buffer);
    }
    if (!current.isAtEnd()) {
      return null;
    }
    FileHash.Result result = current.finish();
    if (result.content().equals(source.content())) {
      boolean settled = current.stamp().modifiedAt().plus(TICK).isBefore(loop.time().wall());
      FileRecord record = new FileRecord(path(source), current.stamp(), result.content(), settled);
      store
          .state()
          .put(Tables.FILES, Tables.file(path(source)), record.encode(), Durability.PROCESS);
    }
    return result;
  }

  private void stepped(
      ContentSource source, FileHash.@Nullable Result result, @Nullable Throwable why) {
    if (result == null && why == null && !closed) {
      hashSome(source);
      return;
    }
    FileHash hashed = hash;
    hash = null;
    busy = false;
    known.remove(source);
    boolean good = result != null && result.content().equals(source.content());
    if (hashed != null) {
      verdicts.put(source, new Verdict(hashed.stamp(), loop.time().nanos(), good));
    }
    if (good) {
      served(source);
    } else {
      unserved(source, code(why));
    }
    if (hashed != null) {
      var unused =
          offload.call(
              () -> {
                hashed.close();
                return true;
              });
    }
    next();
  }

  private static ErrorCode code(@Nullable Throwable why) {
    if (why == null) {
      return ErrorCode.FILE_CHANGED;
    }
    return why instanceof StoreException failure
        ? StoreErrors.fileCode(failure)
        : ErrorCode.INTERNAL;
  }

  private static String path(ContentSource source) {
    String path = source.path();
    if (path == null) {
      throw new IllegalArgumentException("a text cannot change");
    }
    return path;
  }

  /** Forgets what waits. */
  void close() {
    closed = true;
    waiting.clear();
  }
}
