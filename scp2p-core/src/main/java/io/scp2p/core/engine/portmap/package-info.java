/**
 * Has the router forward the ports of this node: finds the router, and carries what {@link
 * io.scp2p.core.protocol.portmap.PortMapMachine} says to it.
 *
 * <p><b>Threads.</b> The service lives on the loop. One daemon thread waits for datagrams of the
 * router; HTTP exchanges, and looks at the routes of the system, run on the bounded executor.
 */
@NullMarked
package io.scp2p.core.engine.portmap;

import org.jspecify.annotations.NullMarked;
