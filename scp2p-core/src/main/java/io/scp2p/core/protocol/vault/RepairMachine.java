package io.scp2p.core.protocol.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Rebuilds shards of one file and places them anew (section V10.3), parity that the file never had
 * included. It handles ciphertext and never the file key, so whoever is told where the shards are
 * can do it for the owner. A run is read once, whatever number of shards is rebuilt from it.
 */
public final class RepairMachine implements Machine<VaultInput, VaultEffect> {
  /** Runs fetched or rebuilt at the same time. */
  public static final int MAX_RUNS = 2;

  /**
   * A repair in which nothing was answered, stored or rebuilt for so long is given up: only one
   * runs at a time, and others wait for it. Waiting for the pace is no standstill.
   */
  public static final Duration STANDSTILL = Duration.ofMinutes(10);

  private final Numbers numbers = new Numbers();
  private final VaultLayout layout;
  private final int needed;
  private final RepairPace pace;
  private final RunFetches fetches;
  private final Uploads uploads;
  private final SortedSet<Integer> building = new TreeSet<>();
  private final SortedSet<Integer> prepared = new TreeSet<>();
  private boolean waitsForPace;
  private boolean begun;
  private long progressNanos;
  private boolean paused;
  private boolean over;

  /**
   * A repair that has not begun: {@link VaultInput.Resume} makes it.
   *
   * @param layout with as much parity as the file shall have
   * @param sources shards that are there
   * @param targets where missing ones shall go
   * @param hashes of those that are known; others are computed
   * @param pace shared by all repairs of a node
   */
  public RepairMachine(
      VaultLayout layout,
      List<Source> sources,
      List<Target> targets,
      Map<Integer, Bytes> hashes,
      HolderSpeeds speeds,
      RepairPace pace) {
    this(layout, layout.dataShards(), sources, targets, hashes, speeds, pace);
  }

  private RepairMachine(
      VaultLayout layout,
      int needed,
      List<Source> sources,
      List<Target> targets,
      Map<Integer, Bytes> hashes,
      HolderSpeeds speeds,
      RepairPace pace) {
    this.layout = layout;
    this.needed = needed;
    this.pace = pace;
    this.fetches = new RunFetches(needed, sources, speeds, numbers);
    this.uploads = new Uploads(layout, numbers);
    targets.forEach(target -> uploads.add(target, hashes.get(target.index())));
  }

  /** Moves one shard, which is read from where it is and from nowhere else. */
  public static RepairMachine moving(
      VaultLayout layout, Source from, Target to, HolderSpeeds speeds, RepairPace pace) {
    return new RepairMachine(
        layout, 1, List.of(from), List.of(to), Map.of(to.index(), from.hash()), speeds, pace);
  }

  @Override
  public List<VaultEffect> accept(long nowNanos, VaultInput input) {
    List<VaultEffect> effects = new ArrayList<>();
    if (over) {
      return effects;
    }
    if (input instanceof VaultInput.Answered answered) {
      answered(nowNanos, answered, effects);
    } else if (input instanceof VaultInput.Prepared ready) {
      progressNanos = nowNanos;
      uploads.noted(ready.run(), ready.values());
      if (building.remove(ready.run())) {
        prepared.add(ready.run());
      }
    } else if (input instanceof VaultInput.Placed placed) {
      uploads.placed(placed.index(), placed.target());
      if (placed.target() == null) {
        end(ErrorCode.PLACEMENT_IMPOSSIBLE, effects);
      }
    } else if (input instanceof VaultInput.Broken broken) {
      end(broken.why(), effects);
    } else if (input instanceof VaultInput.Cancel) {
      end(ErrorCode.CANCELLED, effects);
    } else if (input instanceof VaultInput.Pause) {
      pause(effects);
    } else if (input instanceof VaultInput.Resume) {
      paused = false;
      progressNanos = nowNanos;
    }
    if (!begun) {
      begun = true;
      progressNanos = nowNanos;
    }
    advance(nowNanos, effects);
    return effects;
  }

