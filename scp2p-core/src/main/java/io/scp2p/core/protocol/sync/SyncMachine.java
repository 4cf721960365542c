package io.scp2p.core.protocol.sync;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.wire.U64;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One look for a newer version of one share (specification section 10), from the question who has
 * which head to a verified manifest. It knows the share only by what its checks let through.
 *
 * <pre>
 *   peers ──► heads (──► catalog) ──► own store ──► DHT value ──► GET_MANIFEST ──► adopt
 *               │           │             │              │
 *               └───────────┴──── up to date, or failed ─┘
 * </pre>
 *
 * <p>Beyond the reference: every head is verified, and one that is not is ignored; an
 * older head than ours is refused, and so is another one of the same number; the manifest's number
 * must be the head's; a failure ends this look and no other.
 */
public final class SyncMachine implements Machine<SyncInput, SyncEffect> {
  /** Peers taken notice of in one look; the reference asks three. */
  public static final int MAX_PEERS = 24;

  /** Peers asked for the head at the same time. */
  public static final int HEAD_PARALLEL = 6;

  /** Peers asked for the manifest at the same time: only slow ones have company. */
  public static final int MANIFEST_PARALLEL = 3;

  /** How often one peer is asked with GET_MANIFEST (section 10, step 3). */
  public static final int TRIES_PER_PEER = 2;

  /** For an answer of at most 64 KiB, and a dial where there is no session yet. */
  public static final Duration HEAD_TIMEOUT = Duration.ofSeconds(8);

  /** All heads together. */
  public static final Duration HEAD_PHASE = Duration.ofSeconds(20);

  /** Once a verified head is there: how long others have to offer a newer one. */
  public static final Duration HEAD_GRACE = Duration.ofSeconds(2);

  /** For an answer of up to 1 MiB at 40 KB/s. */
  public static final Duration MANIFEST_TIMEOUT = Duration.ofSeconds(30);

  /** A manifest that is not here by then is asked for from one more peer. */
  public static final Duration HEDGE = Duration.ofSeconds(3);

  /** All questions for the manifest together. */
  public static final Duration MANIFEST_PHASE = Duration.ofMinutes(2);

  private final @Nullable LocalVersion local;
  private final HeadRound heads;
  private final Set<NodeKey> peers = new LinkedHashSet<>();
  private final Set<NodeKey> liars = new HashSet<>();
  private final boolean catalogs;
  private boolean complete;
  private boolean trying;
  private @Nullable VerifiedHead newest;
  private @Nullable ManifestRound manifests;
  private boolean over;

  /**
   * A look that has not begun.
   *
   * @param local what is here; null if there is no version yet
   */
  public SyncMachine(@Nullable LocalVersion local) {
    this(local, false);
  }

  /**
   * A look that has not begun.
   *
   * @param local what is here; null if there is no version yet
   * @param catalogs whether to try the paged catalog first, wherever a peer speaks it
   */
  public SyncMachine(@Nullable LocalVersion local, boolean catalogs) {
    this.local = local;
    this.catalogs = catalogs;
    this.heads = new HeadRound(local);
  }

  @Override
  public List<SyncEffect> accept(long nowNanos, SyncInput input) {
    List<SyncEffect> effects = new ArrayList<>();
    if (over) {
      return effects;
    }
    if (input instanceof SyncInput.Peers more) {
      peers(nowNanos, more, effects);
    } else if (input instanceof SyncInput.Answered answered) {
      answered(nowNanos, answered, effects);
    } else if (input instanceof SyncInput.CatalogTried tried) {
      catalogTried(tried.outcome(), effects);
    } else if (input instanceof SyncInput.CacheRead read) {
      cacheRead(nowNanos, read.finding(), effects);
    } else {
      end(new SyncOutcome.Failed(ErrorCode.CANCELLED), effects);
    }
    advance(nowNanos, effects);
    return effects;
  }

  private void peers(long nowNanos, SyncInput.Peers more, List<SyncEffect> effects) {
    List<NodeKey> added = new ArrayList<>();
    for (NodeKey peer : more.peers()) {
      if (peers.size() < MAX_PEERS && peers.add(peer)) {
        added.add(peer);
      }
    }
    complete |= more.complete();
    if (newest == null) {
      heads.peers(nowNanos, added, more.complete(), effects);
    } else if (manifests != null) {
      manifests.peers(nowNanos, added, more.complete(), effects);
    }
  }

