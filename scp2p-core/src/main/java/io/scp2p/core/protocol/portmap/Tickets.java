package io.scp2p.core.protocol.portmap;

/**
 * Names of HTTP exchanges. Only the newest counts: what an earlier one brings has come too late.
 */
final class Tickets {
  private long last;

  long next() {
    return ++last;
  }

  boolean isNewest(long ticket) {
    return ticket == last;
  }
}
