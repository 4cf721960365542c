package io.scp2p.core.engine.pairing;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.pairing.PairingOffer;

/** Whoever waits with a code. Told on the loop. */
public interface PairingHost {
  /** The other side knows the code, which is used up now; what it is offered. */
  PairingOffer met(NodeKey peer);

  /** Somebody guessed: the code is burned. */
  void guessed();

  /** The other side says how it goes; one of the words of message 652. */
  void told(int word, long bytes);
}
