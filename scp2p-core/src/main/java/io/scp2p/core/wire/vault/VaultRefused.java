package io.scp2p.core.wire.vault;

import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.cbor.CborWriter;

/**
 * Any answer with a status other than 0: a map of that one key.
 *
 * @param type the number of the request
 * @param status see {@link VaultRefusal}; one we do not know is a refusal all the same
 */
public record VaultRefused(int type, int status) implements VaultResponse {
  /** Refuses what has no wire form. */
  public VaultRefused {
    UnsignedRange.require("status", status - 1, UnsignedRange.MAX_U16 - 1);
  }

  /** An answer to {@code request}. */
  public static VaultRefused of(VaultRequest request, VaultRefusal why) {
    return new VaultRefused(request.answerType(), why.number());
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key(0);
    out.uint(status);
  }
}
