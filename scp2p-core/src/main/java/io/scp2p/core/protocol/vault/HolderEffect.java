package io.scp2p.core.protocol.vault;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.Order;
import io.scp2p.core.wire.vault.RebuildShard;
import io.scp2p.core.wire.vault.Receipt;
import io.scp2p.core.wire.vault.VaultResponse;
import java.util.List;

/** What a holder wants done. Every job is answered with {@link HolderInput.Finished}. */
public sealed interface HolderEffect {
  /** Answer a request. */
  record Reply(long ticket, VaultResponse response) implements HolderEffect {}

  /** Sign a receipt, then answer with it. */
  record ReplyReceipt(long ticket, Receipt receipt) implements HolderEffect {}

  /** Sign a renewal, then answer with it. */
  record ReplyRenewal(long ticket, Order order, long leaseUntilSeconds, List<Bytes> missing)
      implements HolderEffect {
    /** Copies the list. */
    public ReplyRenewal {
      missing = List.copyOf(missing);
    }
  }

  /** Make room for a shard and note it. */
  record Create(long job, HeldShard shard) implements HolderEffect {}

  /** Append pieces behind {@code before}, note their vertices and that there are more of them. */
  record Append(long job, HeldShard before, Bytes data) implements HolderEffect {}

  /**
   * Compare the hash of what is on disk, make all of it survive the loss of power, and note the
   * shard as {@code sealed}.
   */
  record Finish(long job, HeldShard sealed) implements HolderEffect {}

  /** Rebuild a shard out of others, as if the owner sent its pieces; nobody waits. */
  record Rebuild(HeldShard shard, RebuildShard order) implements HolderEffect {}

  /** Note the lines anew, so that they survive the loss of power. */
  record Note(long job, List<HeldShard> shards) implements HolderEffect {
    /** Copies the list. */
    public Note {
      shards = List.copyOf(shards);
    }
  }

  /** Delete shards and their lines: all lines at once, so that they survive the loss of power. */
  record Erase(long job, List<HeldShard> shards) implements HolderEffect {
    /** Copies the list. */
    public Erase {
      shards = List.copyOf(shards);
    }
  }

  /** Read pieces with their proof, and answer. */
  record ReadPieces(long ticket, HeldShard shard, long first, int count) implements HolderEffect {}

  /** Read a leaf with its proof, and answer. */
  record ReadLeaf(long ticket, HeldShard shard, long leaf) implements HolderEffect {}

  /** Keep a page durably. */
  record KeepPage(long job, HeldPage page, Bytes data) implements HolderEffect {}

  /** Read a page, and answer. */
  record ReadPage(long ticket, HeldPage page) implements HolderEffect {}

  /** Delete pages. */
  record ErasePages(long job, List<HeldPage> pages) implements HolderEffect {
    /** Copies the list. */
    public ErasePages {
      pages = List.copyOf(pages);
    }
  }
}
