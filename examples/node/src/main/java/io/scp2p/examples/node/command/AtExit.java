package io.scp2p.examples.node.command;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What is done when the process is asked to end, unless that is over before. What was begun last is
 * ended first: a transfer is left before the node under it closes.
 */
final class AtExit {
  /** At Ctrl-C or SIGTERM; the hooks of the JDK run all at once. */
  private static final Deque<AtExit> OPEN = new ArrayDeque<>();

  private static boolean hooked;
  private static volatile boolean ending;

  private final String name;
  private final Runnable what;

  private AtExit(String name, Runnable what) {
    this.name = name;
    this.what = what;
  }

  /** Does it at Ctrl-C or SIGTERM; under that name in a thread dump. */
  static AtExit run(String name, Runnable what) {
    AtExit atExit = new AtExit(name, what);
    synchronized (OPEN) {
      if (!hooked) {
        Runtime.getRuntime().addShutdownHook(new Thread(AtExit::all, "at-exit"));
        hooked = true;
      }
      OPEN.push(atExit);
    }
    return atExit;
  }

  /** It is over. Harmless when repeated, and while the process ends. */
  void cancel() {
    synchronized (OPEN) {
      OPEN.remove(this);
    }
  }

  /** Whether the process was asked to end: what fails from now on fails for that. */
  static boolean isEnding() {
    return ending;
  }

  private static void all() {
    ending = true;
    for (AtExit next = pop(); next != null; next = pop()) {
      Thread.currentThread().setName(next.name);
      try {
        next.what.run();
      } catch (RuntimeException failure) {
        System.err.println(next.name + ": " + failure.getMessage());
      }
    }
  }

  private static @Nullable AtExit pop() {
    synchronized (OPEN) {
      return OPEN.poll();
    }
  }
}
