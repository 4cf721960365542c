package io.scp2p.core.protocol.dht;

import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.record.PeerAddress;

/** What the DHT wants done. */
public sealed interface DhtEffect {
  /**
   * Ask a node, and say under the same number what came of it.
   *
   * @param to names the only key that will do; without one, whoever is there is asked
   */
  record Ask(long ask, PeerAddress to, Request request) implements DhtEffect {}

  /** Nobody waits for this question any more; no answer need be passed on. */
  record Forget(long ask) implements DhtEffect {}

  /** A value came in, and the search goes on. */
  record Found(long search, Judged value) implements DhtEffect {}

  /** A search is over; nothing comes after it. */
  record Ended(long search, LookupResult result) implements DhtEffect {}

  /**
   * A publication is over; nothing comes after it.
   *
   * @param copies how many nodes said that they keep the value
   */
  record Published(long search, int copies) implements DhtEffect {}

  /** An announcement of many contents is over. */
  record Announced(long contents, long requests) implements DhtEffect {}

  /** A node sent what no honest node sends. */
  record Lied(PeerAddress peer) implements DhtEffect {}
}
