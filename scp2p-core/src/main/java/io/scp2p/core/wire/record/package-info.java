/**
 * What messages carry, nodes sign and the DHT stores: one immutable record a file, together with
 * its codec, in the order of the specification's sections 4 to 18.
 *
 * <p>Each type has {@code static T read(CborReader)} and {@code void write(CborWriter)}. What is
 * signed consists of a {@code Body}, which knows its {@code signingBytes()}, and the signature
 * beside it: a field outside the body is visibly not covered. Signing and verifying happen
 * elsewhere, always over {@code signingBytes()} and never over received bytes (section 4.2).
 *
 * <p>Constructors refuse what has no wire form, as that is a mistake of ours; readers refuse it
 * first, with a {@link io.scp2p.core.wire.WireException}, as there it is the peer's.
 */
@NullMarked
package io.scp2p.core.wire.record;

import org.jspecify.annotations.NullMarked;
