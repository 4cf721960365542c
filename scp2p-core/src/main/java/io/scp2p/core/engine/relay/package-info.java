/**
 * Relays at work (specification section 14, docs/relay-protocol.md): this node as a relay, as a
 * firewalled node with tunnels, and as one that reaches others through theirs. Everything lives on
 * the loop.
 */
@NullMarked
package io.scp2p.core.engine.relay;

import org.jspecify.annotations.NullMarked;
