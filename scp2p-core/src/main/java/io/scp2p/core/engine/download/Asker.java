package io.scp2p.core.engine.download;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.AskTicket;
import io.scp2p.core.wire.message.Request;

/** Asks peers; the network, seen from downloads. Only on the loop. */
public interface Asker {
  /** Asks a peer; the outcome is told later. */
  AskTicket ask(NodeKey peer, Request request, int expectedBytes, AskOutcome outcome);

  /** Whether an extension is spoken with a peer (extension X2). */
  boolean speaks(NodeKey peer, String feature);

  /** How many requests a peer takes at once. */
  int inFlightLimit(NodeKey peer);

  /** How long a small answer of a peer takes at least; 0 if unknown. */
  long roundTripNanos(NodeKey peer);
}
