package io.scp2p.core.wire.stun;

import io.scp2p.core.wire.Bytes;

/**
 * A code that came with a message, and what it was made of (RFC 8489, sections 14.5 and 14.6).
 *
 * @param type {@link StunAttribute#MESSAGE_INTEGRITY} or {@link
 *     StunAttribute#MESSAGE_INTEGRITY_SHA256}
 * @param input the message up to this attribute, its length field as if it ended with it
 * @param code 20 bytes, or 16 to 32 of the one with SHA-256
 */
public record StunIntegrity(int type, Bytes input, Bytes code) {}
