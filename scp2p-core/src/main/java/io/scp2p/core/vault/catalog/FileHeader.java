package io.scp2p.core.vault.catalog;

import io.scp2p.core.vault.FileKey;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;

/**
 * What never changes in the life of a file id.
 *
 * @param layout how it is cut; parity as it was in the beginning
 * @param wrappedKey see {@link FileKey#wrap}
 * @param storedAtMillis when it was put
 */
public record FileHeader(VaultLayout layout, Bytes wrappedKey, long storedAtMillis) {
  /** Refuses what has no stored form. */
  public FileHeader {
    wrappedKey.requireSize(FileKey.WRAPPED_BYTES, "wrapped key");
    if (storedAtMillis < 0) {
      throw new IllegalArgumentException("a file was stored at some time");
    }
  }
}
