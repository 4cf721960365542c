package io.scp2p.core.engine;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.protocol.session.PinBook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Contacts by address: whoever lives there is pinned at the first contact, and nobody else will do
 * afterwards (section 7.4, quirk Q-23). Lives on the loop.
 */
final class Contacts {
  /** Under way at once; each may be somebody else's idea. */
  static final int MAX_UNDER_WAY = 256;

  private final Loop loop;
  private final Dialler dialler;
  private final Links links;
  private final PinBook pins;
  private final NetworkListener listener;
  private final Map<Wanted, Attempt> underWay = new HashMap<>();
  private boolean closed;

  private record Wanted(Endpoint at, @Nullable NodeKey expected) {}

  private record Attempt(CompletableFuture<PeerSession> dial, CompletableFuture<NodeKey> result) {}

  Contacts(Loop loop, Dialler dialler, Links links, PinBook pins, NetworkListener listener) {
    this.loop = loop;
    this.dialler = dialler;
    this.links = links;
    this.pins = pins;
    this.listener = listener;
  }

  /** The text under which an address is pinned: a bootstrap string without a key. */
  static String text(Endpoint at) {
    return at.kind() == TransportKind.SIMULATED
        ? at.toString()
        : new BootstrapAddress(at.kind(), at.address().getAddress(), at.address().getPort(), null)
            .toString();
  }

  CompletableFuture<NodeKey> contact(Endpoint at, @Nullable NodeKey named) {
    if (closed) {
      return refused(TransportException.Reason.CLOSED, "the node is closing");
    }
    Optional<PinBook.Pin> pin = named == null ? pins.pin(text(at)) : Optional.empty();
    NodeKey expected = pin.map(PinBook.Pin::key).orElse(named);
    Optional<Link> open =
        links.all().stream().filter(link -> serves(link, at, expected)).findFirst();
    if (open.isPresent()) {
      Link link = open.get();
      return met(at, named, link.key(), link.isExtended());
    }
    Attempt attempt = underWay.get(new Wanted(at, expected));
    if (attempt != null) {
      return attempt.result().copy();
    }
    if (underWay.size() >= MAX_UNDER_WAY) {
      return refused(TransportException.Reason.LIMIT, "too many contacts are under way");
    }
    boolean extensionRequired =
        expected != null
            && (pin.map(PinBook.Pin::extended).orElse(false) || pins.knownToExtend(expected));
    return dial(new Wanted(at, expected), named, extensionRequired).copy();
  }

  private static CompletableFuture<NodeKey> refused(
      TransportException.Reason reason, String message) {
    return CompletableFuture.failedFuture(new TransportException(reason, message, null));
  }

  /** A session with the right key will do, or with whoever was dialled at this address. */
  private static boolean serves(Link link, Endpoint at, @Nullable NodeKey expected) {
    return link.mayAsk
        && link.session.isOpen()
        && (expected != null
            ? expected.equals(link.key())
            : link.session.isInitiator() && link.at.equals(at));
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private CompletableFuture<NodeKey> dial(
      Wanted wanted, @Nullable NodeKey named, boolean extensionRequired) {
    CompletableFuture<NodeKey> result = new CompletableFuture<>();
    CompletableFuture<PeerSession> dial =
        dialler.dial(wanted.at(), wanted.expected(), extensionRequired);
    underWay.put(wanted, new Attempt(dial, result));
    dial.whenComplete(
        (session, failure) ->
            loop.post(
                () -> {
                  underWay.remove(wanted);
                  if (session != null) {
                    arrived(wanted.at(), named, session, result);
                  } else {
                    dialler.failed(wanted.at(), wanted.expected(), failure);
                    result.completeExceptionally(failure);
                  }
                }));
    return result;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void arrived(
      Endpoint at,
      @Nullable NodeKey named,
      PeerSession session,
      CompletableFuture<NodeKey> result) {
    dialler.worked(session, at);
    met(at, named, session.peer().key(), session.peer().extensions().isPresent())
        .whenComplete(
            (key, failure) -> {
              if (failure == null) {
                result.complete(key);
              } else {
                session.close("not whom was met here before");
                result.completeExceptionally(failure);
              }
            });
  }

  /** Pins whoever was met, unless the caller knew the key; another may have been meanwhile. */
  private CompletableFuture<NodeKey> met(
      Endpoint at, @Nullable NodeKey named, NodeKey key, boolean extended) {
    if (named == null) {
      String text = text(at);
      NodeKey pinned = pins.pin(text).map(PinBook.Pin::key).orElse(key);
      if (pins.met(text, key, extended) == PinBook.Meeting.MISMATCH) {
        listener.identityMismatch(at, pinned, key);
        return refused(TransportException.Reason.HANDSHAKE, "another node was pinned for " + text);
      }
    }
    return CompletableFuture.completedFuture(key);
  }

  void close() {
    closed = true;
    for (Attempt attempt : new ArrayList<>(underWay.values())) {
      attempt.dial().cancel(true);
      attempt
          .result()
          .completeExceptionally(
              new TransportException(
                  TransportException.Reason.CLOSED, "the node is closing", null));
    }
  }
}
