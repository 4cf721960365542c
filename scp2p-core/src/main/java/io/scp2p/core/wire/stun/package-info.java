/**
 * STUN messages (RFC 8489) as bytes ↔ values: header, attributes, integrity and fingerprint. Also
 * the envelope of TURN (RFC 8656), whose attributes are kept by their type.
 *
 * <p>Nothing here computes a code or knows a key: {@link io.scp2p.core.wire.stun.StunMessage} says
 * over which bytes a code was made, {@link io.scp2p.core.wire.stun.StunWriter} asks for one.
 */
@NullMarked
package io.scp2p.core.wire.stun;

import org.jspecify.annotations.NullMarked;
