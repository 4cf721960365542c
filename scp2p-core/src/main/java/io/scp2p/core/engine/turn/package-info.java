/**
 * Addresses at TURN servers: what the host has configured is asked, kept, and offered as one more
 * way to be reached. {@link io.scp2p.core.engine.turn.TurnRelays} is all that others see.
 *
 * <p><b>Threads.</b> The service lives on the loop; each line to a server has a daemon thread that
 * reads and writes. What cannot be sent at once waits in a bounded queue or is dropped: the path
 * carries datagrams, of which any may be lost.
 */
@NullMarked
package io.scp2p.core.engine.turn;

import org.jspecify.annotations.NullMarked;
