package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.vault.ShardTree;
import io.scp2p.core.wire.Bytes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One shard on its way to a holder. A record of {@link Uploads}. */
final class ShardUpload {
  /** {@code OPENING → SENDING → SEALING → SEALED}; any trouble leads back to {@code OPENING}. */
  enum State {
    OPENING,
    SENDING,
    SEALING,
    SEALED,
    /** Waits for another holder. */
    REPLACING,
    /** There is no holder for it. */
    HOMELESS
  }

  static final long NO_ASK = 0;

  Target target;
  State state = State.OPENING;
  Bytes ticket = Bytes.EMPTY;
  int pieces;

  /** The most that its holder ever had: what is sent again is no progress. */
  int furthest;

  long ask = NO_ASK;
  int failures;
  boolean waiting;
  boolean mayBeThere;
  final ShardTree.Growing growing = new ShardTree.Growing();
  final Set<NodeKey> tried = new HashSet<>();
  final @Nullable Bytes knownHash;

  ShardUpload(Target target, @Nullable Bytes knownHash) {
    this.target = target;
    this.knownHash = knownHash;
    tried.add(target.holder());
  }

  /** Whether it still needs runs. */
  boolean isUnderWay() {
    return state == State.OPENING || state == State.SENDING || state == State.SEALING;
  }
}
