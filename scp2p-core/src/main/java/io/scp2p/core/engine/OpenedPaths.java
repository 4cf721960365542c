package io.scp2p.core.engine;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.protocol.session.PinBook;
import io.scp2p.core.protocol.session.SessionInput;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sessions over paths that two nodes have opened together, for whoever opens them. What is found
 * out here is not remembered as an address of the peer: it is good for this once. Lives on the
 * loop.
 */
public final class OpenedPaths {
  /** Paths of which the kind is remembered; the one opened first is forgotten for a new one. */
  static final int MAX_OPENED = 1_024;

  /** After the 3.5 s in which a path is seen to be dead, well within the 5 s that all may take. */
  static final Duration MET_SIGN = Duration.ofMillis(500);

  private final Dialler dialler;
  private final Links links;
  private final PinBook pins;
  private final MeetingPlaces meetings;
  private final Map<Endpoint, PathKind> kinds = new LinkedHashMap<>();

  OpenedPaths(Dialler dialler, Links links, PinBook pins) {
    this.dialler = dialler;
    this.links = links;
    this.pins = pins;
    this.meetings = new MeetingPlaces(dialler, links, this);
  }

  /** What it takes to meet over TCP, where there is a path over UDP. */
  public MeetingPlaces meetings() {
    return meetings;
  }

  /** What a path goes through, which its address does not say: sessions over it are called so. */
  public void opened(InetSocketAddress at, PathKind kind) {
    opened(new Endpoint(TransportKind.QUIC, at), kind);
  }

  void opened(Endpoint at, PathKind kind) {
    if (kinds.size() == MAX_OPENED && !kinds.containsKey(at)) {
      kinds.remove(kinds.keySet().iterator().next());
    }
    kinds.put(at, kind);
    for (Link link : links.all()) {
      if (!link.relayed && link.at.equals(at)) {
        link.opened = kind;
      }
    }
  }

  /** No session over it came about. */
  void forget(Endpoint at) {
    kinds.remove(at);
  }

  @Nullable PathKind kindOf(Endpoint at) {
    return kinds.get(at);
  }

  /**
   * Dials a peer over a path that is open.
   *
   * @return completes on the loop or elsewhere; the session serves from its handshake on
   */
  public CompletableFuture<PeerSession> dial(NodeKey peer, InetSocketAddress at) {
    CompletableFuture<PeerSession> session =
        dialler.dial(new Endpoint(TransportKind.QUIC, at), peer, true);
    return session.whenComplete(
        (made, failure) -> {
          if (made != null) {
            pins.metExtended(peer);
          }
        });
  }

  /**
   * Whether a peer is only reached through relays and TURN servers, by a session on which this side
   * may ask.
   */
  public boolean isWanted(NodeKey peer) {
    List<Link> with = links.with(peer);
    return with.stream().anyMatch(link -> !isDirect(link) && link.mayAsk)
        && with.stream().noneMatch(OpenedPaths::isDirect);
  }

  /** Whether there is a session with a peer that goes through no relay and no TURN server. */
  public boolean isDirect(NodeKey peer) {
    return links.with(peer).stream().anyMatch(OpenedPaths::isDirect);
  }

  private static boolean isDirect(Link link) {
    return !link.relayed && link.path() != PathKind.TURN;
  }

  /** In which version a connected peer understands a feature; 0 if it does not. */
  public int version(NodeKey peer, String feature) {
    return links.with(peer).stream().mapToInt(link -> version(link, feature)).max().orElse(0);
  }

  static int version(Link link, String feature) {
    return link.peer.extensions().map(each -> each.version(feature)).orElse(0);
  }

  /** Whether there is a session over a path. */
  public boolean isUsed(NodeKey peer, InetSocketAddress at) {
    return links.with(peer).stream().anyMatch(link -> isOver(link, at));
  }

  /**
   * A path has died: what is under way on it fails now and goes another way. TCP goes through the
   * same routers; it has a moment to show that it still does.
   */
  public void lost(NodeKey peer, InetSocketAddress at) {
    kinds.remove(new Endpoint(TransportKind.QUIC, at));
    for (Link link : links.with(peer)) {
      if (isOver(link, at)) {
        link.session.close("the path has died");
      } else if (link.at.kind() == TransportKind.TCP && link.opened != null) {
        link.session.step(new SessionInput.Doubted(MET_SIGN.toNanos()));
      }
    }
  }

  private static boolean isOver(Link link, InetSocketAddress at) {
    return !link.relayed && link.at.kind() == TransportKind.QUIC && link.at.address().equals(at);
  }
}
