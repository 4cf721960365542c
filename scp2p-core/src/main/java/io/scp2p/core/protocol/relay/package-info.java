/**
 * Relays: what an announcement must say to be believed, and where in the DHT it is found
 * (specification sections 14.6 and 14.8). All of it pure; times are unsigned unix seconds.
 */
@NullMarked
package io.scp2p.core.protocol.relay;

import org.jspecify.annotations.NullMarked;
