package io.scp2p.core.engine;

import java.util.concurrent.CompletionException;

/** What futures make of failures, undone. */
public final class Failures {
  private Failures() {}

  /** What went wrong in the first place, where a future may have wrapped it, even twice. */
  public static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
