package io.scp2p.core.protocol.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.wire.Bytes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a vault transfer is told. */
public sealed interface VaultInput {
  /** What came of one question. */
  record Answered(long ask, VaultAnswer answer) implements VaultInput {}

  /**
   * A run is coded or rebuilt and can be sent; its vertices are noted durably.
   *
   * @param values of the shards that are uploaded, by index
   */
  record Prepared(int run, Map<Integer, Bytes> values) implements VaultInput {
    /** Copies the map. */
    public Prepared {
      values = Map.copyOf(values);
    }
  }

  /** A run that was delivered is decoded and written: its buffers are free. */
  record Consumed(int run) implements VaultInput {}

  /** This machine has failed to read, code, decode or write. */
  record Broken(ErrorCode why) implements VaultInput {}

  /**
   * What came of the search for another holder.
   *
   * @param target null if there is none
   */
  record Placed(int index, @Nullable Target target) implements VaultInput {}

  /** Stop, but keep what is done. */
  record Pause() implements VaultInput {}

  /** Go on. */
  record Resume() implements VaultInput {}

  /** Stop for good. */
  record Cancel() implements VaultInput {}
}
