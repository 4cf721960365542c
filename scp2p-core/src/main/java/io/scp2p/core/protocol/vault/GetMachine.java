package io.scp2p.core.protocol.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.core.protocol.Machine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Brings runs of one file back (section V10.2), all of them or those that a reader wants. Runs are
 * delivered as they come, each once; at most {@link #MAX_RUNS} are under way or in memory.
 */
public final class GetMachine implements Machine<VaultInput, VaultEffect> {
  /** Runs fetched or decoded at the same time. */
  public static final int MAX_RUNS = 4;

  private final RunFetches fetches;
  private final int endRun;
  private final Set<Integer> skip;
  private final Set<Integer> delivered = new HashSet<>();
  private final int fromRun;
  private int next;
  private boolean paused;
  private boolean over;

  /**
   * A get that has not begun: {@link VaultInput.Resume} makes it.
   *
   * @param needed k
   * @param sources where shards are; a shard may be at several holders
   * @param fromRun the first run wanted
   * @param endRun the first one not wanted any more
   * @param skip runs that are here already
   */
  public GetMachine(
      int needed,
      List<Source> sources,
      int fromRun,
      int endRun,
      Set<Integer> skip,
      HolderSpeeds speeds) {
    this.fetches = new RunFetches(needed, sources, speeds, new Numbers());
    this.fromRun = fromRun;
    this.next = fromRun;
    this.endRun = endRun;
    this.skip = new HashSet<>(skip);
  }

  @Override
  public List<VaultEffect> accept(long nowNanos, VaultInput input) {
    List<VaultEffect> effects = new ArrayList<>();
    if (over) {
      return effects;
    }
    if (input instanceof VaultInput.Answered answered) {
      RunFetches.Complete complete =
          fetches.answered(nowNanos, answered.ask(), answered.answer(), effects);
      if (complete != null) {
        delivered.add(complete.run());
        effects.add(new VaultEffect.Deliver(complete.run(), complete.shards()));
      }
    } else if (input instanceof VaultInput.Consumed consumed) {
      if (delivered.remove(consumed.run())) {
        skip.add(consumed.run());
        effects.add(new VaultEffect.Drop(consumed.run()));
      }
    } else if (input instanceof VaultInput.Broken broken) {
      end(broken.why(), effects);
    } else if (input instanceof VaultInput.Cancel) {
      end(ErrorCode.CANCELLED, effects);
    } else if (input instanceof VaultInput.Pause) {
      pause(effects);
    } else if (input instanceof VaultInput.Resume) {
      paused = false;
    }
    advance(nowNanos, effects);
    return effects;
  }

  private void pause(List<VaultEffect> effects) {
    if (!paused) {
      paused = true;
      // What was half fetched is asked for again; what is being written is written.
      next = fromRun;
      fetches.rest(effects);
      effects.add(new VaultEffect.Paused());
    }
  }

  private void end(ErrorCode why, List<VaultEffect> effects) {
    over = true;
    fetches.rest(effects);
    effects.add(new VaultEffect.Ended(why));
  }

  private void advance(long nowNanos, List<VaultEffect> effects) {
    if (over || paused) {
      return;
    }
    while (next < endRun && fetches.size() + delivered.size() < MAX_RUNS) {
      if (!skip.contains(next) && !delivered.contains(next) && !fetches.has(next)) {
        fetches.begin(nowNanos, next);
      }
      next++;
    }
    fetches.advance(nowNanos, effects);
    if (fetches.size() == 0 && delivered.isEmpty() && next >= endRun) {
      over = true;
      effects.add(new VaultEffect.Done());
    } else if (fetches.size() > 0 && fetches.isHopeless(nowNanos)) {
      end(ErrorCode.SHARDS_MISSING, effects);
    }
  }

  @Override
  public List<VaultEffect> onTimeout(long nowNanos) {
    List<VaultEffect> effects = new ArrayList<>();
    if (!over && !paused) {
      fetches.onTimeout(nowNanos, effects);
      advance(nowNanos, effects);
    }
    return effects;
  }

  @Override
  public OptionalLong deadlineNanos() {
    return over || paused ? OptionalLong.empty() : fetches.deadlineNanos();
  }
}
