package io.scp2p.core.engine.vault;

import io.scp2p.core.wire.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is rebuilt for others at the moment: each shard once, and not too many. Lives on the loop.
 *
 * @param <T> whatever works at one
 */
final class Rebuilds<T> {
  /** Shards rebuilt at the same time; other orders only make room and are not worked at. */
  static final int MAX = 4;

  private final Map<Bytes, T> running = new HashMap<>();
  private boolean closed;

  /** Whether a shard may be begun. */
  boolean hasRoomFor(Bytes shard) {
    return !closed && running.size() < MAX && !running.containsKey(shard);
  }

  /** Begins one for which there is room. */
  void add(Bytes shard, T rebuild) {
    if (!hasRoomFor(shard)) {
      throw new IllegalStateException("no room to rebuild " + shard);
    }
    running.put(shard, rebuild);
  }

  /** Whether it is still under way. */
  boolean has(Bytes shard, T rebuild) {
    return running.get(shard) == rebuild;
  }

  /** It has ended, for better or worse. */
  void remove(Bytes shard, T rebuild) {
    running.remove(shard, rebuild);
  }

  /** Ends everything, and lets nothing begin any more. */
  List<T> close() {
    closed = true;
    List<T> all = List.copyOf(running.values());
    running.clear();
    return all;
  }
}
