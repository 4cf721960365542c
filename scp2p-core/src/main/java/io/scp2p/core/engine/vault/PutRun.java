package io.scp2p.core.engine.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.ChangeStamp;
import io.scp2p.api.spi.SourceBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.vault.VaultTransfer;
import io.scp2p.core.engine.keys.StoreErrors;
import io.scp2p.core.protocol.vault.Candidate;
import io.scp2p.core.protocol.vault.Placement;
import io.scp2p.core.protocol.vault.PutMachine;
import io.scp2p.core.protocol.vault.Target;
import io.scp2p.core.protocol.vault.VaultEffect;
import io.scp2p.core.protocol.vault.VaultInput;
import io.scp2p.core.vault.CodedRun;
import io.scp2p.core.vault.FileKey;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Puts a file in: reads, seals and codes a run, and keeps it in memory until all holders have it.
 */
final class PutRun extends VaultRun {
  private final Set<Integer> coding = new HashSet<>();
  private final Map<Integer, OwnerStore.SealedShard> sealed = new TreeMap<>();
  private @Nullable PutRow row;
  private @Nullable FileKey key;
  private @Nullable SourceBlob source;
  private @Nullable VaultBlocks origin;
  private long counted;
  private long stored;

  PutRun(OwnerVault vault) {
    super(vault, VaultTransfer.Direction.PUT);
  }

  private PutRow row() {
    return Objects.requireNonNull(row, "planned before it begins");
  }

  private FileKey key() {
    return Objects.requireNonNull(key, "planned before it begins");
  }

  /** What was noted in an earlier run of the node. */
  private record Noted(
      SortedMap<Integer, Map<Integer, Bytes>> values,
      Map<Integer, OwnerStore.SealedShard> sealed) {}

  /**
   * Begins, or goes on.
   *
   * @param planned is durable already
   * @param again whether it was begun in an earlier run of the node
   */
  @SuppressWarnings("FutureReturnValueIgnored")
  void start(PutRow planned, FileKey fileKey, boolean again) {
    row = planned;
    key = fileKey;
    laidOut(planned.layout(), planned.layout().plainBytes());
    FileId from = planned.origin();
    if (from != null) {
      try {
        origin = vault.readers().blocks(from);
      } catch (Scp2pException gone) {
        fail(gone.code(), "The file that is encrypted anew cannot be read.");
        return;
      }
    }
    parts
        .offload()
        .call(() -> open(planned, again))
        .whenComplete(
            (noted, failure) -> {
              if (failure != null) {
                fail(StoreErrors.codeOf(failure), "The file cannot be put into the vault.");
                return;
              }
              if (isOver()) {
                close(); // What was opened for somebody who does not want it any more.
                return;
              }
              PutMachine machine =
                  new PutMachine(planned.layout(), planned.targets(), planned.allowDegraded());
              if (!again) {
                begin(machine);
                return;
              }
              sealed.putAll(noted.sealed());
              Set<Target> done = new HashSet<>();
              Set<NodeKey> needed = new HashSet<>();
              for (Target target : planned.targets()) {
                if (sealed.containsKey(target.index())) {
                  done.add(target);
                } else {
                  needed.add(target.holder());
                }
              }
              machine.restore(noted.values(), done);
              vault.puts().whenThere(needed, () -> begin(machine));
            });
  }

  private Noted open(PutRow planned, boolean again) throws StoreException {
    if (planned.origin() == null) {
      SourceBlob opened = parts.blobs().open(Path.of(planned.source()));
      source = opened;
      check(opened.stamp());
    }
    return again
        ? new Noted(
            vault.store().notes(planned.file(), planned.layout().totalShards()),
            vault.store().sealed(planned.file()))
        : new Noted(new TreeMap<>(), Map.of());
  }

  static long nanos(ChangeStamp stamp) {
    Instant at = stamp.modifiedAt();
    return at.getEpochSecond() * 1_000_000_000L + at.getNano();
  }

  private void check(ChangeStamp stamp) throws StoreException {
    if (stamp.sizeBytes() != layout().plainBytes() || nanos(stamp) != row().modifiedNanos()) {
      throw new StoreException(
          StoreException.Reason.CHANGED, "the file has changed since the put began", null);
    }
  }

  @Override
  void performOwn(VaultEffect effect) {
    if (effect instanceof VaultEffect.Code code) {
      code(code.run());
    } else if (effect instanceof VaultEffect.Stored done) {
      stored += done.bytes();
      progress();
    } else if (effect instanceof VaultEffect.Sealed news) {
      sealed(news);
    } else if (effect instanceof VaultEffect.NeedTarget need) {
      needTarget(need);
    }
  }

