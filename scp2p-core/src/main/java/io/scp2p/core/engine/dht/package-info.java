/**
 * The DHT and the exchange of peers on a real network: asks through {@link
 * io.scp2p.core.engine.Network}, answers what others ask, keeps the peer database, and announces
 * what this node publishes (specification sections 7 and 8).
 */
@NullMarked
package io.scp2p.core.engine.dht;

import org.jspecify.annotations.NullMarked;
