package io.scp2p.core.protocol.vault;

import io.scp2p.core.vault.ShardTree;
import io.scp2p.core.wire.vault.AskOffer;
import io.scp2p.core.wire.vault.GetPage;
import io.scp2p.core.wire.vault.ListPages;
import io.scp2p.core.wire.vault.PageList;
import io.scp2p.core.wire.vault.ProveShard;
import io.scp2p.core.wire.vault.ReadPieces;
import io.scp2p.core.wire.vault.VaultLimits;
import io.scp2p.core.wire.vault.VaultRefusal;
import io.scp2p.core.wire.vault.VaultRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What anybody may ask without a signature (section V2.3). A part of {@link HolderMachine}. */
final class HolderReads {
  private final HolderLedger ledger;
  private final HolderRoom room;

  HolderReads(HolderLedger ledger, HolderRoom room) {
    this.ledger = ledger;
    this.room = room;
  }

  @Nullable VaultRefusal asked(HolderInput.Asked asked, List<HolderEffect> effects) {
    VaultRequest request = asked.request();
    if (request instanceof ReadPieces read) {
      return pieces(asked.ticket(), read, effects);
    }
    if (request instanceof ProveShard prove) {
      return leaf(asked.ticket(), prove, effects);
    }
    if (request instanceof AskOffer ask) {
      effects.add(
          new HolderEffect.Reply(
              asked.ticket(), room.offer(ask.owner(), asked.peer(), asked.block())));
      return null;
    }
    if (request instanceof ListPages list) {
      effects.add(
          new HolderEffect.Reply(
              asked.ticket(), new PageList(ledger.pages().entries(list.owner()))));
      return null;
    }
    GetPage get = (GetPage) request;
    HeldPage page = ledger.pages().find(get.owner(), get.page(), get.slot());
    if (page == null) {
      return VaultRefusal.UNKNOWN_SHARD;
    }
    effects.add(new HolderEffect.ReadPage(asked.ticket(), page));
    return null;
  }

  private @Nullable VaultRefusal leaf(long ticket, ProveShard prove, List<HolderEffect> effects) {
    HeldShard shard = ledger.present(prove.shard());
    if (shard == null || !shard.isSealed()) {
      return VaultRefusal.UNKNOWN_SHARD;
    }
    if (prove.leaf() >= ShardTree.leaves(shard.sizeBytes())) {
      return VaultRefusal.INVALID;
    }
    effects.add(new HolderEffect.ReadLeaf(ticket, shard, prove.leaf()));
    return null;
  }

  private @Nullable VaultRefusal pieces(long ticket, ReadPieces read, List<HolderEffect> effects) {
    HeldShard shard = ledger.present(read.shard());
    if (shard == null || !shard.isSealed()) {
      return VaultRefusal.UNKNOWN_SHARD;
    }
    long end = read.first() + read.count();
    boolean fits = read.count() << shard.pieceLog() <= VaultLimits.MAX_DATA_BYTES;
    if (read.count() < 1 || !fits || end > shard.pieces()) {
      return VaultRefusal.INVALID;
    }
    effects.add(new HolderEffect.ReadPieces(ticket, shard, read.first(), (int) read.count()));
    return null;
  }
}