  /** Plain bytes of which all shards are durable, roughly: the last run counts at the end. */
  private void progress() {
    VaultLayout layout = layout();
    double part = stored / (double) (layout.shardBytes() * layout.totalShards());
    long now = Math.min(layout.plainBytes(), (long) (part * layout.plainBytes()));
    if (now > counted) {
      run.verified(now - counted);
      counted = now;
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void code(int number) {
    coding.add(number);
    VaultBlocks blocks = origin;
    if (blocks == null) {
      code(number, () -> plain(number));
      return;
    }
    // Both are cut in the same way, so their runs are the same.
    blocks
        .block(0, number)
        .whenComplete(
            (plain, failure) -> {
              if (failure == null) {
                code(number, plain::toArray);
              } else {
                broken(StoreErrors.codeOf(failure));
              }
            });
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void code(int number, Callable<byte[]> plain) {
    parts
        .offload()
        .call(() -> noted(coder().encode(key(), number, plain.call())))
        .whenComplete(
            (coded, failure) -> {
              if (failure != null) {
                broken(StoreErrors.codeOf(failure));
              } else if (coding.remove(number)) {
                prepared(coded);
              }
            });
  }

  private byte[] plain(int number) throws StoreException {
    SourceBlob file = source;
    if (file == null) {
      throw new StoreException(StoreException.Reason.CLOSED, "the put has ended", null);
    }
    VaultLayout layout = layout();
    byte[] plain = new byte[layout.runPlainBytes(number)];
    file.read(layout.plainOffset(number), ByteBuffer.wrap(plain));
    check(file.stamp());
    return plain;
  }

  private CodedRun noted(CodedRun coded) throws StoreException {
    if (!vault.store().note(row().file(), coded.run(), coded.values())) {
      throw new StoreException(
          StoreException.Reason.CHANGED, "the file has changed since the put began", null);
    }
    return coded;
  }

  private void prepared(CodedRun coded) {
    Map<Integer, byte[]> data = new TreeMap<>();
    Map<Integer, Bytes> values = new TreeMap<>();
    for (int i = 0; i < coded.data().length; i++) {
      data.put(i, coded.data()[i]);
      values.put(i, coded.values()[i]);
    }
    buffers.put(coded.run(), data);
    tell(new VaultInput.Prepared(coded.run(), values));
  }

  @Override
  void dropped(int number) {
    coding.remove(number);
  }

  /** The machine goes on meanwhile; the file counts as stored when all rows are there. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void sealed(VaultEffect.Sealed news) {
    sealed.put(
        news.target().index(),
        new OwnerStore.SealedShard(news.receipt().hash(), news.receipt().leaseUntilSeconds()));
    PutRow now = row();
    parts
        .offload()
        .call(
            () -> {
              vault.store().sealed(now.file(), news.target(), news.receipt());
              vault.store().keepReceipt(news.receipt());
              return true;
            })
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                broken(StoreErrors.codeOf(failure));
              }
            });
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void needTarget(VaultEffect.NeedTarget need) {
    Map<Integer, Candidate> placed = new HashMap<>();
    Target old = null;
    for (Target target : row().targets()) {
      if (target.index() == need.index()) {
        old = target;
      } else {
        placed.put(target.index(), vault.book().candidate(target.holder(), 0));
      }
    }
    Placement placement =
        new Placement(
            row().file(),
            layout().parityShards(),
            layout().shardBytes(),
            vault.book().candidates(holder -> !need.not().contains(holder)));
    NodeKey holder = Placement.another(placement, need.index(), placed, row().allowDegraded());
    if (holder == null || old == null) {
      parts.loop().post(() -> tell(new VaultInput.Placed(need.index(), null)));
      return;
    }
    long generation = old.generation() + 1;
    Target target =
        new Target(need.index(), generation, holder, key().shardId(need.index(), generation));
    PutRow kept = row().with(target);
    Target left = old;
    row = kept;
    parts
        .offload()
        .call(
            () -> {
              vault.store().keepPut(kept, left, parts.wallMillis());
              return true;
            })
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                broken(StoreErrors.codeOf(failure));
              } else {
                tell(new VaultInput.Placed(need.index(), target));
              }
            });
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  @Override
  void finish() {
    PutRow done = row();
    close();
    vault
        .puts()
        .stored(done, sealed)
        .whenComplete(
            (file, failure) -> {
              if (failure != null) {
                ErrorCode code = StoreErrors.codeOf(failure);
                fail(code, "The file could not be put into the catalog. " + code.remedy());
              } else {
                if (run.isCancelling()) {
                  vault.delete(done.file());
                }
                complete(file);
              }
            });
  }

  @Override
  void undo() {
    close();
    if (row != null) {
      vault.puts().abandoned(row);
    }
  }

  @Override
  boolean places(Bytes shard) {
    PutRow now = row;
    return !isOver()
        && now != null
        && now.targets().stream().anyMatch(each -> each.shard().equals(shard));
  }

  @Override
  void suspend() {
    super.suspend();
    close();
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void close() {
    SourceBlob file = source;
    source = null;
    if (origin != null) {
      origin.end(ErrorCode.CANCELLED);
    }
    if (key != null) {
      key.close();
    }
    if (file != null) {
      parts
          .offload()
          .call(
              () -> {
                file.close();
                return true;
              });
    }
  }
}
