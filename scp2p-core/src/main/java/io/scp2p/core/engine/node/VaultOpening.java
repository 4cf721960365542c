package io.scp2p.core.engine.node;

import io.scp2p.api.spi.NodeParts;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.keys.KeyRing;
import io.scp2p.core.engine.keys.StoreErrors;
import io.scp2p.core.engine.transfer.TransferContext;
import io.scp2p.core.engine.vault.VaultEngine;
import io.scp2p.core.engine.vault.VaultParts;
import java.util.UUID;
import java.util.function.Supplier;

/** Joins the vault with the rest of a node. Blocks: it reads what is held. */
final class VaultOpening {
  private VaultOpening() {}

  static VaultEngine open(
      NodeParts parts,
      Threads threads,
      Stores stores,
      KeyRing keys,
      TransferContext transfers,
      Supplier<UUID> names) {
    try {
      return new VaultEngine(
          new VaultParts(
              threads.loop(),
              threads.offload(),
              parts.time(),
              parts.entropy(),
              keys,
              keys.nodeKey(),
              stores.state(),
              stores.blobs(),
              stores.shards(),
              transfers,
              transfers.hub(),
              parts.config().vault(),
              names));
    } catch (StoreException e) {
      throw StoreErrors.ofState(e);
    }
  }

  static void join(VaultEngine vault, Network network, Happenings happenings) {
    vault.attach(network);
    happenings.tell(vault);
  }
}
