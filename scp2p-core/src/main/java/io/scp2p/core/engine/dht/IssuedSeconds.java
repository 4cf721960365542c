package io.scp2p.core.engine.dht;

import io.scp2p.core.protocol.dht.ProviderSeal;

/**
 * When what is announced was signed. Never the same second twice: who hears both has to know which
 * is the newer one. Lives on the loop.
 */
final class IssuedSeconds {
  private long last;

  /**
   * The next one.
   *
   * @param nowUnix what the clock says
   */
  long next(long nowUnix) {
    // The clock was wrong and has been set back. Nobody has believed what was signed then, and
    // nobody would believe what is signed a second later.
    boolean wasAhead = last - nowUnix > ProviderSeal.MAX_AHEAD_SECONDS;
    last = wasAhead ? nowUnix : Math.max(last + 1, nowUnix);
    return last;
  }
}
