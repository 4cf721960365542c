package io.scp2p.core.engine;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.reach.AskSeenFrom;
import io.scp2p.core.wire.reach.MeetOverTcp;
import io.scp2p.core.wire.reach.OfferPaths;
import io.scp2p.core.wire.reach.SeenFrom;
import io.scp2p.core.wire.stun.StunAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What two nodes have to know before they meet over TCP, and the meeting itself, for whoever
 * arranges it ({@code engine.reach}). Lives on the loop.
 */
public final class MeetingPlaces {
  private static final int ANSWER_BYTES = 64;

  private final Dialler dialler;
  private final Links links;
  private final OpenedPaths opened;

  MeetingPlaces(Dialler dialler, Links links, OpenedPaths opened) {
    this.dialler = dialler;
    this.links = links;
    this.opened = opened;
  }

  /**
   * How others see connections from one port of this machine.
   *
   * @param local the port, and the address that the connection to them has
   * @param outside from where they see it come
   */
  public record Seen(InetSocketAddress local, StunAddress outside) {}

  /** Whether this node can connect in that way at all. */
  public boolean exist() {
    return dialler.canMeet();
  }

  /** Bulk may take sessions that are made in this way. */
  public void join(TcpWays ways) {
    dialler.tcpWays(ways);
  }

  /** Whether a peer understands what has to be said. */
  public boolean areKnownTo(NodeKey peer) {
    return opened.version(peer, OfferPaths.FEATURE) >= MeetOverTcp.SINCE;
  }

  private static boolean speaks(Link link) {
    return OpenedPaths.version(link, OfferPaths.FEATURE) >= MeetOverTcp.SINCE;
  }

  /**
   * Where the direct path to a peer leads that can only be had over QUIC: it was punched, or there
   * is no address to dial over TCP.
   */
  public Optional<InetAddress> withOnlyQuic(NodeKey peer) {
    boolean diallable =
        dialler.candidates(peer).stream().anyMatch(at -> at.kind() == TransportKind.TCP);
    return links.with(peer).stream()
        .filter(MeetingPlaces::isDirectQuic)
        .filter(link -> link.path() == PathKind.PUNCHED || !diallable)
        .map(link -> link.at.address().getAddress())
        .findFirst();
  }

  /** Where a session leads to directly over QUIC; empty for any other one. */
  public Optional<InetAddress> atQuic(long session) {
    return links
        .byNumber(session)
        .filter(MeetingPlaces::isDirectQuic)
        .map(link -> link.at.address().getAddress());
  }

  private static boolean isDirectQuic(Link link) {
    return link.at.kind() == TransportKind.QUIC
        && (link.path() == PathKind.PUNCHED || link.path() == PathKind.DIRECT);
  }

  /** Where the peer of a session is seen from here; empty if there is something in between. */
  public Optional<InetSocketAddress> origin(long session) {
    return links
        .byNumber(session)
        .filter(link -> !link.relayed && link.tunnel == null && link.path() != PathKind.TURN)
        .map(link -> link.at.address());
  }

  /**
   * Asks a public node that this one has dialled over TCP where it sees that session come from; the
   * port is good for others, too, if the router gives it to all.
   *
   * @param like an address of the family that is wanted
   * @param notHim whom not to ask
   * @param told on the loop, perhaps at once; empty if nobody could be asked
   */
  public void look(InetAddress like, NodeKey notHim, Consumer<Optional<Seen>> told) {
    Optional<Link> dialled =
        witnesses(notHim)
            .filter(link -> link.at.kind() == TransportKind.TCP && link.session.isInitiator())
            .filter(link -> isPublic(link.at, like))
            .findFirst();
    if (dialled.isPresent()) {
      ask(dialled.get(), told);
      return;
    }
    for (Link link : witnesses(notHim).toList()) {
      for (Endpoint at : dialler.candidates(link.key())) {
        if (at.kind() == TransportKind.TCP && isPublic(at, like)) {
          dial(link.key(), at, told);
          return;
        }
      }
    }
    told.accept(Optional.empty());
  }

  private Stream<Link> witnesses(NodeKey notHim) {
    return links.all().stream()
        .filter(link -> link.mayAsk && link.tunnel == null && speaks(link))
        .filter(link -> link.path() == PathKind.DIRECT && !link.key().equals(notHim));
  }

  private static boolean isPublic(Endpoint at, InetAddress like) {
    InetAddress address = at.address().getAddress();
    return !Link.isNear(address) && address instanceof Inet4Address == like instanceof Inet4Address;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void dial(NodeKey witness, Endpoint at, Consumer<Optional<Seen>> told) {
    dialler.dial(
        witness,
        at,
        session -> {
          Link link = session == null ? null : links.of(session);
          if (link == null) {
            told.accept(Optional.empty());
          } else {
            ask(link, told);
          }
        });
  }

  private static void ask(Link link, Consumer<Optional<Seen>> told) {
    var unused =
        link.session.ask(
            AskSeenFrom.TYPE,
            AskSeenFrom.TYPE,
            new AskSeenFrom(),
            ANSWER_BYTES,
            new Reply() {
              @Override
              public void answered(Envelope answer) {
                told.accept(
                    seen(link, answer).map(at -> new Seen(link.session.connection().local(), at)));
              }

              @Override
              public void failed(SessionFailure why) {
                told.accept(Optional.empty());
              }
            });
  }

  private static Optional<StunAddress> seen(Link link, Envelope answer) {
    if (answer.isError()) {
      return Optional.empty();
    }
    try {
      return link.codec.decodeResponse(answer.type(), answer.payload()) instanceof SeenFrom from
          ? Optional.of(from.at())
          : Optional.empty();
    } catch (WireException e) {
      return Optional.empty();
    }
  }

  /**
   * Connects to a peer that connects to this node at the same time.
   *
   * @param local where this side's router lets it out
   * @param initiator which part of the handshakes is this side's: the other side has the other one
   * @return completes on the loop or elsewhere; only a session with that very peer does
   */
  public CompletableFuture<PeerSession> meet(
      NodeKey peer,
      InetSocketAddress local,
      InetSocketAddress remote,
      boolean initiator,
      Duration within) {
    Endpoint at = new Endpoint(TransportKind.TCP, remote);
    opened.opened(at, PathKind.PUNCHED);
    return dialler.meet(peer, local, remote, initiator, within);
  }

  /** Nothing has come of {@link #meet}. */
  public void missed(InetSocketAddress remote) {
    opened.forget(new Endpoint(TransportKind.TCP, remote));
  }
}
