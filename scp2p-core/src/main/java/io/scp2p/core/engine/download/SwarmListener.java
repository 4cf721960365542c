package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;

/** What the owner of a swarm hears, on the loop. One of the last three is the last call. */
interface SwarmListener {
  /** A chunk was verified and written. */
  void stored(NodeKey from, long chunk, int bytes);

  /** A peer sent what is provably not what was asked for. */
  void lied(NodeKey peer, ErrorCode what);

  /** Nobody is left to ask; answer through {@link SwarmRun#peersSought}. */
  void peersNeeded(int round);

  /** Every chunk is there. */
  void completed();

  /** It cannot go on. What is stored stays. */
  void failed(ErrorCode why);

  /** It was stopped: nothing is asked, held or being written any more. */
  void stopped();
}
