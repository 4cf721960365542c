/**
 * Protocol decisions, and nothing else.
 *
 * <p>Each class here is a {@link io.scp2p.core.protocol.Machine}: handed an input and the current
 * monotonic time, it answers with effects for the engine to perform. It opens no socket, starts no
 * thread, reads no clock and has no randomness but what it was handed, so a whole network of
 * machines runs in one test thread and a failing run replays from its seed.
 *
 * <p><b>Confinement.</b> The engine's loop thread owns every machine; there is nothing to lock.
 *
 * <p><b>Hostile input.</b> {@code core.wire} has decoded and size-limited the bytes, but what they
 * say is still only the peer's claim. A machine that catches a peer lying answers with a {@code
 * Penalise} effect; it throws only for a bug of ours.
 *
 * <p><b>Time.</b> Nanoseconds come from {@link io.scp2p.api.spi.TimeSource#nanos()}, which may
 * overflow: two moments are compared by their difference, see {@link io.scp2p.core.protocol.Nanos}.
 * The other classes of this package itself are the small parts that machines are built from:
 * deadlines, token buckets, rate windows, back-off, replay memory and moving estimates.
 *
 * <p>Start reading at {@code session}, then {@code dht}, then {@code transfer}.
 */
@NullMarked
package io.scp2p.core.protocol;

import org.jspecify.annotations.NullMarked;
