package io.scp2p.core.protocol.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Puts one file into the vault (section V10.1): runs are coded a few at a time, sent to all holders
 * that need them, and forgotten once every holder has them. It ends when every holder has signed,
 * or with nothing left behind.
 *
 * <p>Only {@link #MAX_RUNS} runs are in memory, whatever the size of the file. After a crash the
 * machine is made anew from what was noted; holders say how far they are, so what was acknowledged
 * is not sent again.
 */
public final class PutMachine implements Machine<VaultInput, VaultEffect> {
  /** Coded runs in memory at the same time. */
  public static final int MAX_RUNS = 3;

  private final VaultLayout layout;
  private final boolean allowDegraded;
  private final Numbers numbers = new Numbers();
  private final Uploads uploads;
  private final SortedSet<Integer> coding = new TreeSet<>();
  private final SortedSet<Integer> prepared = new TreeSet<>();
  private @Nullable Removal removal;
  private ErrorCode ending = ErrorCode.CANCELLED;
  private boolean paused;
  private boolean over;

  /**
   * A put that has not begun: {@link VaultInput.Resume} makes it.
   *
   * @param targets one for every shard
   * @param allowDegraded whether shards without a holder are put up with, as long as the file can
   *     be read
   */
  public PutMachine(VaultLayout layout, List<Target> targets, boolean allowDegraded) {
    this.layout = layout;
    this.allowDegraded = allowDegraded;
    this.uploads = new Uploads(layout, numbers);
    targets.forEach(target -> uploads.add(target, null));
  }

  /**
   * Takes up what was noted in an earlier run of the node; before anything else.
   *
   * @param values the vertices of all runs that were noted, by run; there may be gaps
   * @param sealed shards whose holders have signed
   */
  public void restore(SortedMap<Integer, Map<Integer, Bytes>> values, Set<Target> sealed) {
    for (ShardUpload upload : uploads.all()) {
      upload.mayBeThere = true;
    }
    sealed.forEach(uploads::addSealed);
    values.forEach(uploads::noted);
  }

  @Override
  public List<VaultEffect> accept(long nowNanos, VaultInput input) {
    List<VaultEffect> effects = new ArrayList<>();
    if (over) {
      return effects;
    }
    if (removal != null) {
      if (input instanceof VaultInput.Answered answered) {
        removal.answered(answered.ask());
      }
    } else if (input instanceof VaultInput.Answered answered) {
      uploads.answered(nowNanos, answered.ask(), answered.answer(), effects);
    } else if (input instanceof VaultInput.Prepared ready) {
      uploads.noted(ready.run(), ready.values());
      if (coding.remove(ready.run())) {
        prepared.add(ready.run());
      }
    } else if (input instanceof VaultInput.Placed placed) {
      placed(nowNanos, placed, effects);
    } else if (input instanceof VaultInput.Broken broken) {
      remove(nowNanos, broken.why(), effects);
    } else if (input instanceof VaultInput.Cancel) {
      remove(nowNanos, ErrorCode.CANCELLED, effects);
    } else if (input instanceof VaultInput.Pause) {
      pause(effects);
    } else if (input instanceof VaultInput.Resume) {
      paused = false;
    }
    advance(nowNanos, effects);
    return effects;
  }

  private void placed(long nowNanos, VaultInput.Placed placed, List<VaultEffect> effects) {
    uploads.placed(placed.index(), placed.target());
    long homeless = uploads.countIn(ShardUpload.State.HOMELESS);
    long others = layout.totalShards() - homeless;
    if (homeless > 0 && (!allowDegraded || others < layout.dataShards())) {
      remove(nowNanos, ErrorCode.PLACEMENT_IMPOSSIBLE, effects);
    }
  }

  private void pause(List<VaultEffect> effects) {
    if (!paused) {
      paused = true;
      uploads.rest(effects);
      dropAll(effects);
      effects.add(new VaultEffect.Paused());
    }
  }

  private void dropAll(List<VaultEffect> effects) {
    coding.forEach(run -> effects.add(new VaultEffect.Drop(run)));
    prepared.forEach(run -> effects.add(new VaultEffect.Drop(run)));
    coding.clear();
    prepared.clear();
  }

  private void remove(long nowNanos, ErrorCode why, List<VaultEffect> effects) {
    uploads.rest(effects);
    dropAll(effects);
    ending = why;
    removal = new Removal(nowNanos, uploads, numbers, effects);
  }

  private void advance(long nowNanos, List<VaultEffect> effects) {
    if (removal != null) {
      if (removal.isOver(nowNanos)) {
        over = true;
        removal.unanswered().forEach(ask -> effects.add(new VaultEffect.Forget(ask)));
        effects.add(new VaultEffect.Ended(ending));
      }
      return;
    }
    if (paused) {
      return;
    }
    uploads.advance(nowNanos, prepared, effects);
    code(effects);
    if (uploads.isDone()) {
      over = true;
      dropAll(effects);
      effects.add(new VaultEffect.Done());
    }
  }

  /** Holders at different places want different runs: the lowest come first, so all catch up. */
  private void code(List<VaultEffect> effects) {
    SortedSet<Integer> wanted = uploads.wantedRuns();
    int lowest = uploads.lowestRun();
    for (int run : new ArrayList<>(prepared.headSet(lowest))) {
      drop(run, effects);
    }
    for (int run : wanted) {
      makeRoom(run, wanted, effects);
      want(run, effects);
    }
    // One ahead, so that coding and sending overlap.
    if (!wanted.isEmpty() && wanted.last() + 1 < layout.runs()) {
      want(wanted.last() + 1, effects);
    }
  }

  /** What was prepared ahead gives way to what somebody waits for. */
  private void makeRoom(int run, Set<Integer> wanted, List<VaultEffect> effects) {
    if (prepared.contains(run) || coding.contains(run)) {
      return;
    }
    SortedSet<Integer> unwanted = new TreeSet<>(prepared);
    unwanted.removeAll(wanted);
    if (!unwanted.isEmpty() && coding.size() + prepared.size() >= MAX_RUNS) {
      drop(unwanted.last(), effects);
    }
  }

  private void drop(int run, List<VaultEffect> effects) {
    prepared.remove(run);
    effects.add(new VaultEffect.Drop(run));
  }

  private void want(int run, List<VaultEffect> effects) {
    boolean room = coding.size() + prepared.size() < MAX_RUNS;
    if (room && !prepared.contains(run) && coding.add(run)) {
      effects.add(new VaultEffect.Code(run));
    }
  }

  @Override
  public List<VaultEffect> onTimeout(long nowNanos) {
    List<VaultEffect> effects = new ArrayList<>();
    if (!over) {
      if (removal == null) {
        uploads.onTimeout(nowNanos, effects);
      }
      advance(nowNanos, effects);
    }
    return effects;
  }

  @Override
  public OptionalLong deadlineNanos() {
    if (over || (paused && removal == null)) {
      return OptionalLong.empty();
    }
    return removal == null ? uploads.deadlineNanos() : removal.deadlineNanos();
  }
}
