package io.scp2p.core.protocol.transfer;

import io.scp2p.core.content.ChunkLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;

/** What is verified and written, and which part of that is not persisted yet. */
final class StoredChunks {
  /** Stored chunks that are not yet persisted: 4 MiB to be fetched again after a crash. */
  static final int MAX_UNPERSISTED = 16;

  /** How long a stored chunk may wait to be persisted. */
  static final Duration PERSIST_DELAY = Duration.ofSeconds(1);

  private final ChunkLayout layout;
  private final int chunkCount;
  private final boolean tellsProgress;
  private final BitSet stored = new BitSet();
  private final List<Integer> unpersisted = new ArrayList<>();
  private int count;
  private long bytes;
  private OptionalLong persistDueNanos = OptionalLong.empty();

  /**
   * Nothing is stored yet.
   *
   * @param tellsProgress not where chunks are forgotten again: progress never goes back
   */
  StoredChunks(ChunkLayout layout, boolean tellsProgress) {
    this.layout = layout;
    this.tellsProgress = tellsProgress;
    this.chunkCount = (int) layout.chunkCount();
  }

  void restore(BitSet chunks) {
    stored.or(chunks);
    stored.clear(chunkCount, Math.max(chunkCount, stored.length()));
    count = stored.cardinality();
    bytes = (long) count * ChunkLayout.CHUNK_BYTES;
    if (chunkCount > 0 && stored.get(chunkCount - 1)) {
      bytes += layout.span(chunkCount - 1).length() - ChunkLayout.CHUNK_BYTES;
    }
  }

  BitSet bits() {
    return stored;
  }

  boolean has(int chunk) {
    return stored.get(chunk);
  }

  boolean isComplete() {
    return count == chunkCount;
  }

  void add(long nowNanos, Ask ask, List<SwarmEffect> effects) {
    stored.set(ask.chunk);
    count++;
    bytes += ask.bytes;
    unpersisted.add(ask.chunk);
    if (unpersisted.size() >= MAX_UNPERSISTED) {
      persist(effects);
    } else if (persistDueNanos.isEmpty()) {
      persistDueNanos = OptionalLong.of(nowNanos + PERSIST_DELAY.toNanos());
    }
    report(effects);
  }

  /** What was stored is gone again; false if it never was. */
  boolean remove(int chunk) {
    if (!stored.get(chunk)) {
      return false;
    }
    stored.clear(chunk);
    count--;
    bytes -= layout.span(chunk).length();
    unpersisted.remove((Integer) chunk);
    return true;
  }

  void report(List<SwarmEffect> effects) {
    if (tellsProgress) {
      effects.add(new SwarmEffect.Progress(bytes, layout.fileBytes()));
    }
  }

  void persist(List<SwarmEffect> effects) {
    persistDueNanos = OptionalLong.empty();
    if (!unpersisted.isEmpty()) {
      effects.add(new SwarmEffect.Persist(List.copyOf(unpersisted)));
      unpersisted.clear();
    }
  }

  OptionalLong persistDueNanos() {
    return persistDueNanos;
  }
}
