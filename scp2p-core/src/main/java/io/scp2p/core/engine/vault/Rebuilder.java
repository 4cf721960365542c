package io.scp2p.core.engine.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.vault.GetMachine;
import io.scp2p.core.protocol.vault.HeldShard;
import io.scp2p.core.protocol.vault.HolderEffect;
import io.scp2p.core.protocol.vault.Source;
import io.scp2p.core.protocol.vault.VaultEffect;
import io.scp2p.core.protocol.vault.VaultInput;
import io.scp2p.core.vault.RunCoder;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.PiecesStored;
import io.scp2p.core.wire.vault.RebuildShard;
import io.scp2p.core.wire.vault.StorePieces;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * Rebuilds shards for owners who need not send them (message 631): fetches runs of other shards,
 * computes the wanted one, and hands its pieces to this node's own holder. It knows no key and
 * reads nothing. A rebuilding that fails is forgotten; its owner may order it again, and it goes on
 * behind the last piece. Lives on the loop.
 */
final class Rebuilder {
  private final OwnerVault vault;
  private final HolderService holder;
  private final Rebuilds<Rebuild> rebuilds = new Rebuilds<>();

  Rebuilder(OwnerVault vault, HolderService holder) {
    this.vault = vault;
    this.holder = holder;
  }

  /** An owner wants a shard rebuilt, for which there is room. */
  void accept(HolderEffect.Rebuild wanted) {
    RebuildShard order = wanted.order();
    if (!rebuilds.hasRoomFor(order.shard())) {
      return;
    }
    VaultLayout layout;
    try {
      layout =
          VaultLayout.ofShards(
              order.sizeBytes(), order.dataShards(), order.parityShards(), order.pieceLog());
    } catch (IllegalArgumentException noSuchFile) {
      return; // The room is given back when the shard is not sealed in time.
    }
    if (layout.isModest()) {
      Rebuild rebuild = new Rebuild(wanted.shard(), order, layout);
      rebuilds.add(order.shard(), rebuild);
      rebuild.next(wanted.shard().pieces());
    }
  }

  void close() {
    rebuilds.close().forEach(MachineRun::suspend);
  }

  /** One shard, a run at a time. */
  private final class Rebuild extends MachineRun {
    private final HeldShard shard;
    private final int index;
    private final List<Source> sources;
    private int pieces;

    Rebuild(HeldShard shard, RebuildShard order, VaultLayout layout) {
      super(Rebuilder.this.vault);
      this.shard = shard;
      this.index = order.index();
      this.sources =
          order.sources().stream()
              .filter(each -> each.index() < layout.totalShards() && each.index() != index)
              .map(each -> new Source(each.index(), each.holder(), each.shard(), each.hash()))
              .toList();
      laidOut(layout);
    }

    /** Goes on behind so many pieces. */
    void next(int done) {
      pieces = done;
      if (done >= layout().segments()) {
        end();
        return;
      }
      int run = done / VaultLayout.RUN_PIECES;
      drive(new GetMachine(layout().dataShards(), sources, run, run + 1, Set.of(), vault.speeds()));
      tell(new VaultInput.Resume());
    }

    private void end() {
      suspend();
      rebuilds.remove(shard.shard(), this);
    }

    @Override
    boolean isOver() {
      return !rebuilds.has(shard.shard(), this);
    }

    /** What an owner says of hashes is only his word. */
    @Override
    void lied(NodeKey liar, int which) {
      // The order may name a wrong hash to do harm to a holder.
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    @Override
    void performOther(VaultEffect effect) {
      if (effect instanceof VaultEffect.Ended) {
        end();
      } else if (effect instanceof VaultEffect.Deliver deliver) {
        byte[][] from = shards(deliver.run(), deliver.from());
        RunCoder coder = coder();
        BitSet wanted = new BitSet();
        wanted.set(index);
        parts
            .offload()
            .call(() -> coder.rebuild(deliver.run(), from, wanted)[index])
            .whenComplete(
                (rebuilt, failure) -> {
                  buffers.clear();
                  if (failure == null && !isOver()) {
                    store(deliver.run(), rebuilt);
                  } else {
                    end();
                  }
                });
      }
    }

    private void store(int run, byte[] rebuilt) {
      int from = (pieces - layout().firstSegment(run)) << layout().pieceLog();
      holder.local(
          new StorePieces(
              shard.shard(),
              shard.ticket(),
              pieces,
              Bytes.wrap(rebuilt, from, rebuilt.length - from)),
          response -> {
            if (response instanceof PiecesStored stored) {
              next((int) stored.pieces());
            } else {
              end();
            }
          });
    }
  }
}
