/**
 * What a host application compiles against.
 *
 * <p>Start with {@link io.scp2p.api.Scp2pNode}: it is built by {@link io.scp2p.api.NodeBuilder},
 * and each of its facades has a package of its own. {@link io.scp2p.api.id} has the names of
 * things, {@link io.scp2p.api.event} what happens, {@link io.scp2p.api.error} what goes wrong,
 * {@link io.scp2p.api.config} what can be set. Only those who replace a part of the node need
 * {@link io.scp2p.api.spi}.
 *
 * <p><b>Calls.</b> Nothing blocks except {@link io.scp2p.api.Scp2pNode#close()}. A {@code Mono} or
 * {@code Flux} does nothing before it is subscribed to; handles of transfers are the exception, and
 * say so. A {@code Flux} that lists things fetches them as they are asked for.
 *
 * <p><b>Values.</b> Requests and snapshots are immutable. A snapshot is what was true when it was
 * made. Records may get more components in a minor version; the canonical constructor of before
 * then stays as a second one.
 *
 * <p><b>Facades</b> are implemented by the engine, not by hosts: a minor version may add methods to
 * them.
 */
@Stable
@NullMarked
package io.scp2p.api;

import org.jspecify.annotations.NullMarked;
