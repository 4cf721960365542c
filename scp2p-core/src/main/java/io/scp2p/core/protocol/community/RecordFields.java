package io.scp2p.core.protocol.community;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;

/** The field form that the records of members and of shares have in common. */
final class RecordFields {
  private RecordFields() {}

  /** Whether it counts: 1, or 0 for a tombstone. */
  static boolean status(CborReader in) throws WireException {
    int at = in.offset();
    int status = in.u8();
    if (status > 1) {
      throw in.reject(Reason.OUT_OF_RANGE, "unknown status", at);
    }
    return status == 1;
  }
}
