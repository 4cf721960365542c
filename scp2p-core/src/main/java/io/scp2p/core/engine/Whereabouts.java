package io.scp2p.core.engine;

import io.scp2p.api.spi.Endpoint;
import io.scp2p.core.protocol.session.SessionInput;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The addresses of this machine, and what becomes of sessions when they change: those from an
 * address that is gone end at once, all others have to show that they still lead somewhere. Lives
 * on the loop.
 */
public final class Whereabouts {
  private final Loop loop;
  private final Listening listening;
  private final Links links;
  private final AddressWatch watch;
  private final List<Runnable> listeners = new ArrayList<>();
  private List<Endpoint> endpoints = List.of();
  private boolean closed;

  Whereabouts(Loop loop, Offload offload, Listening listening, Links links) {
    this.loop = loop;
    this.listening = listening;
    this.links = links;
    this.watch = new AddressWatch(loop, offload, Listening::allAddresses, this::changed);
  }

  void listensAt(List<Endpoint> now) {
    endpoints = closed ? List.of() : List.copyOf(now);
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  /** Begins to notice that this machine gets other addresses, or has slept. */
  public void watch() {
    if (!closed) {
      watch.start();
    }
  }

  /** Told when addresses of this machine are gone, or it has slept. */
  public void whenMoved(Runnable listener) {
    listeners.add(listener);
  }

  /** Nothing may lead anywhere any more: whoever does not answer at once is dialled anew. */
  public void doubt() {
    links.all().stream()
        .filter(link -> !link.relayed) // It takes another relay by itself.
        .forEach(link -> link.session.step(new SessionInput.Doubted()));
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void changed(Set<InetAddress> gone, boolean slept) {
    listening.again().thenAccept(now -> loop.post(() -> listensAt(now)));
    if (!gone.isEmpty() || slept) {
      links.all().stream()
          .filter(link -> gone.contains(link.session.connection().local().getAddress()))
          .forEach(link -> link.session.close("this machine has another address now"));
      doubt();
      listeners.forEach(Runnable::run);
    }
  }

  void close() {
    closed = true;
    watch.close();
    endpoints = List.of();
  }
}
