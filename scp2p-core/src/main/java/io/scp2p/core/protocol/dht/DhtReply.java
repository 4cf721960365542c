package io.scp2p.core.protocol.dht;

import io.scp2p.core.wire.record.PeerAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of one question, decoded and judged by whoever asked it. */
public sealed interface DhtReply {
  /** FIND_NODE was answered. */
  record Peers(List<PeerAddress> peers) implements DhtReply {
    /** Copies the list. */
    public Peers {
      peers = List.copyOf(peers);
    }
  }

  /**
   * FIND_VALUE was answered.
   *
   * @param value null if there is none
   */
  record Value(@Nullable Judged value, List<PeerAddress> closer) implements DhtReply {
    /** Copies the list. */
    public Value {
      closer = List.copyOf(closer);
    }
  }

  /** The node has kept what it was given. */
  record Stored() implements DhtReply {}

  /** There is no useful answer. */
  record Failed(Why why) implements DhtReply {}

  /** Why there is none. */
  enum Why {
    /** It did not answer, or cannot be reached. */
    SILENT,
    /** It answered with an error. */
    REFUSED,
    /** It asked for a pause. */
    RATE_LIMITED,
    /** It sent what no honest node sends. */
    LIED,
    /** Nothing to do with the node: nobody waits any more, or this node is busy or closing. */
    NOT_ASKED
  }
}
