/**
 * Whom this node has heard of and whom it has met: the peer database, and the exchange of addresses
 * with others (specification sections 7.5 and 7.6).
 *
 * <p>An address that somebody names is a claim. It is kept apart from those at which a session
 * proved a key, never pushes one of them out, and is passed on to nobody (quirk Q-22).
 */
@NullMarked
package io.scp2p.core.protocol.peers;

import org.jspecify.annotations.NullMarked;
