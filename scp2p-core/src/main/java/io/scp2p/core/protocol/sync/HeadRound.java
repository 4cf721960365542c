package io.scp2p.core.protocol.sync;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.catalog.HeadSeal;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.wire.U64;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The first half of a look: which version is the newest (section 8.7, share head lookup). Unlike
 * the reference it asks several peers at once, and a bad signature costs its sender's answer only.
 */
final class HeadRound {
  private static final long FIRST_ASK = 1;

  private final @Nullable LocalVersion local;
  private final Asks asks = new Asks(SyncMachine.HEAD_PARALLEL, FIRST_ASK);
  private final ArrayDeque<NodeKey> waiting = new ArrayDeque<>();
  private final Map<NodeKey, ManifestId> offers = new LinkedHashMap<>();
  private OptionalLong endNanos = OptionalLong.empty();
  private @Nullable VerifiedHead best;
  private boolean inGrace;
  private boolean complete;
  private ErrorCode failure = ErrorCode.NO_PEERS;

  HeadRound(@Nullable LocalVersion local) {
    this.local = local;
  }

  void peers(long nowNanos, List<NodeKey> added, boolean last, List<SyncEffect> effects) {
    if (endNanos.isEmpty()) {
      endNanos = OptionalLong.of(nowNanos + SyncMachine.HEAD_PHASE.toNanos());
    }
    waiting.addAll(added);
    complete |= last;
    askMore(nowNanos, effects);
  }

  void answered(long nowNanos, long ask, Finding finding, List<SyncEffect> effects) {
    NodeKey peer = asks.close(ask);
    if (peer == null) {
      return;
    }
    if (finding instanceof Finding.Head offer) {
      consider(nowNanos, peer, offer.head(), effects);
    } else if (finding instanceof Finding.ForgedHead) {
      failure = ErrorCode.HEAD_FORGED;
      effects.add(new SyncEffect.Refused(peer, ErrorCode.HEAD_FORGED, 0));
    } else if (finding instanceof Finding.Wrong wrong) {
      effects.add(new SyncEffect.Lied(peer, wrong.what()));
    } else if (finding instanceof Finding.Unanswered unanswered) {
      tells(unanswered.why());
    } else if (finding instanceof Finding.Nothing) {
      tells(ErrorCode.SHARE_NOT_FOUND);
    } else {
      throw new IllegalArgumentException("not about a head: " + finding.getClass());
    }
    askMore(nowNanos, effects);
  }

  /** Of several reasons the one that says most: refused, not known, not answered, nobody asked. */
  private void tells(ErrorCode why) {
    boolean refused =
        failure == ErrorCode.HEAD_FORGED
            || failure == ErrorCode.HEAD_ROLLED_BACK
            || failure == ErrorCode.MANIFEST_INVALID;
    if (!refused && failure != ErrorCode.SHARE_NOT_FOUND) {
      failure = why;
    }
  }

  private void consider(long nowNanos, NodeKey peer, VerifiedHead head, List<SyncEffect> effects) {
    ErrorCode objection = objection(head);
    if (objection != null) {
      failure = objection;
      effects.add(new SyncEffect.Refused(peer, objection, head.seq()));
      return;
    }
    offers.put(peer, head.manifestId());
    if (best != null && best.seq() == head.seq() && !sameManifest(best, head)) {
      // Its publisher signed two versions of one number. Whoever follows must not waver.
      effects.add(new SyncEffect.Refused(peer, ErrorCode.MANIFEST_INVALID, head.seq()));
    }
    if (best == null || HeadSeal.BY_AGE.compare(head.head(), best.head()) > 0) {
      best = head;
    }
    if (!inGrace) {
      inGrace = true;
      long graceEnd = nowNanos + SyncMachine.HEAD_GRACE.toNanos();
      endNanos = Nanos.earlier(endNanos, OptionalLong.of(graceEnd));
    }
  }

  private @Nullable ErrorCode objection(VerifiedHead head) {
    if (local == null) {
      return null;
    }
    int age = U64.compare(head.seq(), local.seq());
    if (age < 0) {
      return ErrorCode.HEAD_ROLLED_BACK;
    }
    return age == 0 && !head.manifestId().equals(local.manifest())
        ? ErrorCode.MANIFEST_INVALID
        : null;
  }

  private static boolean sameManifest(VerifiedHead one, VerifiedHead other) {
    return one.manifestId().equals(other.manifestId());
  }

  private void askMore(long nowNanos, List<SyncEffect> effects) {
    while (!waiting.isEmpty() && !asks.isFull()) {
      NodeKey peer = waiting.remove();
      long ask = asks.open(peer, nowNanos + SyncMachine.HEAD_TIMEOUT.toNanos());
      effects.add(new SyncEffect.AskHead(ask, peer));
    }
  }

  void onTimeout(long nowNanos, List<SyncEffect> effects) {
    for (Long ask = asks.pollOverdue(nowNanos); ask != null; ask = asks.pollOverdue(nowNanos)) {
      answered(nowNanos, ask, new Finding.Unanswered(ErrorCode.PEER_TIMED_OUT), effects);
    }
  }

  boolean isOver(long nowNanos) {
    boolean nobodyLeft = complete && asks.isEmpty() && waiting.isEmpty();
    return nobodyLeft || (endNanos.isPresent() && Nanos.isDue(endNanos.getAsLong(), nowNanos));
  }

  /** The newest verified head that is not older than what is here. */
  @Nullable VerifiedHead best() {
    return best;
  }

  /** Why there is none. */
  ErrorCode failure() {
    return failure;
  }

  /** Who offered exactly this manifest, in the order of their answers. */
  List<NodeKey> holders(ManifestId manifest) {
    List<NodeKey> holders = new ArrayList<>();
    offers.forEach(
        (peer, offered) -> {
          if (offered.equals(manifest)) {
            holders.add(peer);
          }
        });
    return holders;
  }

  /** Who offered a head that is not older than what is here, in the order of their answers. */
  List<NodeKey> holders() {
    return List.copyOf(offers.keySet());
  }

  OptionalLong deadlineNanos() {
    return Nanos.earlier(endNanos, asks.deadlineNanos());
  }
}
