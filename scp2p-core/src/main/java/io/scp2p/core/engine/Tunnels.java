package io.scp2p.core.engine;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.session.Peer;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.MessageType;
import io.scp2p.core.wire.message.RelayRegister;
import io.scp2p.core.wire.message.RelayRegistered;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns sessions into tunnels and tunnels into sessions (sections 14.3 and 14.4). What is said in
 * them is the business of {@code engine.relay}. Lives on the loop.
 */
public final class Tunnels {
  private static final int REGISTERED_BYTES = 64;

  private final Dialler dialler;
  private final Sessions sessions;
  private final Links links;
  private final PeerSessions peers;
  private final SessionHost apart;

  /**
   * No tunnel yet.
   *
   * @param apart the host of sessions that nothing is asked on before they are tunnels
   */
  Tunnels(Dialler dialler, Sessions sessions, Links links, PeerSessions peers, SessionHost apart) {
    this.dialler = dialler;
    this.sessions = sessions;
    this.links = links;
    this.peers = peers;
    this.apart = apart;
  }

  /** A tunnel at a relay that has just been registered. */
  public record Opened(TunnelLine line, long slotId, long expiresAt) {}

  /** Why a relay did not register this node. */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String text) {
      super(text, null, false, false);
    }
  }

  /**
   * Registers a tunnel, always with a slot of its own: an old one must not be registered again
   * while its tunnel may be alive (section 14.1).
   *
   * @return completes on the loop
   */
  @SuppressWarnings("FutureReturnValueIgnored")
  public CompletableFuture<Opened> open(
      Endpoint relay, @Nullable NodeKey expected, TunnelUser user) {
    CompletableFuture<Opened> opened = new CompletableFuture<>();
    dialler
        .dialApart(relay, expected, apart)
        .whenComplete(
            (session, failure) -> {
              Link link = session == null ? null : links.of(session);
              if (session == null) {
                opened.completeExceptionally(failure);
              } else if (link == null) {
                opened.completeExceptionally(new RefusedException("no room for another session"));
              } else {
                register(link, user, opened);
              }
            });
    return opened;
  }

  private void register(Link link, TunnelUser user, CompletableFuture<Opened> opened) {
    var unused =
        link.session.ask(
            MessageType.RELAY_REGISTER.number(),
            MessageType.RELAY_REGISTERED.number(),
            new RelayRegister(null, true),
            REGISTERED_BYTES,
            new Reply() {
              @Override
              public void answered(Envelope answer) {
                Optional<RelayRegistered> registered = registered(answer);
                if (registered.isEmpty()) {
                  String why = answer.isError() ? answer.errorText() : "a malformed answer";
                  link.session.close("not registered: " + why);
                  opened.completeExceptionally(new RefusedException(why));
                  return;
                }
                TunnelLine line = new TunnelLine(link, user);
                // In this very turn of the loop: the next frame may be somebody's request.
                link.session.turn(false);
                link.tunnel = line;
                link.requester = Requester.tunnelled(MessageCodec.v1());
                peers.reserve(link);
                opened.complete(
                    new Opened(line, registered.get().relaySlotId(), registered.get().expiresAt()));
              }

              @Override
              public void failed(SessionFailure why) {
                link.session.close("not registered");
                opened.completeExceptionally(new RefusedException(why.name()));
              }
            });
  }

  private static Optional<RelayRegistered> registered(Envelope answer) {
    if (answer.isError()) {
      return Optional.empty();
    }
    try {
      return MessageCodec.v1().decodeResponse(answer.type(), answer.payload())
              instanceof RelayRegistered registered
          ? Optional.of(registered)
          : Optional.empty();
    } catch (WireException e) {
      return Optional.empty();
    }
  }

  /**
   * As a relay: a session becomes a tunnel in which only this side asks.
   *
   * @param session its number, from {@link Requester#session()}
   * @return empty if the session is gone, or is itself one through a relay
   */
  public Optional<TunnelLine> carry(long session, Runnable onClosed) {
    Link link = links.byNumber(session).orElse(null);
    if (link == null || link.relayed || link.tunnel != null || !link.session.isOpen()) {
      return Optional.empty();
    }
    TunnelLine line = new TunnelLine(link, onClosed);
    link.session.turn(true);
    link.tunnel = line;
    peers.reserve(link);
    return Optional.of(line);
  }

  /** Whether a request came over a session that goes through a relay itself. */
  public boolean isRelayed(Requester from) {
    return links.byNumber(from.session()).map(link -> link.relayed).orElse(true);
  }

  /**
   * A session with the node at the other end of somebody's tunnel, end to end.
   *
   * @param hears told, before anything happens, who wants to hear of the connection
   */
  public CompletableFuture<PeerSession> dial(
      RelayedConnection connection, NodeKey expected, Consumer<ConnectionListener> hears) {
    return outcome(sessions.dialThrough(connection, expected), hears);
  }

  /** A session with whoever is at the other end of a tunnel, in plain v1. */
  public CompletableFuture<PeerSession> assume(
      RelayedConnection connection, Peer stranger, Consumer<ConnectionListener> hears) {
    return outcome(sessions.assumeThrough(connection, stranger), hears);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private static CompletableFuture<PeerSession> outcome(
      PeerSession session, Consumer<ConnectionListener> hears) {
    hears.accept(session);
    CompletableFuture<PeerSession> outcome = session.outcome();
    outcome.whenComplete(
        (made, failure) -> {
          if (outcome.isCancelled()) {
            session.close("the attempt was cancelled");
          }
        });
    return outcome;
  }

  /** Somebody begins a session through a tunnel of this node; the result hears of its streams. */
  public ConnectionListener accept(RelayedConnection connection) {
    return sessions.acceptThrough(connection);
  }
}
