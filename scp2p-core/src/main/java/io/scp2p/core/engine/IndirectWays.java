package io.scp2p.core.engine;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Ways to peers other than dialling them: through relays. Lives on the loop. */
public interface IndirectWays {
  /** There is none. */
  IndirectWays NONE =
      new IndirectWays() {
        @Override
        public Optional<NodeKey> know(PeerAddress address) {
          return Optional.empty();
        }

        @Override
        public boolean leadTo(NodeKey peer) {
          return false;
        }

        @Override
        public CompletableFuture<PeerSession> dial(NodeKey peer) {
          return CompletableFuture.failedFuture(new IllegalStateException("there is no way"));
        }
      };

  /**
   * Somebody says that a node can be reached at an address that is not dialled itself.
   *
   * @return the key by which it can be asked for now; empty if the address is of no use
   */
  Optional<NodeKey> know(PeerAddress address);

  /** Whether there is one to this peer that may work. */
  boolean leadTo(NodeKey peer);

  /** Makes a session; cancelling calls the attempt off. */
  CompletableFuture<PeerSession> dial(NodeKey peer);
}
