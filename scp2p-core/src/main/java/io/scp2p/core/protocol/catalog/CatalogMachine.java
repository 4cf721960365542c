package io.scp2p.core.protocol.catalog;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.catalog.pages.CatalogChanges;
import io.scp2p.core.catalog.pages.Page;
import io.scp2p.core.catalog.pages.PageLimits;
import io.scp2p.core.catalog.pages.PageRef;
import io.scp2p.core.protocol.Deadlines;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.sync.CatalogOutcome;
import io.scp2p.core.protocol.sync.VerifiedManifest;
import io.scp2p.core.wire.U64;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to get all items of the newest version of a catalog (docs/catalog-protocol.md).
 *
 * <pre>
 *   offer ──► changes fit ───────────────────────────► manifest ──► complete
 *     │ ▲                                                 ▲
 *     ▼ │ gone, lied, silent: the next peer               │
 *   pages: look up ──► ask ──► keep ──► ... ──► all here ─┘
 * </pre>
 *
 * <p>Peers are asked one after the other. Whoever offers a signed root serves its pages until it
 * cannot; what arrived stays, also over a newer root and over the end of the process.
 */
public final class CatalogMachine implements Machine<CatalogInput, CatalogEffect> {
  /** Requests for pages at the same time: enough for 20 MB/s at 100 ms. */
  public static final int PARALLEL = 6;

  /** For an offer with as many changes as may be. */
  public static final Duration OFFER_TIMEOUT = Duration.ofSeconds(15);

  /** For one answer with pages, at 40 KB/s. */
  public static final Duration PAGES_TIMEOUT = Duration.ofSeconds(30);

  /** Offers taken in one attempt: a publisher who is quicker than that is waited for. */
  public static final int MAX_OFFERS = 16;

  /** Peers asked in one attempt. */
  public static final int MAX_PEERS = 24;

  private static final long ALLOWED_BYTES = 1 << 20;

  private final ArrayDeque<NodeKey> candidates = new ArrayDeque<>();
  private final Map<Long, NodeKey> offers = new HashMap<>();
  private final Map<Long, List<PageWalk.Node>> asked = new HashMap<>();
  private final Map<Long, List<PageWalk.Node>> keeping = new HashMap<>();
  private final Deadlines<Long> deadlines = new Deadlines<>(PARALLEL + 1);
  private @Nullable NodeKey server;
  private CatalogFinding.@Nullable Offer target;
  private @Nullable PageWalk walk;
  private List<PageWalk.Node> examining = List.of();
  private long working;
  private long next;
  private long receivedBytes;
  private int offersTaken;
  private ErrorCode failure = ErrorCode.MANIFEST_UNAVAILABLE;
  private boolean over;

  /** An attempt that has not begun. */
  public CatalogMachine() {}

  @Override
  public List<CatalogEffect> accept(long nowNanos, CatalogInput input) {
    List<CatalogEffect> effects = new ArrayList<>();
    if (over) {
      return effects;
    }
    if (input instanceof CatalogInput.Start start) {
      start.peers().stream().distinct().limit(MAX_PEERS).forEach(candidates::add);
      askNext(nowNanos, effects);
    } else if (input instanceof CatalogInput.Answered answered) {
      answered(nowNanos, answered.ask(), answered.finding(), effects);
    } else if (input instanceof CatalogInput.Applied applied) {
      applied(nowNanos, applied, effects);
    } else if (input instanceof CatalogInput.Examined examined) {
      examined(nowNanos, examined, effects);
    } else if (input instanceof CatalogInput.Kept kept) {
      kept(nowNanos, kept.work(), effects);
    } else if (input instanceof CatalogInput.Assembled assembled) {
      assembled(assembled, effects);
    } else if (input instanceof CatalogInput.StoreFailed) {
      end(new CatalogOutcome.Failed(ErrorCode.STORE_FAILED), effects);
    } else {
      end(new CatalogOutcome.Failed(ErrorCode.CANCELLED), effects);
    }
    return effects;
  }

  /** Asks the next peer what it has; there is none whom that would not have been asked. */
  private void askNext(long nowNanos, List<CatalogEffect> effects) {
    NodeKey peer = candidates.poll();
    if (peer != null && offersTaken < MAX_OFFERS) {
      askCatalog(nowNanos, peer, effects);
    } else if (target == null || target.outline() == null) {
      // A version that fits a manifest can be had the old way.
      end(new CatalogOutcome.Nothing(), effects);
    } else {
      end(new CatalogOutcome.Failed(failure), effects);
    }
  }

  private void askCatalog(long nowNanos, NodeKey peer, List<CatalogEffect> effects) {
    long ask = ++next;
    offers.put(ask, peer);
    deadlines.set(ask, nowNanos + OFFER_TIMEOUT.toNanos());
    effects.add(new CatalogEffect.AskCatalog(ask, peer));
  }

