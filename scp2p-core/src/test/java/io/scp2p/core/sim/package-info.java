/**
 * A whole network in one thread, replayable from a seed.
 *
 * <p>{@link io.scp2p.core.sim.SimWorld} owns time, the heap of what is due, and every source of
 * randomness; time passes only by running the next task, so nothing here waits and a run with the
 * same seed does the same things in the same order (compare {@link
 * io.scp2p.core.sim.SimWorld#traceHash()}). {@link io.scp2p.core.sim.SimNetwork} joins named {@link
 * io.scp2p.core.sim.SimHost}s, each with an access link of its own; between them travel datagrams,
 * lossy and reordered, and the connections of {@link io.scp2p.core.sim.SimTransport}, which
 * implements the real transport interface.
 *
 * <p><b>What the model leaves out.</b> Connections have no slow start and no congestion window: a
 * stream moves at the rate of the slowest link on its way or at one receive window a round trip,
 * whichever is less, and streams share a link by turns. Lost packets of a stream cost a
 * retransmission's time and bandwidth; they are not packets of their own. Headers and transport
 * handshakes use no bandwidth.
 *
 * <p>Nothing here is safe to use from a second thread.
 */
@NullMarked
package io.scp2p.core.sim;

import org.jspecify.annotations.NullMarked;
