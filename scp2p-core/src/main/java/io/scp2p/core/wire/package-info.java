/**
 * The wire format of SCP2P v1: bytes on one side, immutable records on the other, nothing else.
 *
 * <p>This package holds what all parts share; the parts build on each other in this order:
 *
 * <ol>
 *   <li>{@code wire}: {@link io.scp2p.core.wire.Bytes}, the one rejection {@link
 *       io.scp2p.core.wire.WireException}, limits, error texts;
 *   <li>{@code wire.cbor}: a pull reader and a writer that know the reference's dialect of CBOR
 *       (specification sections 2.3 and 2.4);
 *   <li>{@code wire.record}: things that messages carry and nodes sign (sections 4 to 18);
 *   <li>{@code wire.message}: the requests and responses of section 5.4 and their registry;
 *   <li>{@code wire.frame}: length-prefixed frames and envelopes (sections 2.1 and 2.2).
 * </ol>
 *
 * <p><b>Hostile input.</b> A decoder answers any input with a value or with {@link
 * io.scp2p.core.wire.WireException}. It allocates no more than a small multiple of the bytes that
 * really arrived and its stack depth is bounded. A decoded value has the right shape; whether it is
 * true is for others to find out: nothing here hashes, verifies or reads a clock.
 *
 * <p><b>Unsigned numbers.</b> A u64 of the wire is a {@code long} whose bits are taken as unsigned
 * (see {@link io.scp2p.core.wire.U64}); u32 and smaller are non-negative values of a wider type.
 */
@NullMarked
package io.scp2p.core.wire;

import org.jspecify.annotations.NullMarked;
