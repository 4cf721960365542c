/**
 * How two nodes behind routers find a direct path: what a node learns about its own router ({@link
 * io.scp2p.core.protocol.reach.NatDiscovery}), and the checks of one pair of nodes ({@link
 * io.scp2p.core.protocol.reach.IceAgent}), after RFC 5780 and RFC 8445. See docs/reach-protocol.md
 * for what is done differently and why.
 */
@NullMarked
package io.scp2p.core.protocol.reach;

import org.jspecify.annotations.NullMarked;
