package io.scp2p.core.engine.download;

/** What is remembered of a download across restarts. */
enum DownloadState {
  /** Goes on at the next start. */
  RUNNING,
  /** Rests at the caller's wish, also after the next start. */
  PAUSED,
  /** Everything is there. */
  COMPLETED,
  /** Cannot go on by itself; the same plan started again uses what is there. */
  FAILED,
  /** Ended by the caller. */
  CANCELLED;

  boolean isOver() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }
}
