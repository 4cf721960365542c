/**
 * The rules of the DHT that need no network: where a value lives, how far two ids are apart,
 * whether a value may be kept, for how long, and how member lists grow (specification sections 1.5
 * and 8).
 *
 * <p>Every method is a pure function. What a peer stores or returns is judged with a {@link
 * io.scp2p.core.protocol.dht.DhtVerdict}; nothing is thrown for it.
 */
@NullMarked
package io.scp2p.core.protocol.dht;

import org.jspecify.annotations.NullMarked;
