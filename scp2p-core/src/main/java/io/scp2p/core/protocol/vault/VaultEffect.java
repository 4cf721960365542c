package io.scp2p.core.protocol.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.Receipt;
import java.util.Set;

/** What a vault transfer wants done. Every question is answered under its number. */
public sealed interface VaultEffect {
  /** Ask a holder to make room, with 620. */
  record Open(long ask, Target target) implements VaultEffect {}

  /** Send the pieces of a run, from {@code firstPiece} on, with 621. */
  record Send(long ask, Target target, Bytes ticket, int run, int firstPiece)
      implements VaultEffect {}

  /** Ask for the receipt, with 622; check it before answering. */
  record Seal(long ask, Target target, Bytes hash) implements VaultEffect {}

  /** Note durably that a holder has signed for a shard. */
  record Sealed(Target target, Receipt receipt) implements VaultEffect {}

  /** Ask for a run of a shard, with 623; verify it, keep it, then answer. */
  record Read(long ask, Source source, int run) implements VaultEffect {}

  /** Nobody waits for this answer any more. */
  record Forget(long ask) implements VaultEffect {}

  /** Note durably that a shard is not wanted, then ask its holder to delete it, with 626. */
  record Delete(long ask, Target target) implements VaultEffect {}

  /**
   * Read, seal and code a run, and note its vertices durably before answering {@link
   * VaultInput.Prepared}; if they were noted before and differ, the file has changed.
   */
  record Code(int run) implements VaultEffect {}

  /** Rebuild the shards that are uploaded from a run of these shards, then as {@link Code}. */
  record Rebuild(int run, Set<Integer> from) implements VaultEffect {
    /** Copies the set. */
    public Rebuild {
      from = Set.copyOf(from);
    }
  }

  /** Decode a run from these shards and hand it on, then answer {@link VaultInput.Consumed}. */
  record Deliver(int run, Set<Integer> from) implements VaultEffect {
    /** Copies the set. */
    public Deliver {
      from = Set.copyOf(from);
    }
  }

  /** The buffers of a run are not needed any more. */
  record Drop(int run) implements VaultEffect {}

  /** Bytes have become durable at a holder. */
  record Stored(NodeKey holder, long bytes) implements VaultEffect {}

  /** Find another holder for a shard and answer {@link VaultInput.Placed}. */
  record NeedTarget(int index, Set<NodeKey> not) implements VaultEffect {
    /** Copies the set. */
    public NeedTarget {
      not = Set.copyOf(not);
    }
  }

  /** A holder sent what no honest holder sends. The shard there counts as lost. */
  record Misbehaved(NodeKey holder, int index) implements VaultEffect {}

  /** A holder says that it does not have a shard that it signed for. */
  record Missing(NodeKey holder, int index) implements VaultEffect {}

  /** Everything is at rest. */
  record Paused() implements VaultEffect {}

  /** It is over, well. */
  record Done() implements VaultEffect {}

  /** It is over, and not well. */
  record Ended(ErrorCode why) implements VaultEffect {}
}