  private void answered(
      long nowNanos, long ask, CatalogFinding finding, List<CatalogEffect> effects) {
    deadlines.cancel(ask);
    NodeKey offering = offers.remove(ask);
    List<PageWalk.Node> nodes = asked.remove(ask);
    if (finding instanceof CatalogFinding.Unusable unusable
        && (offering != null || nodes != null)) {
      end(new CatalogOutcome.Failed(unusable.why()), effects);
    } else if (offering != null) {
      offered(nowNanos, offering, finding, effects);
    } else if (nodes != null && walk != null) {
      fetched(nowNanos, nodes, finding, walk, effects);
    }
  }

  private void offered(
      long nowNanos, NodeKey peer, CatalogFinding finding, List<CatalogEffect> effects) {
    if (finding instanceof CatalogFinding.Wrong wrong) {
      effects.add(new CatalogEffect.Lied(peer, wrong.what()));
    }
    if (!(finding instanceof CatalogFinding.Offer offer) || isOlder(offer)) {
      askNext(nowNanos, effects);
      return;
    }
    offersTaken++;
    server = peer;
    boolean same = target != null && target.root().root().equals(offer.root().root());
    CatalogChanges changes = offer.changes();
    if (same && walk != null && (changes == null || receivedBytes > 0)) {
      goOn(nowNanos, effects);
      return;
    }
    target = offer;
    walk = null;
    working = 0;
    keeping.clear(); // Nothing is asked for: whoever served was let go before another was asked.
    effects.add(new CatalogEffect.Target(offer.root().root()));
    if (changes != null) {
      working = ++next;
      effects.add(new CatalogEffect.Apply(working, offer.root().root(), changes));
    } else {
      beginWalk(nowNanos, offer, effects);
    }
  }

  private boolean isOlder(CatalogFinding.Offer offer) {
    return target != null && U64.isLess(offer.head().seq(), target.head().seq());
  }

  private void beginWalk(long nowNanos, CatalogFinding.Offer offer, List<CatalogEffect> effects) {
    working = 0;
    receivedBytes = 0;
    walk = new PageWalk(offer.root().root().ref());
    goOn(nowNanos, effects);
  }

  private void applied(long nowNanos, CatalogInput.Applied applied, List<CatalogEffect> effects) {
    CatalogFinding.Offer offer = target;
    if (applied.work() != working || offer == null) {
      return;
    }
    if (applied.good()) {
      assemble(offer, effects);
      return;
    }
    NodeKey liar = server;
    server = null;
    if (liar != null) {
      effects.add(new CatalogEffect.Lied(liar, ErrorCode.PROTOCOL_VIOLATION));
    }
    // The root is good all the same; its pages are asked of somebody else.
    beginWalk(nowNanos, offer, effects);
  }

  private void examined(
      long nowNanos, CatalogInput.Examined examined, List<CatalogEffect> effects) {
    if (examined.work() != working || walk == null) {
      return;
    }
    working = 0;
    keep(walk.examined(examining, examined.missing()), List.of(), effects);
    examining = List.of();
    goOn(nowNanos, effects);
  }

  private void fetched(
      long nowNanos,
      List<PageWalk.Node> nodes,
      CatalogFinding finding,
      PageWalk at,
      List<CatalogEffect> effects) {
    if (!(finding instanceof CatalogFinding.Some some) || some.pages().size() > nodes.size()) {
      at.again(nodes);
      if (finding instanceof CatalogFinding.Wrong wrong && server != null) {
        effects.add(new CatalogEffect.Lied(server, wrong.what()));
      }
      dropServer(nowNanos, effects);
      return;
    }
    int given = some.pages().size();
    at.again(nodes.subList(given, nodes.size()));
    List<Page> leaves = new ArrayList<>();
    List<PageWalk.Node> leafNodes = new ArrayList<>();
    for (int i = 0; i < given; i++) {
      Page page = some.pages().get(i);
      receivedBytes += page.encoded().size();
      if (page.isLeaf()) {
        leaves.add(page);
        leafNodes.add(nodes.get(i));
      } else {
        at.arrived(nodes.get(i), page);
      }
    }
    if (receivedBytes > allowedBytes()) {
      end(new CatalogOutcome.Failed(ErrorCode.TOO_LARGE), effects);
      return;
    }
    keep(leaves, leafNodes, effects);
    if (some.gone()) {
      gone(nowNanos, effects);
    } else {
      goOn(nowNanos, effects);
    }
  }

