package io.scp2p.api.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Notices calls that overlap, or that come from within another call, or break another promise. */
final class CallGuard {
  private final AtomicInteger inside = new AtomicInteger();
  private final List<String> violations = new ArrayList<>();

  /** Runs what a callback does; says so if another one is still running. */
  void call(String name, Runnable action) {
    if (inside.incrementAndGet() != 1) {
      violation(name + " called during another call");
    }
    try {
      action.run();
    } finally {
      inside.decrementAndGet();
    }
  }

  synchronized void violation(String what) {
    violations.add(what);
  }

  synchronized List<String> violations() {
    return List.copyOf(violations);
  }
}
