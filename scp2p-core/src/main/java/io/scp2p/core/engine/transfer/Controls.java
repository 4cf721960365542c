package io.scp2p.core.engine.transfer;

/**
 * What the owner of a {@link TransferRun} does when the caller wants something. Called on the loop;
 * must return at once. The callback may be called from any thread, also before the method returns,
 * and more than once; the caller's wish is fulfilled with its first call.
 */
public interface Controls {
  /**
   * Stop, but keep what is verified. The run is {@code PAUSED} once {@code released} was called:
   * sockets and files are released. Triggers of the table may still be reported until then.
   */
  void pause(Runnable released);

  /** Queue again: the run is {@code IDLE} as it was in the beginning. */
  void resume(Runnable queued);

  /**
   * Stop for good, also in the midst of a pause. The run is {@code CANCELLED} once {@code released}
   * was called: no further byte is written; sockets, files and memory are free. Whatever the owner
   * still reports until then is ignored.
   */
  void cancel(Runnable released);
}
