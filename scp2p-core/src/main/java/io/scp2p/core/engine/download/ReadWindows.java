package io.scp2p.core.engine.download;

import io.scp2p.core.wire.Bytes;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the readers of one content are, and the chunks around them that have come. Holds no more
 * than one window for each reader. Lives on the loop.
 */
final class ReadWindows {
  /** Chunks fetched ahead of a reader, 8 MiB: what fills a fast line over a long way. */
  static final int AHEAD = 32;

  /** Readers of one content. */
  static final int MAX_READERS = 8;

  private final Map<Long, Long> positions = new HashMap<>();
  private final Map<Long, Bytes> chunks = new HashMap<>();

  /** Whether a reader may come, or is there. */
  boolean admits(long reader) {
    return positions.size() < MAX_READERS || positions.containsKey(reader);
  }

  /** A reader is at a chunk. */
  void move(long reader, long chunk) {
    positions.put(reader, chunk);
  }

  /** A reader is gone. */
  void leave(long reader) {
    positions.remove(reader);
  }

  /** A chunk has come; it stays at least until {@link #trim}. */
  void put(long chunk, Bytes data) {
    chunks.put(chunk, data);
  }

  @Nullable Bytes get(long chunk) {
    return chunks.get(chunk);
  }

  /** The chunks that are held. */
  Iterable<Long> held() {
    return chunks.keySet();
  }

  /** Whether some reader is at or shortly before one of these chunks. */
  boolean isNear(long first, long end) {
    return positions.values().stream().anyMatch(at -> at < end && at + AHEAD > first);
  }

  /** Drops what no reader is near to. */
  void trim(LongConsumer dropped) {
    for (Iterator<Long> each = chunks.keySet().iterator(); each.hasNext(); ) {
      long chunk = each.next();
      if (positions.values().stream().noneMatch(at -> chunk >= at && chunk < at + AHEAD)) {
        each.remove();
        dropped.accept(chunk);
      }
    }
  }
}
