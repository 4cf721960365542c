package io.scp2p.core.sim;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is due, soonest first, ties in the order of scheduling. Four children a node halve the depth
 * of a binary heap; tasks know their place, so that a cancelled one leaves at once and a world that
 * sets and cancels millions of time-outs holds only those still pending.
 */
final class TaskHeap {
  private static final int CHILDREN = 4;

  private @Nullable SimTask[] tasks = new @Nullable SimTask[256];
  private int size;

  int size() {
    return size;
  }

  @Nullable SimTask peek() {
    return tasks[0];
  }

  void add(SimTask task) {
    if (size == tasks.length) {
      tasks = Arrays.copyOf(tasks, size * 2);
    }
    siftUp(task, size++);
  }

  SimTask poll() {
    SimTask first = at(0);
    remove(first);
    return first;
  }

  void remove(SimTask task) {
    int hole = task.index;
    if (hole == SimTask.NOT_QUEUED) {
      return;
    }
    task.index = SimTask.NOT_QUEUED;
    SimTask last = at(--size);
    tasks[size] = null;
    if (last == task) {
      return;
    }
    if (hole > 0 && last.isBefore(at((hole - 1) / CHILDREN))) {
      siftUp(last, hole);
    } else {
      siftDown(last, hole);
    }
  }

  private void siftUp(SimTask task, int start) {
    int hole = start;
    while (hole > 0) {
      int parentIndex = (hole - 1) / CHILDREN;
      SimTask parent = at(parentIndex);
      if (!task.isBefore(parent)) {
        break;
      }
      place(parent, hole);
      hole = parentIndex;
    }
    place(task, hole);
  }

  private void siftDown(SimTask task, int start) {
    int hole = start;
    while (true) {
      int childIndex = hole * CHILDREN + 1;
      if (childIndex >= size) {
        break;
      }
      int end = Math.min(childIndex + CHILDREN, size);
      SimTask child = at(childIndex);
      for (int i = childIndex + 1; i < end; i++) {
        SimTask other = at(i);
        if (other.isBefore(child)) {
          child = other;
        }
      }
      if (!child.isBefore(task)) {
        break;
      }
      int next = child.index;
      place(child, hole);
      hole = next;
    }
    place(task, hole);
  }

  private void place(SimTask task, int index) {
    tasks[index] = task;
    task.index = index;
  }

  private SimTask at(int index) {
    return Objects.requireNonNull(tasks[index]);
  }
}
