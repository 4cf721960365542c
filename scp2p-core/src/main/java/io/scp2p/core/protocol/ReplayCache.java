package io.scp2p.core.protocol;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers hello nonces so that a recorded hello is refused when played again (section 4.4: kept
 * for 600 s, twice the permitted clock skew).
 *
 * <p><b>At the bound</b> the oldest nonce makes room, before its time. Whoever floods us with
 * {@code maxEntries} fresh hellos can thus replay an older one within its skew; that gains a
 * responder's hello and no more, because the third message must echo a nonce of ours. Refusing
 * newcomers instead would let the same flood lock everybody out.
 */
public final class ReplayCache {
  /** A hello nonce, section 4.1. */
  public static final int NONCE_BYTES = 32;

  /** Section 17.2. */
  public static final Duration LIFETIME = Duration.ofMinutes(10);

  private static final long LIFETIME_NANOS = LIFETIME.toNanos();

  private final int maxEntries;

  /** In the order of arrival, which is the order of expiry: a nonce seen again is not refreshed. */
  private final Map<ByteBuffer, Long> seenNanos = new LinkedHashMap<>();

  /** Makes an empty memory for at most so many nonces. */
  public ReplayCache(int maxEntries) {
    if (maxEntries < 1) {
      throw new IllegalArgumentException("maxEntries must be at least 1, not " + maxEntries);
    }
    this.maxEntries = maxEntries;
  }

  /** Remembers a nonce; returns false if it is remembered already, which means a replay. */
  public boolean firstSeen(byte[] nonce, long nowNanos) {
    if (nonce.length != NONCE_BYTES) {
      throw new IllegalArgumentException("a nonce has 32 bytes, not " + nonce.length);
    }
    forgetExpired(nowNanos);
    // Nonces are the peer's choice and may collide on purpose; a buffer is Comparable, so a
    // crowded bin of the map becomes a tree and stays fast.
    ByteBuffer key = ByteBuffer.wrap(nonce.clone());
    if (seenNanos.containsKey(key)) {
      return false;
    }
    if (seenNanos.size() == maxEntries) {
      Iterator<ByteBuffer> oldest = seenNanos.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    seenNanos.put(key, nowNanos);
    return true;
  }

  /** How many nonces are held. */
  public int size() {
    return seenNanos.size();
  }

  private void forgetExpired(long nowNanos) {
    Iterator<Long> oldestFirst = seenNanos.values().iterator();
    while (oldestFirst.hasNext() && nowNanos - oldestFirst.next() >= LIFETIME_NANOS) {
      oldestFirst.remove();
    }
  }
}
