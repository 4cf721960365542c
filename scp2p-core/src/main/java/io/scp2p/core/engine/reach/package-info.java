/**
 * Finds direct paths between nodes behind routers: drives the machines of {@code
 * core.protocol.reach} over the UDP port of the QUIC transport, and hands what they find to the
 * network as an ordinary session.
 */
@NullMarked
package io.scp2p.core.engine.reach;

import org.jspecify.annotations.NullMarked;
