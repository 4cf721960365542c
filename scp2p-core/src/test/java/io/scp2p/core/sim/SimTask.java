package io.scp2p.core.sim;

import org.jspecify.annotations.Nullable;

/** Something that will happen at a moment of simulated time, unless cancelled before. */
public final class SimTask {
  static final int NOT_QUEUED = -1;

  final long atNanos;
  final long order;
  final String label;
  final @Nullable Object subject;
  final Runnable action;
  private final TaskHeap heap;
  int index = NOT_QUEUED;

  SimTask(
      TaskHeap heap,
      long atNanos,
      long order,
      String label,
      @Nullable Object subject,
      Runnable action) {
    this.heap = heap;
    this.atNanos = atNanos;
    this.order = order;
    this.label = label;
    this.subject = subject;
    this.action = action;
  }

  /** Makes sure it does not happen; harmless when it has already. */
  public void cancel() {
    heap.remove(this);
  }

  /** Whether it is still to come. */
  public boolean isPending() {
    return index != NOT_QUEUED;
  }

  boolean isBefore(SimTask other) {
    return atNanos == other.atNanos ? order < other.order : atNanos < other.atNanos;
  }
}
