package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.RebuildBegun;
import io.scp2p.core.wire.vault.RebuildShard;
import io.scp2p.core.wire.vault.Receipt;
import io.scp2p.core.wire.vault.ShardOpened;
import io.scp2p.core.wire.vault.VaultRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Work for the disk, and whom to answer when it is done. A part of {@link HolderMachine}.
 *
 * @param asked null for what nobody asked for
 * @param wallMillis when it began
 * @param work what is done
 * @param until the end of the leases it renews
 * @param missing what it cannot renew
 */
record HolderJob(
    HolderInput.@Nullable Asked asked,
    long wallMillis,
    HolderEffect work,
    long until,
    List<Bytes> missing) {
  /** What a job changes: nothing else changes that until it is done. */
  List<Bytes> subjects() {
    if (work instanceof HolderEffect.Create create) {
      return List.of(create.shard().shard());
    } else if (work instanceof HolderEffect.Append append) {
      return List.of(append.before().shard());
    } else if (work instanceof HolderEffect.Finish finish) {
      return List.of(finish.sealed().shard());
    } else if (work instanceof HolderEffect.Note note) {
      return note.shards().stream().map(HeldShard::shard).toList();
    } else if (work instanceof HolderEffect.Erase erase) {
      return erase.shards().stream().map(HeldShard::shard).toList();
    } else if (work instanceof HolderEffect.KeepPage keep) {
      return List.of(HolderLedger.subject(keep.page()));
    } else if (work instanceof HolderEffect.ErasePages erase) {
      return erase.pages().stream().map(HolderLedger::subject).toList();
    }
    throw new IllegalArgumentException("no job: " + work);
  }

  /** There is room: for the owner who sends pieces, or for this node which rebuilds them. */
  static void opened(
      long ticket, VaultRequest request, HeldShard shard, List<HolderEffect> effects) {
    if (request instanceof RebuildShard rebuild) {
      effects.add(new HolderEffect.Reply(ticket, new RebuildBegun(shard.pieces())));
      if (!shard.isSealed()) {
        effects.add(new HolderEffect.Rebuild(shard, rebuild));
      }
    } else {
      effects.add(new HolderEffect.Reply(ticket, new ShardOpened(shard.ticket(), shard.pieces())));
    }
  }

  static HolderEffect receipt(NodeKey self, long ticket, HeldShard shard, long wallMillis) {
    return new HolderEffect.ReplyReceipt(
        ticket,
        Receipt.unsigned(
            shard.owner(),
            self,
            shard.shard(),
            shard.hash(),
            shard.sizeBytes(),
            shard.leaseUntilSeconds(),
            wallMillis));
  }
}
