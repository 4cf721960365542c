package io.scp2p.core.protocol.transfer;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;

/** The contents of one download: waiting, being opened, being fetched. */
final class QueuedDownload {
  final long id;
  final Queue<TransferInput.Entry> waiting;

  /** What the engine is opening. */
  final Map<Long, TransferInput.Entry> opening = new LinkedHashMap<>();

  final Map<Long, SwarmMachine> active = new LinkedHashMap<>();
  final Set<PeerRef> peers = new LinkedHashSet<>();
  int priority;
  boolean paused;
  boolean pauseReported;
  boolean cancelled;
  int completedCount;
  int failedCount;
  int cancelledCount;
  OptionalLong lastSearchNanos = OptionalLong.empty();

  QueuedDownload(TransferInput.Enqueue enqueue) {
    this.id = enqueue.download();
    this.priority = enqueue.priority();
    this.waiting = new ArrayDeque<>(enqueue.entries());
  }

  int activeCount() {
    return opening.size() + active.size();
  }

  /** Bytes that are under way to being asked for. */
  long wantedBytes() {
    long bytes = 0;
    for (TransferInput.Entry entry : opening.values()) {
      bytes += entry.fileBytes();
    }
    for (SwarmMachine swarm : active.values()) {
      bytes += swarm.wantedBytes();
    }
    return bytes;
  }

  boolean isOver() {
    return waiting.isEmpty() && opening.isEmpty() && active.isEmpty();
  }

  void count(SwarmEffect last) {
    if (last instanceof SwarmEffect.Completed) {
      completedCount++;
    } else if (last instanceof SwarmEffect.Failed) {
      failedCount++;
    } else {
      cancelledCount++;
    }
  }
}
