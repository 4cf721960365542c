package io.scp2p.core.protocol.session;

import io.scp2p.core.wire.Bytes;

/** What a handshake is told. Wall time comes with it: hellos carry and check it. */
public sealed interface HandshakeInput {
  /** The stream is open. */
  record Opened(long wallSeconds) implements HandshakeInput {}

  /** The body of a frame has arrived. */
  record Frame(Bytes body, long wallSeconds) implements HandshakeInput {}

  /** The stream has ended. */
  record Ended() implements HandshakeInput {}
}
