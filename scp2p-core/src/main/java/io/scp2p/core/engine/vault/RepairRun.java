package io.scp2p.core.engine.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.vault.VaultTransfer;
import io.scp2p.core.coding.TooFewShardsException;
import io.scp2p.core.engine.keys.StoreErrors;
import io.scp2p.core.protocol.vault.Candidate;
import io.scp2p.core.protocol.vault.Placement;
import io.scp2p.core.protocol.vault.RepairMachine;
import io.scp2p.core.protocol.vault.RepairPace;
import io.scp2p.core.protocol.vault.Source;
import io.scp2p.core.protocol.vault.Target;
import io.scp2p.core.protocol.vault.VaultEffect;
import io.scp2p.core.protocol.vault.VaultInput;
import io.scp2p.core.vault.FileKey;
import io.scp2p.core.vault.RunCoder;
import io.scp2p.core.vault.ShardTree;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Rebuilds shards. The key is used for the names of new shards and for nothing else. */
final class RepairRun extends VaultRun {
  private final FileId id;
  private final Map<Integer, Target> targets = new TreeMap<>();
  private final BitSet wanted = new BitSet();
  private final List<CompletableFuture<Boolean>> replaced = new ArrayList<>();
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
      Map<Integer, Bytes> hashes,
      RepairPace pace) {
    laidOut(fileKey, layout, from, missing);
    noted(
        missing,
        () -> begin(new RepairMachine(layout, from, missing, hashes, vault.speeds(), pace)));
  }

  /** Moves one shard to another holder. */
  void move(FileKey fileKey, VaultLayout layout, Source from, Target to, RepairPace pace) {
    laidOut(fileKey, layout, List.of(from), List.of(to));
    noted(List.of(to), () -> begin(RepairMachine.moving(layout, from, to, vault.speeds(), pace)));
  }

  private void laidOut(
      FileKey fileKey, VaultLayout layout, List<Source> from, List<Target> missing) {
    key = fileKey;
    sources = from;
    total = layout.shardBytes() * missing.size();
    laidOut(layout, total);
    for (Target target : missing) {
      targets.put(target.index(), target);
      wanted.set(target.index());
    }
  }

  /** Garbage, unless the catalog comes to know them: a crash must not leave orphans. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void noted(List<Target> placed, Runnable then) {
    vault
        .offload(
            () -> {
              vault.store().addGarbage(placed, parts.wallMillis());
              return true;
            })
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                fail(StoreErrors.codeOf(failure), "The repair could not be noted.");
              } else if (run.isOver() || run.isCancelling()) {
                closeKey();
              } else {
                then.run();
              }
            });
  }

  @Override
  boolean places(Bytes shard) {
    return !isOver() && targets.values().stream().anyMatch(each -> each.shard().equals(shard));
  }

  @Override
  FileId file() {
    return id;
  }

  @Override
  void performOwn(VaultEffect effect) {
    if (effect instanceof VaultEffect.Rebuild rebuild) {
      rebuild(rebuild);
    } else if (effect instanceof VaultEffect.Stored stored) {
      // A shard that is placed a second time does not count again.
      long more = Math.min(stored.bytes(), total - counted);
      counted += more;
      run.verified(more);
    } else if (effect instanceof VaultEffect.Sealed sealed) {
      replaced.add(vault.replaced(id, sealed.target(), sealed.receipt()));
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
        .call(() -> rebuilt(coder, rebuild.run(), shards))
        .whenComplete(
            (rebuilt, failure) -> {
              if (failure != null) {
                broken(StoreErrors.codeOf(failure));
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

  /** A shard that is only moved is there already, and so is the sound part of a suspect one. */
  private byte[][] rebuilt(RunCoder coder, int number, byte[][] shards)
      throws TooFewShardsException {
    BitSet absent = new BitSet();
    wanted.stream().filter(index -> shards[index] == null).forEach(absent::set);
    byte[][] rebuilt = absent.isEmpty() ? shards.clone() : coder.rebuild(number, shards, absent);
    wanted.stream()
        .filter(index -> shards[index] != null)
        .forEach(index -> rebuilt[index] = shards[index]);
    return rebuilt;
  }

  private void needTarget(VaultEffect.NeedTarget need) {
    Map<Integer, Candidate> placed = new HashMap<>();
    sources.stream()
        .filter(source -> !source.suspect())
        .forEach(source -> placed.put(source.index(), vault.book().candidate(source.holder(), 0)));
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
    if (target == null) {
      parts.loop().post(() -> tell(new VaultInput.Placed(need.index(), null)));
    } else {
      noted(List.of(target), () -> tell(new VaultInput.Placed(need.index(), target)));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  @Override
  void finish() {
    closeKey();
    CompletableFuture.allOf(replaced.toArray(new CompletableFuture<?>[0]))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                // The old placements are the ones that count: nothing of them was freed.
                ErrorCode code = StoreErrors.codeOf(failure);
                fail(code, "The catalog does not know of the repair. " + code.remedy());
                return;
              }
              vault.repairs().done(id);
              try {
                complete(vault.describe(id));
              } catch (Scp2pException e) {
                fail(e.code(), "The file was deleted while it was repaired.");
              }
            });
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
