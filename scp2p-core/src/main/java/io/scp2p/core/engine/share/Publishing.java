package io.scp2p.core.engine.share;

import io.scp2p.api.share.SkippedFile;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A publication that is under way. Its methods may be called from any thread. */
public interface Publishing {
  /**
   * Completes on the loop, with the version once it is durable and served, or with a {@link
   * io.scp2p.api.error.Scp2pException}. Not for others to complete.
   */
  CompletableFuture<PublishedShare> result();

  /** Stops soon. Nothing is published then, unless the version was being made durable already. */
  void cancel();

  /**
   * Reads no more files, once what was begun is done: at most some 32 MiB a processor.
   *
   * @return completes on the loop once nothing is read or written and no file is open; never if the
   *     publication ends instead
   */
  CompletableFuture<Void> pause();

  /** Goes on. */
  void resume();

  /** What was left out so far, up to a thousand. */
  List<SkippedFile> skipped();

  /** How much was left out so far. */
  long skippedCount();
}
