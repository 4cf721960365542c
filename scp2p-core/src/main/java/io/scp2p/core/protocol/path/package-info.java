/**
 * Ways to a peer: which addresses to try and in what order, which sessions to keep, and which of
 * them carries bulk.
 *
 * <p>{@link io.scp2p.core.protocol.path.DialRace} finds one way; {@link
 * io.scp2p.core.protocol.path.SessionPool} remembers the ways there are.
 */
@NullMarked
package io.scp2p.core.protocol.path;

import org.jspecify.annotations.NullMarked;