  private long allowedBytes() {
    long items = target == null ? 0 : target.root().root().itemCount();
    return ALLOWED_BYTES + items * PageLimits.MAX_AVERAGE_ITEM_BYTES;
  }

  /** Whoever has moved on is asked for the newer version; what is common to both stays. */
  private void gone(long nowNanos, List<CatalogEffect> effects) {
    NodeKey peer = server;
    server = null;
    takeBack();
    if (peer != null && offersTaken < MAX_OFFERS) {
      askCatalog(nowNanos, peer, effects);
    } else if (offers.isEmpty()) {
      askNext(nowNanos, effects);
    }
  }

  private void dropServer(long nowNanos, List<CatalogEffect> effects) {
    server = null;
    takeBack();
    if (offers.isEmpty()) {
      askNext(nowNanos, effects);
    }
  }

  private void takeBack() {
    asked.forEach(
        (ask, nodes) -> {
          deadlines.cancel(ask);
          if (walk != null) {
            walk.again(nodes);
          }
        });
    asked.clear();
  }

  private void keep(List<Page> pages, List<PageWalk.Node> leaves, List<CatalogEffect> effects) {
    if (!pages.isEmpty()) {
      long work = ++next;
      keeping.put(work, leaves);
      effects.add(new CatalogEffect.Keep(work, pages));
    }
  }

  private void kept(long nowNanos, long work, List<CatalogEffect> effects) {
    List<PageWalk.Node> leaves = keeping.remove(work);
    if (leaves == null || walk == null) {
      return;
    }
    keep(walk.kept(leaves), List.of(), effects);
    goOn(nowNanos, effects);
  }

  private void goOn(long nowNanos, List<CatalogEffect> effects) {
    PageWalk at = walk;
    CatalogFinding.Offer offer = target;
    if (over || at == null || offer == null || working != 0) {
      return;
    }
    if (at.isComplete()) {
      if (keeping.isEmpty()) {
        assemble(offer, effects);
      }
      return;
    }
    examining = at.toExamine();
    if (!examining.isEmpty()) {
      working = ++next;
      effects.add(
          new CatalogEffect.Examine(working, examining.stream().map(node -> node.ref).toList()));
    }
    if (server == null) {
      if (offers.isEmpty()) {
        askNext(nowNanos, effects);
      }
      return;
    }
    askPages(nowNanos, at, server, effects);
  }

  private void askPages(long nowNanos, PageWalk at, NodeKey peer, List<CatalogEffect> effects) {
    // What waits for the disk counts: a slow one slows the network down, and fills no memory.
    while (asked.size() + keeping.size() < PARALLEL) {
      List<PageWalk.Node> nodes = at.toAsk();
      if (nodes.isEmpty()) {
        return;
      }
      long ask = ++next;
      asked.put(ask, nodes);
      deadlines.set(ask, nowNanos + PAGES_TIMEOUT.toNanos());
      List<PageRef> refs = nodes.stream().map(node -> node.ref).toList();
      effects.add(new CatalogEffect.AskPages(ask, peer, refs));
    }
  }

  private void assemble(CatalogFinding.Offer offer, List<CatalogEffect> effects) {
    VerifiedManifest outline = offer.outline();
    if (outline != null) {
      end(new CatalogOutcome.Complete(offer.head(), outline, offer.root()), effects);
      return;
    }
    working = ++next;
    effects.add(new CatalogEffect.Assemble(working, offer));
  }

  private void assembled(CatalogInput.Assembled assembled, List<CatalogEffect> effects) {
    CatalogFinding.Offer offer = target;
    if (assembled.work() != working || offer == null) {
      return;
    }
    VerifiedManifest manifest = assembled.manifest();
    end(
        manifest == null
            ? new CatalogOutcome.Nothing()
            : new CatalogOutcome.Complete(offer.head(), manifest, offer.root()),
        effects);
  }

  private void end(CatalogOutcome outcome, List<CatalogEffect> effects) {
    over = true;
    effects.add(new CatalogEffect.Done(outcome));
  }

  /** Pages and references in memory. */
  int held() {
    return walk == null ? 0 : walk.held();
  }

  @Override
  public List<CatalogEffect> onTimeout(long nowNanos) {
    List<CatalogEffect> effects = new ArrayList<>();
    for (Long ask = deadlines.pollDue(nowNanos);
        ask != null && !over;
        ask = deadlines.pollDue(nowNanos)) {
      failure = ErrorCode.PEER_TIMED_OUT;
      answered(nowNanos, ask, new CatalogFinding.Unanswered(ErrorCode.PEER_TIMED_OUT), effects);
    }
    return effects;
  }

  @Override
  public OptionalLong deadlineNanos() {
    return over ? OptionalLong.empty() : deadlines.earliestNanos();
  }
}
