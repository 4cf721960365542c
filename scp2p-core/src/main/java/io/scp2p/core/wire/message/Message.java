package io.scp2p.core.wire.message;

import io.scp2p.core.wire.cbor.Encodable;

/** The content of an envelope that is no error. */
public sealed interface Message extends Encodable permits Request, Response {
  /** The number in the envelope. */
  int type();
}
