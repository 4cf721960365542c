/**
 * Following shares: what the host asks for, kept durable, and the machines of {@link
 * io.scp2p.core.protocol.sync} driven by the loop.
 *
 * <p>{@link io.scp2p.core.engine.follow.Following} is the entrance. What it needs of the rest of
 * the node are the small interfaces {@link io.scp2p.core.engine.follow.SyncPeers}, {@link
 * io.scp2p.core.engine.follow.ContentFetcher} and {@link io.scp2p.core.engine.follow.FollowEvents}.
 */
@NullMarked
package io.scp2p.core.engine.follow;

import org.jspecify.annotations.NullMarked;
