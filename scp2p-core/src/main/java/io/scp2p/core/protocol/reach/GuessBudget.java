package io.scp2p.core.protocol.reach;

import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.wire.record.IpAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When a node may guess ports: one search at a time, with a rest after each, and a longer one for
 * an address where nobody was met. So whoever names the address of somebody else gains little by
 * it, under however many keys; and the table of the own router is not filled.
 */
public final class GuessBudget {
  /** Addresses that have to rest; the one tried first is forgotten for a new one. */
  static final int MAX_ADDRESSES = 64;

  private final Map<IpAddress, Long> readyNanos = new LinkedHashMap<>();
  private boolean guessing;
  private boolean rested = true;
  private long restedNanos;

  /** Whether ports may be guessed now, for or at an address; if so, it has begun. */
  public boolean tryBegin(long nowNanos, IpAddress at) {
    rested |= Nanos.isDue(restedNanos, nowNanos);
    readyNanos.values().removeIf(ready -> Nanos.isDue(ready, nowNanos));
    if (guessing || !rested || readyNanos.containsKey(at)) {
      return false;
    }
    guessing = true;
    if (readyNanos.size() == MAX_ADDRESSES) {
      readyNanos.remove(readyNanos.keySet().iterator().next());
    }
    readyNanos.put(at, nowNanos + GuessRules.LIMIT_NANOS + GuessRules.ADDRESS_REST_NANOS);
    return true;
  }

  /** It has ended. Whoever was met is where he says. */
  public void ended(long nowNanos, IpAddress at, boolean met) {
    guessing = false;
    rested = false;
    restedNanos = nowNanos + GuessRules.REST_NANOS;
    if (met) {
      readyNanos.remove(at);
    }
  }

  /** Whether ordinary checks have had their time. */
  public static boolean isTime(long heardNanos, long nowNanos) {
    return Nanos.isDue(heardNanos + GuessRules.PATIENCE_NANOS, nowNanos);
  }
}
