package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.ProviderEntry;
import java.util.List;

/** What the DHT is told. */
public sealed interface DhtInput {
  /** This node dialled an address, and whoever lives there has proved a key. */
  record Met(NodeKey key, PeerAddress address) implements DhtInput {}

  /** Somebody says that a node is at an address; it may be worth to make sure. */
  record Heard(PeerAddress address) implements DhtInput {}

  /** A question came to its end. */
  record Answered(long ask, DhtReply reply) implements DhtInput {}

  /**
   * Look for something.
   *
   * @param search chosen by the caller
   * @param also nodes to begin with, besides those in the table
   */
  record Find(long search, LookupGoal goal, List<PeerAddress> also) implements DhtInput {
    /** Copies the list. */
    public Find {
      also = List.copyOf(also);
    }
  }

  /** Give a value to the nodes closest to its key. */
  record Publish(long search, DhtEntry entry) implements DhtInput {}

  /**
   * Tell the nodes closest to each content that this node has it; replaces an announcement under
   * way.
   *
   * @param self where this node is, with its word
   * @param updatedAt unix seconds, for records in the form of the reference
   */
  record Announce(ProviderEntry self, List<ContentId> contents, long updatedAt)
      implements DhtInput {
    /** Copies the list. */
    public Announce {
      contents = List.copyOf(contents);
    }
  }

  /** Nobody waits for a search any more. */
  record Cancel(long search) implements DhtInput {}

  /** A node is not to be had to do with any more. */
  record Shun(PeerAddress peer) implements DhtInput {}
}
