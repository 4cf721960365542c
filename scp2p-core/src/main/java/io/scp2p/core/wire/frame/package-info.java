/**
 * Frames and envelopes: how messages sit on a stream (specification sections 2.1 and 2.2).
 *
 * <p>A frame is a length and a body; the body is a hello or an {@link
 * io.scp2p.core.wire.frame.Envelope}, whose payload is again CBOR, text, or nothing. {@link
 * io.scp2p.core.wire.frame.FrameDecoder} cuts a stream of arbitrary pieces into bodies; {@link
 * io.scp2p.core.wire.frame.FrameEncoder} produces a whole frame in one buffer, so that it leaves in
 * one write (section 21, Q-35).
 */
@NullMarked
package io.scp2p.core.wire.frame;

import org.jspecify.annotations.NullMarked;
