package io.scp2p.core.engine.download;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.AskFailure.Failed;
import io.scp2p.core.engine.AskFailure.Refused;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.AskTicket;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.protocol.transfer.AskFailure;
import io.scp2p.core.protocol.transfer.PeerBook;
import io.scp2p.core.protocol.transfer.PeerRef;
import io.scp2p.core.protocol.transfer.PeerTraits;
import io.scp2p.core.protocol.transfer.SwarmInput;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.message.GetHashPage;
import io.scp2p.core.wire.message.GetHoldings;
import io.scp2p.core.wire.message.Request;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The peers that can be asked for content, as all swarms of a node count them. Lives on the loop.
 * Every connected peer may have any content: whoever has not says so, which costs one small answer.
 */
public final class Providers {
  /** Peers that are gone and may be looked for again. */
  static final int MAX_FORMER = 16;

  private static final int UNKNOWN_ROUND_TRIP = 0;

  private final Loop loop;
  private final Asker asker;
  private final PeerBook book;
  private final Map<NodeKey, Provider> byKey = new HashMap<>();
  private final Map<PeerRef, Provider> byRef = new HashMap<>();
  private final Set<SwarmRun> swarms = new LinkedHashSet<>();
  private final Set<NodeKey> former = new LinkedHashSet<>();
  private final Liars liars = new Liars();
  private final Alarm forgiving;
  private long lastNumber;
  private boolean roomToTell;

  /** A peer that is connected. */
  private static final class Provider {
    final PeerRef ref;
    final NodeKey key;
    PathKind path;

    Provider(PeerRef ref, NodeKey key, PathKind path) {
      this.ref = ref;
      this.key = key;
      this.path = path;
    }
  }

  /** Nobody is connected yet. */
  public Providers(Loop loop, Asker asker, PeerBook book) {
    this.loop = loop;
    this.asker = asker;
    this.book = book;
    this.forgiving = new Alarm(loop, this::forgive);
  }

  /**
   * A peer is there and can be asked.
   *
   * @param extended whether it speaks this SDK's extensions
   */
  public void connected(NodeKey key, PathKind path, boolean extended) {
    former.remove(key);
    if (byKey.containsKey(key)) {
      return;
    }
    Provider provider = new Provider(new PeerRef(++lastNumber), key, path);
    if (!book.add(provider.ref, traits(key, extended), 0)) {
      return;
    }
    byKey.put(key, provider);
    byRef.put(provider.ref, provider);
    announce(provider);
  }

  private void announce(Provider provider) {
    if (!isShutOut(provider)) {
      List.copyOf(swarms).forEach(run -> run.step(new SwarmInput.PeerAvailable(provider.ref)));
    }
  }

  private boolean isShutOut(Provider provider) {
    return liars.isShutOut(provider.key, loop.time().nanos());
  }

  /**
   * A peer sent what is provably wrong. The swarm that noticed leaves it by itself; when there are
   * too many lies, of whatever contents, all leave it for a while.
   *
   * @return whether it is the first lie of the peer for a while, hence worth telling
   */
  boolean lied(NodeKey key) {
    int lies = liars.lied(key, loop.time().nanos());
    forgiving.set(liars.dueNanos());
    Provider provider = byKey.get(key);
    if (lies == Liars.MAX_LIES && provider != null) {
      List.copyOf(swarms).forEach(run -> run.step(new SwarmInput.PeerGone(provider.ref)));
    }
    return lies == 1;
  }

  private void forgive() {
    for (NodeKey key : liars.forgiven(loop.time().nanos())) {
      Provider provider = byKey.get(key);
      if (provider != null) {
        announce(provider);
      }
    }
    forgiving.set(liars.dueNanos());
  }

  private PeerTraits traits(NodeKey key, boolean extended) {
    if (!extended) {
      return PeerTraits.v1(UNKNOWN_ROUND_TRIP);
    }
    int atOnce = Math.max(1, asker.inFlightLimit(key));
    boolean pages = asker.speaks(key, GetHashPage.FEATURE);
    boolean holdings = asker.speaks(key, GetHoldings.FEATURE);
    return new PeerTraits(false, atOnce, 0, holdings, pages, UNKNOWN_ROUND_TRIP);
  }

  /** Traffic with a peer takes another way now. */
  public void pathChanged(NodeKey key, PathKind path) {
    Provider provider = byKey.get(key);
    if (provider != null) {
      provider.path = path;
    }
  }

