package io.scp2p.core.engine;

import io.scp2p.api.id.NodeKey;
import java.util.concurrent.CompletableFuture;

/** Ways to peers other than dialling them: through relays. Lives on the loop. */
public interface IndirectWays {
  /** There is none. */
  IndirectWays NONE =
      new IndirectWays() {
        @Override
        public boolean leadTo(NodeKey peer) {
          return false;
        }

        @Override
        public CompletableFuture<PeerSession> dial(NodeKey peer) {
          return CompletableFuture.failedFuture(new IllegalStateException("there is no way"));
        }
      };

  /** Whether there is one to this peer that may work. */
  boolean leadTo(NodeKey peer);

  /** Makes a session; cancelling calls the attempt off. */
  CompletableFuture<PeerSession> dial(NodeKey peer);
}
