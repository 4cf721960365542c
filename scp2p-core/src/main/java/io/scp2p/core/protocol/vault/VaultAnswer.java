package io.scp2p.core.protocol.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.Receipt;
import io.scp2p.core.wire.vault.VaultRefusal;

/** What came of a question to a holder, after it was checked away from the loop. */
public sealed interface VaultAnswer {
  /** There is room, and so many pieces are there already. */
  record Opened(Bytes ticket, long pieces) implements VaultAnswer {}

  /** So many pieces are durable. */
  record Stored(long pieces) implements VaultAnswer {}

  /** The receipt is genuine and says what was expected. */
  record Signed(Receipt receipt) implements VaultAnswer {}

  /** The pieces came, and their proof leads to the shard's hash. The engine keeps them. */
  record Verified() implements VaultAnswer {}

  /** What was to be deleted is not there any more. */
  record Deleted() implements VaultAnswer {}

  /** The holder said no. */
  record Refused(VaultRefusal why) implements VaultAnswer {}

  /** No answer: unreachable, too late, or the session broke. */
  record Failed() implements VaultAnswer {}

  /** An answer that only the holder can be blamed for: wrong bytes, a wrong receipt. */
  record Lied() implements VaultAnswer {}
}
