/**
 * Has the router forward the ports of this node. {@link
 * io.scp2p.core.protocol.portmap.PortMapMachine} tries PCP, then NAT-PMP, then UPnP IGD, keeps what
 * it was given for as long as the node runs, notices when the router has forgotten it, and gives it
 * back at the end.
 *
 * <p><b>Hostile input.</b> Answers count only from the router that was asked, and only if they fit
 * a question. Whoever is in the local network can still pretend to be the router, as these
 * protocols know no keys: what comes of it is one wrong address among those that this node tells
 * others, where proved keys decide.
 */
@NullMarked
package io.scp2p.core.protocol.portmap;

import org.jspecify.annotations.NullMarked;
