package io.scp2p.core.protocol.dht;

/** For how long a value is kept (specification sections 8.5 and 8.8). */
public final class DhtLifetime {
  /** Whoever asks for less gets this much. */
  public static final long MIN_SECONDS = 86_400;

  /** Whoever asks for more gets this much. */
  public static final long MAX_SECONDS = 604_800;

  private DhtLifetime() {}

  /** How long a value is kept for which STORE asked to keep it so long, an unsigned number. */
  public static long storedSeconds(long askedSeconds) {
    return askedSeconds < 0
        ? MAX_SECONDS // An unsigned number of 2^63 or more.
        : Math.max(MIN_SECONDS, Math.min(MAX_SECONDS, askedSeconds));
  }
}