  private void answered(long nowNanos, SyncInput.Answered answered, List<SyncEffect> effects) {
    int before = effects.size();
    if (newest == null) {
      heads.answered(nowNanos, answered.ask(), answered.finding(), effects);
    } else if (manifests != null) {
      manifests.answered(nowNanos, answered.ask(), answered.finding(), effects);
    }
    for (SyncEffect effect : effects.subList(before, effects.size())) {
      if (effect instanceof SyncEffect.Lied lied) {
        liars.add(lied.peer());
      }
    }
  }

  private void cacheRead(long nowNanos, Finding finding, List<SyncEffect> effects) {
    VerifiedHead head = newest;
    if (head == null || manifests != null || trying) {
      return;
    }
    if (finding instanceof Finding.Found found) {
      end(adoption(new SyncOutcome.Adopt(head, found.manifest())), effects);
    } else if (finding instanceof Finding.Unusable unusable) {
      end(new SyncOutcome.Failed(unusable.why()), effects);
    } else {
      manifests = new ManifestRound(nowNanos, head);
      manifests.start(nowNanos, order(head), complete, effects);
    }
  }

  /** What follows from the last step. */
  private void advance(long nowNanos, List<SyncEffect> effects) {
    if (over) {
      return;
    }
    if (newest == null && heads.isOver(nowNanos)) {
      headsAreOver(effects);
    } else if (manifests != null && manifests.outcome() != null) {
      SyncOutcome outcome = manifests.outcome();
      end(outcome instanceof SyncOutcome.Adopt adopt ? adoption(adopt) : outcome, effects);
    }
  }

  private void headsAreOver(List<SyncEffect> effects) {
    VerifiedHead best = heads.best();
    if (best == null) {
      end(new SyncOutcome.Failed(heads.failure()), effects);
    } else if (isHere(best) && !(catalogs && local != null && local.empty())) {
      end(new SyncOutcome.UpToDate(best), effects);
    } else {
      newest = best;
      trying = catalogs;
      effects.add(
          catalogs
              ? new SyncEffect.TryCatalog(best, knowing(best))
              : new SyncEffect.ReadCache(best));
    }
  }

  private boolean isHere(VerifiedHead head) {
    return local != null && U64.compare(head.seq(), local.seq()) <= 0;
  }

  /** Who showed that he knows the share; nobody else is told its id. */
  private List<NodeKey> knowing(VerifiedHead head) {
    Set<NodeKey> knowing = new LinkedHashSet<>(heads.holders(head.manifestId()));
    knowing.addAll(heads.holders());
    knowing.removeAll(liars);
    return List.copyOf(knowing);
  }

  private List<NodeKey> order(VerifiedHead head) {
    Set<NodeKey> order = new LinkedHashSet<>(heads.holders(head.manifestId()));
    order.addAll(peers);
    order.removeAll(liars);
    return List.copyOf(order);
  }

  private void catalogTried(CatalogOutcome outcome, List<SyncEffect> effects) {
    VerifiedHead head = newest;
    if (!trying || head == null) {
      return;
    }
    trying = false;
    if (outcome instanceof CatalogOutcome.Complete complete) {
      end(new SyncOutcome.Adopt(complete.head(), complete.manifest(), complete.root()), effects);
    } else if (outcome instanceof CatalogOutcome.Failed failed) {
      end(new SyncOutcome.Failed(failed.why()), effects);
    } else if (isHere(head)) {
      end(new SyncOutcome.UpToDate(head), effects);
    } else {
      effects.add(new SyncEffect.ReadCache(head));
    }
  }

  /**
   * A manifest without items is the outline of a catalog if its share has one (decision 0020). It
   * must not take the place of the items that are here because nobody with the catalog is online.
   */
  private SyncOutcome adoption(SyncOutcome.Adopt adopt) {
    boolean outline = adopt.manifest().manifest().body().items().isEmpty();
    return outline && local != null && local.paged()
        ? new SyncOutcome.Failed(ErrorCode.MANIFEST_UNAVAILABLE)
        : adopt;
  }

  private void end(SyncOutcome outcome, List<SyncEffect> effects) {
    over = true;
    effects.add(new SyncEffect.Done(outcome));
  }

  @Override
  public List<SyncEffect> onTimeout(long nowNanos) {
    List<SyncEffect> effects = new ArrayList<>();
    if (over) {
      return effects;
    }
    if (newest == null) {
      heads.onTimeout(nowNanos, effects);
    } else if (manifests != null) {
      manifests.onTimeout(nowNanos, effects);
    }
    advance(nowNanos, effects);
    return effects;
  }

  @Override
  public OptionalLong deadlineNanos() {
    if (over) {
      return OptionalLong.empty();
    }
    if (newest == null) {
      return heads.deadlineNanos();
    }
    return manifests == null ? OptionalLong.empty() : manifests.deadlineNanos();
  }
}
