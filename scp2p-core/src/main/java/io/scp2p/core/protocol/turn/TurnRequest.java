package io.scp2p.core.protocol.turn;

import io.scp2p.core.wire.Bytes;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request that is not answered yet. */
final class TurnRequest {
  /** What it is about. */
  enum Kind {
    ALLOCATE,
    REFRESH,
    PERMIT,
    BIND,
    RELEASE
  }

  final Kind kind;
  final @Nullable TurnPeer peer;

  /** Makes the message out of a transaction id; again, with another nonce, if need be. */
  final Function<Bytes, Bytes> message;

  Bytes bytes = Bytes.EMPTY;
  int tries;
  int nonces;
  long nextNanos;

  TurnRequest(Kind kind, @Nullable TurnPeer peer, Function<Bytes, Bytes> message) {
    this.kind = kind;
    this.peer = peer;
    this.message = message;
  }
}
