package io.scp2p.api.vault;

import io.scp2p.api.transfer.TransferHandle;

/** A file on its way into the vault, out of it, or being repaired. */
public interface VaultTransfer extends TransferHandle<VaultFile> {
  /** {@return what it does} */
  Direction direction();

  /** What a vault transfer does. */
  enum Direction {
    /** Encrypts, splits and spreads. Cancelled, it removes what was placed. */
    PUT,
    /** Collects, joins and decrypts. */
    GET,
    /** Rebuilds what is missing and places it anew. */
    REPAIR
  }
}
