package io.scp2p.core.engine;

import io.scp2p.api.id.NodeKey;
import java.util.function.Consumer;

/** Ways to a TCP session with a peer that cannot simply be dialled over TCP. Lives on the loop. */
public interface TcpWays {
  /** There is none. */
  TcpWays NONE =
      new TcpWays() {
        @Override
        public boolean leadTo(NodeKey peer) {
          return false;
        }

        @Override
        public void open(NodeKey peer, Consumer<Boolean> outcome) {
          throw new IllegalStateException("there is no way");
        }
      };

  /** Whether there is one to this peer that may work. */
  boolean leadTo(NodeKey peer);

  /**
   * Tries to make a session.
   *
   * @param outcome told on the loop, once, and not before this returns, whether there is one now
   */
  void open(NodeKey peer, Consumer<Boolean> outcome);
}
