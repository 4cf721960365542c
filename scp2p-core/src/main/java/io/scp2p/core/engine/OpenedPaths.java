package io.scp2p.core.engine;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.protocol.session.PinBook;
import java.net.InetSocketAddress;
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

  private final Dialler dialler;
  private final Links links;
  private final PinBook pins;
  private final Map<InetSocketAddress, PathKind> kinds = new LinkedHashMap<>();

  OpenedPaths(Dialler dialler, Links links, PinBook pins) {
    this.dialler = dialler;
    this.links = links;
    this.pins = pins;
  }

  /** What a path goes through, which its address does not say: sessions over it are called so. */
  public void opened(InetSocketAddress at, PathKind kind) {
    if (kinds.size() == MAX_OPENED && !kinds.containsKey(at)) {
      kinds.remove(kinds.keySet().iterator().next());
    }
    kinds.put(at, kind);
    for (Link link : links.all()) {
      if (isOver(link, at)) {
        link.opened = kind;
      }
    }
  }

  @Nullable PathKind kindOf(Endpoint at) {
    return at.kind() == TransportKind.QUIC ? kinds.get(at.address()) : null;
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

  /** Whether there is a session over a path. */
  public boolean isUsed(NodeKey peer, InetSocketAddress at) {
    return links.with(peer).stream().anyMatch(link -> isOver(link, at));
  }

  /** A path has died: what is under way on it fails now and goes another way. */
  public void lost(NodeKey peer, InetSocketAddress at) {
    kinds.remove(at);
    links.with(peer).stream()
        .filter(link -> isOver(link, at))
        .forEach(link -> link.session.close("the path has died"));
  }

  private static boolean isOver(Link link, InetSocketAddress at) {
    return !link.relayed && link.at.kind() == TransportKind.QUIC && link.at.address().equals(at);
  }
}
