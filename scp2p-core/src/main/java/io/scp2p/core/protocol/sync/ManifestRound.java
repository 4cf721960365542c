package io.scp2p.core.protocol.sync;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Nanos;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The second half of a look: the manifest that the newest head points at (section 10, step 3).
 * First its DHT value from a few peers at once, then GET_MANIFEST from one after the other, each at
 * most twice; whoever is slow is not waited for before the next one is asked.
 */
final class ManifestRound {
  private static final long FIRST_ASK = 1_000_000;

  private final VerifiedHead head;
  private final Asks asks = new Asks(SyncMachine.MANIFEST_PARALLEL, FIRST_ASK);
  private final ArrayDeque<NodeKey> queue = new ArrayDeque<>();
  private final Map<NodeKey, Integer> tries = new HashMap<>();
  private final long endNanos;
  private OptionalLong hedgeNanos = OptionalLong.empty();
  private boolean complete;
  private @Nullable SyncOutcome outcome;

  ManifestRound(long nowNanos, VerifiedHead head) {
    this.head = head;
    this.endNanos = nowNanos + SyncMachine.MANIFEST_PHASE.toNanos();
  }

  /** Begins with the peers known so far, likely holders first. */
  void start(long nowNanos, Collection<NodeKey> peers, boolean last, List<SyncEffect> effects) {
    queue.addAll(peers);
    complete = last;
    queue.stream()
        .limit(SyncMachine.MANIFEST_PARALLEL)
        .forEach(
            peer -> {
              long deadline = nowNanos + SyncMachine.HEAD_TIMEOUT.toNanos();
              effects.add(new SyncEffect.AskValue(asks.open(peer, deadline), peer, head));
            });
    hedge(nowNanos);
    goOn(nowNanos, effects);
  }

  void peers(long nowNanos, List<NodeKey> added, boolean last, List<SyncEffect> effects) {
    queue.addAll(added);
    complete |= last;
    goOn(nowNanos, effects);
  }

  void answered(long nowNanos, long ask, Finding finding, List<SyncEffect> effects) {
    NodeKey peer = asks.close(ask);
    if (peer == null || outcome != null) {
      return;
    }
    if (finding instanceof Finding.Found found) {
      outcome = new SyncOutcome.Adopt(head, found.manifest());
    } else if (finding instanceof Finding.Unusable unusable) {
      outcome = new SyncOutcome.Failed(unusable.why());
    } else if (finding instanceof Finding.Wrong wrong) {
      queue.removeIf(peer::equals);
      effects.add(new SyncEffect.Lied(peer, wrong.what()));
    } else if (finding instanceof Finding.Unanswered) {
      again(peer);
    } else if (!(finding instanceof Finding.Nothing)) {
      throw new IllegalArgumentException("not about a manifest: " + finding.getClass());
    }
    goOn(nowNanos, effects);
  }

  /** Who did not answer GET_MANIFEST is asked once more, after all others. */
  private void again(NodeKey peer) {
    int tried = tries.getOrDefault(peer, 0);
    if (tried > 0 && tried < SyncMachine.TRIES_PER_PEER && !queue.contains(peer)) {
      queue.add(peer);
    }
  }

  private void goOn(long nowNanos, List<SyncEffect> effects) {
    if (outcome != null) {
      return;
    }
    if (asks.isEmpty()) {
      askNext(nowNanos, effects);
    }
    if (asks.isEmpty() && queue.isEmpty() && complete) {
      outcome = new SyncOutcome.Failed(ErrorCode.MANIFEST_UNAVAILABLE);
    }
  }

  private void askNext(long nowNanos, List<SyncEffect> effects) {
    if (queue.isEmpty() || asks.isFull()) {
      return;
    }
    NodeKey peer = queue.remove();
    tries.merge(peer, 1, Integer::sum);
    long deadline = nowNanos + SyncMachine.MANIFEST_TIMEOUT.toNanos();
    effects.add(new SyncEffect.AskManifest(asks.open(peer, deadline), peer, head));
    hedge(nowNanos);
  }

  private void hedge(long nowNanos) {
    hedgeNanos = OptionalLong.of(nowNanos + SyncMachine.HEDGE.toNanos());
  }

  void onTimeout(long nowNanos, List<SyncEffect> effects) {
    if (Nanos.isDue(endNanos, nowNanos) && outcome == null) {
      outcome = new SyncOutcome.Failed(ErrorCode.MANIFEST_UNAVAILABLE);
      return;
    }
    for (Long ask = asks.pollOverdue(nowNanos); ask != null; ask = asks.pollOverdue(nowNanos)) {
      answered(nowNanos, ask, new Finding.Unanswered(ErrorCode.PEER_TIMED_OUT), effects);
    }
    if (outcome == null
        && hedgeNanos.isPresent()
        && Nanos.isDue(hedgeNanos.getAsLong(), nowNanos)) {
      hedgeNanos = OptionalLong.empty();
      askNext(nowNanos, effects);
    }
  }

  @Nullable SyncOutcome outcome() {
    return outcome;
  }

  OptionalLong deadlineNanos() {
    OptionalLong soonest = Nanos.earlier(asks.deadlineNanos(), hedgeNanos);
    return Nanos.earlier(soonest, OptionalLong.of(endNanos));
  }
}