  /** A peer is gone. */
  public void disconnected(NodeKey key) {
    Provider provider = byKey.remove(key);
    if (provider == null) {
      return;
    }
    List.copyOf(swarms).forEach(run -> run.step(new SwarmInput.PeerGone(provider.ref)));
    byRef.remove(provider.ref);
    book.remove(provider.ref);
    remember(key);
  }

  private void remember(NodeKey key) {
    if (swarms.isEmpty() || liars.isShutOut(key, loop.time().nanos())) {
      return;
    }
    if (former.size() == MAX_FORMER) {
      former.remove(former.iterator().next());
    }
    former.add(key);
  }

  /**
   * Who was there when something was fetched, and is gone: a router that forgets its connections
   * ends all sessions at once, and what the DHT says of a peer may be old or missing just then.
   */
  public List<NodeKey> former() {
    return List.copyOf(former);
  }

  /** How many peers can be asked. */
  public int size() {
    return (int) byKey.values().stream().filter(provider -> !isShutOut(provider)).count();
  }

  /** A swarm wants to hear of peers, those that are there first. */
  void add(SwarmRun swarm) {
    swarms.add(swarm);
    for (Provider provider : List.copyOf(byKey.values())) {
      if (!isShutOut(provider)) {
        swarm.step(new SwarmInput.PeerAvailable(provider.ref));
      }
    }
  }

  /** A swarm is over. */
  void remove(SwarmRun swarm) {
    swarms.remove(swarm);
    if (swarms.isEmpty()) {
      former.clear();
    }
    tellOfRoom(); // Also the only one that is left: it may have waited for what this one held.
  }

  Optional<NodeKey> key(PeerRef ref) {
    return Optional.ofNullable(byRef.get(ref)).map(provider -> provider.key);
  }

  /** How a peer is reached. */
  public PathKind path(NodeKey key) {
    Provider provider = byKey.get(key);
    return provider == null ? PathKind.DIRECT : provider.path;
  }

  AskTicket ask(PeerRef ref, Request request, int expectedBytes, AskOutcome outcome) {
    Provider provider = byRef.get(ref);
    if (provider == null) {
      loop.post(() -> outcome.failed(new Failed(SessionFailure.ENDED)));
      return () -> {};
    }
    book.roundTrip(ref, asker.roundTripNanos(provider.key));
    return asker.ask(provider.key, request, expectedBytes, outcome);
  }

  /** Another swarm may use what one has given back; told once for all that happens until then. */
  void roomChanged() {
    if (swarms.size() > 1) {
      tellOfRoom();
    }
  }

  private void tellOfRoom() {
    if (roomToTell || swarms.isEmpty()) {
      return;
    }
    roomToTell = true;
    loop.post(
        () -> {
          roomToTell = false;
          for (SwarmRun swarm : List.copyOf(swarms)) {
            if (swarm.isHungry()) {
              swarm.step(new SwarmInput.CapacityChanged());
            }
          }
        });
  }

  /** What the swarm machines understand of what the network says. */
  static AskFailure translated(io.scp2p.core.engine.AskFailure why) {
    if (why instanceof Refused refused) {
      return ofText(refused.text());
    }
    return why instanceof Failed failed ? of(failed.why()) : AskFailure.REFUSED;
  }

  private static AskFailure ofText(@Nullable String text) {
    if (text == null) {
      return AskFailure.REFUSED;
    }
    if (text.equals(WireErrorText.CHUNK_NOT_FOUND)
        || text.equals(WireErrorText.CHUNK_HASHES_NOT_FOUND)) {
      return AskFailure.NOT_FOUND;
    }
    if (text.equals(Answer.BUSY_TEXT)) {
      return AskFailure.OCCUPIED;
    }
    return text.contains(WireErrorText.RATE_LIMIT_MARKER)
        ? AskFailure.RATE_LIMITED
        : AskFailure.REFUSED;
  }

  private static AskFailure of(SessionFailure why) {
    return switch (why) {
      case TIMED_OUT -> AskFailure.TIMED_OUT;
      case BUSY -> AskFailure.BUSY;
      case MAY_NOT_ASK, TOO_LARGE, PROTOCOL -> AskFailure.REFUSED;
      case CANCELLED, UNREACHABLE, DEAD, ENDED, INTERNAL -> AskFailure.ENDED;
    };
  }
}
