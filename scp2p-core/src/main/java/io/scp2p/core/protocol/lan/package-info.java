/**
 * Finding other nodes in the local network (specification section 15).
 *
 * <p>Nothing in a packet is authenticated, and anybody in the network can send any number of them.
 * A packet therefore proves nothing and decides nothing but whom to dial next; who is there is what
 * the handshake proves.
 */
@NullMarked
package io.scp2p.core.protocol.lan;

import org.jspecify.annotations.NullMarked;
