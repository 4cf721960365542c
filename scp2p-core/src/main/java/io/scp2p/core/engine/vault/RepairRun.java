package io.scp2p.core.engine.vault;

import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultTransfer;
import io.scp2p.core.protocol.vault.Candidate;
import io.scp2p.core.protocol.vault.Placement;
import io.scp2p.core.protocol.vault.RepairMachine;
import io.scp2p.core.protocol.vault.Source;
import io.scp2p.core.protocol.vault.Target;
import io.scp2p.core.protocol.vault.VaultEffect;
import io.scp2p.core.protocol.vault.VaultInput;
import io.scp2p.core.vault.FileKey;
import io.scp2p.core.vault.RunCoder;
import io.scp2p.core.vault.ShardTree;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rebuilds shards. The key is used for the names of new shards and for nothing else. */
final class RepairRun extends VaultRun {
  private final FileId id;
  private final Map<Integer, Target> targets = new TreeMap<>();
  private final BitSet wanted = new BitSet();
  private List<Source> sources = List.of();
  private @Nullable FileKey key;
  private long counted;
  private long total;

  RepairRun(OwnerVault vault, FileId id) {
    super(vault, VaultTransfer.Direction.REPAIR);
    this.id = id;
  }

  FileId id() {
    return id;
  }

  /** Begins with what the catalog says and where the missing shards shall go. */
  void start(
      FileKey fileKey,
      VaultLayout layout,
      List<Source> from,
      List<Target> missing,
      Map<Integer, Bytes> hashes) {
    key = fileKey;
    sources = from;
    total = layout.shardBytes() * missing.size();
    laidOut(layout, total);
    for (Target target : missing) {
      targets.put(target.index(), target);
      wanted.set(target.index());
    }
    begin(new RepairMachine(layout, sources, missing, hashes, vault.speeds()));
  }

  @Override
  void performOther(VaultEffect effect) {
    if (effect instanceof VaultEffect.Rebuild rebuild) {
      rebuild(rebuild);
    } else if (effect instanceof VaultEffect.Stored stored) {
      // A shard that is placed a second time does not count again.
      long more = Math.min(stored.bytes(), total - counted);
      counted += more;
      run.verified(more);
    } else if (effect instanceof VaultEffect.Sealed sealed) {
      vault.replaced(id, sealed.target(), sealed.receipt());
    } else if (effect instanceof VaultEffect.NeedTarget need) {
      needTarget(need);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void rebuild(VaultEffect.Rebuild rebuild) {
    byte[][] shards = shards(rebuild.run(), rebuild.from());
    VaultLayout layout = layout();
    RunCoder coder = coder();
    parts
        .offload()
        .call(() -> coder.rebuild(rebuild.run(), shards, wanted))
        .whenComplete(
            (rebuilt, failure) -> {
              if (failure != null) {
                broken(codeOf(failure));
                return;
              }
              Map<Integer, byte[]> data = new TreeMap<>();
              Map<Integer, Bytes> values = new TreeMap<>();
              wanted.stream()
                  .forEach(
                      index -> {
                        data.put(index, rebuilt[index]);
                        values.put(
                            index,
                            ShardTree.values(
                                layout.shardBytes(),
                                layout.pieceLog(),
                                layout.firstSegment(rebuild.run()),
                                rebuilt[index]));
                      });
              buffers.put(rebuild.run(), data);
              tell(new VaultInput.Prepared(rebuild.run(), values));
            });
  }

  private void needTarget(VaultEffect.NeedTarget need) {
    Map<Integer, Candidate> placed = new HashMap<>();
    sources.forEach(
        source -> placed.put(source.index(), vault.book().candidate(source.holder(), 0)));
    targets.forEach(
        (index, target) -> {
          if (index != need.index()) {
            placed.put(index, vault.book().candidate(target.holder(), 0));
          }
        });
    Placement placement =
        new Placement(
            id,
            layout().parityShards(),
            layout().shardBytes(),
            vault.book().candidates(holder -> !need.not().contains(holder)));
    NodeKey holder = Placement.another(placement, need.index(), placed, true);
    Target old = targets.get(need.index());
    Target next = null;
    FileKey names = key;
    if (holder != null && old != null && names != null) {
      long generation = old.generation() + 1;
      next = new Target(need.index(), generation, holder, names.shardId(need.index(), generation));
      targets.put(need.index(), next);
    }
    Target target = next;
    parts.loop().post(() -> tell(new VaultInput.Placed(need.index(), target)));
  }

  @Override
  void finish() {
    closeKey();
    VaultFile file = vault.describe(id);
    complete(file);
  }

  @Override
  void undo() {
    closeKey();
  }

  @Override
  void suspend() {
    super.suspend();
    closeKey();
  }

  private void closeKey() {
    if (key != null) {
      key.close();
    }
  }
}
