package io.scp2p.core.protocol.dht;

import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.List;

/** The way in which parts of the DHT ask nodes. */
interface Asking {
  /** Told what came of a question. */
  @FunctionalInterface
  interface Then {
    void reply(DhtReply reply, long nowNanos);
  }

  /** Asks as soon as the node's rate limit leaves room for it. */
  void store(PeerAddress to, Request request, long nowNanos, Then then);

  /** Looks for the nodes closest to a point. */
  void findNodes(LookupGoal goal, List<PeerAddress> also, long nowNanos, Nodes then);

  /** Told which nodes were found. */
  @FunctionalInterface
  interface Nodes {
    void found(Lookup lookup, long nowNanos);
  }

  /** What a node understands. */
  Speech speech(PeerAddress node);
}