  private void answered(long nowNanos, VaultInput.Answered answered, List<VaultEffect> effects) {
    VaultAnswer answer = answered.answer();
    if (answer instanceof VaultAnswer.Stored
        || answer instanceof VaultAnswer.Signed
        || answer instanceof VaultAnswer.Verified) {
      progressNanos = nowNanos;
    }
    if (uploads.answered(nowNanos, answered.ask(), answered.answer(), effects)) {
      return;
    }
    RunFetches.Complete complete =
        fetches.answered(nowNanos, answered.ask(), answered.answer(), effects);
    if (complete != null) {
      building.add(complete.run());
      effects.add(new VaultEffect.Rebuild(complete.run(), complete.shards()));
    }
  }

  private void pause(List<VaultEffect> effects) {
    if (!paused) {
      paused = true;
      release(effects);
      effects.add(new VaultEffect.Paused());
    }
  }

  private void release(List<VaultEffect> effects) {
    uploads.rest(effects);
    fetches.rest(effects);
    building.forEach(run -> effects.add(new VaultEffect.Drop(run)));
    prepared.forEach(run -> effects.add(new VaultEffect.Drop(run)));
    building.clear();
    prepared.clear();
  }

  /** Shards that were signed for stay; the others are taken back. */
  private void end(ErrorCode why, List<VaultEffect> effects) {
    over = true;
    release(effects);
    for (ShardUpload upload : uploads.all()) {
      if (upload.mayBeThere && upload.isUnderWay()) {
        effects.add(new VaultEffect.Delete(numbers.next(), upload.target));
      }
    }
    effects.add(new VaultEffect.Ended(why));
  }

  private void advance(long nowNanos, List<VaultEffect> effects) {
    if (over || paused) {
      return;
    }
    uploads.advance(nowNanos, prepared, effects);
    SortedSet<Integer> wanted = uploads.wantedRuns();
    for (int run : new ArrayList<>(prepared)) {
      if (!wanted.contains(run)) {
        prepared.remove(run);
        effects.add(new VaultEffect.Drop(run));
      }
    }
    waitsForPace = false;
    for (int run : wanted) {
      boolean here = prepared.contains(run) || building.contains(run) || fetches.has(run);
      if (!here && fetches.size() + building.size() + prepared.size() < MAX_RUNS) {
        if (pace.take(nowNanos, (long) layout.runBytes(run) * (needed + uploads.all().size()))) {
          fetches.begin(nowNanos, run);
        } else {
          waitsForPace = true;
          progressNanos = nowNanos;
        }
      }
    }
    fetches.advance(nowNanos, effects);
    if (uploads.isDone()) {
      over = true;
      fetches.rest(effects);
      effects.add(new VaultEffect.Done());
    } else if (fetches.size() > 0 && fetches.isHopeless(nowNanos)) {
      end(ErrorCode.SHARDS_MISSING, effects);
    } else if (Nanos.isDue(progressNanos + STANDSTILL.toNanos(), nowNanos)) {
      end(ErrorCode.STALLED, effects);
    }
  }

  @Override
  public List<VaultEffect> onTimeout(long nowNanos) {
    List<VaultEffect> effects = new ArrayList<>();
    if (!over && !paused) {
      fetches.onTimeout(nowNanos, effects);
      uploads.onTimeout(nowNanos, effects);
      advance(nowNanos, effects);
    }
    return effects;
  }

  @Override
  public OptionalLong deadlineNanos() {
    if (over || paused) {
      return OptionalLong.empty();
    }
    OptionalLong soonest =
        begun ? OptionalLong.of(progressNanos + STANDSTILL.toNanos()) : OptionalLong.empty();
    OptionalLong upload = uploads.deadlineNanos();
    if (upload.isPresent()) {
      soonest = RunFetches.earlier(soonest, upload.getAsLong());
    }
    OptionalLong fetch = fetches.deadlineNanos();
    if (fetch.isPresent()) {
      soonest = RunFetches.earlier(soonest, fetch.getAsLong());
    }
    return waitsForPace ? RunFetches.earlier(soonest, pace.freeAtNanos()) : soonest;
  }
}
