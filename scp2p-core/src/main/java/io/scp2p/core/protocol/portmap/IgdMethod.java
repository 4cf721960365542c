package io.scp2p.core.protocol.portmap;

import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.portmap.MappingTrial.Outcome;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.portmap.RouterDescription;
import io.scp2p.core.wire.portmap.Ssdp;
import io.scp2p.core.wire.record.IpAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks by UPnP IGD: searches for a router, reads what it can do, and hands over to {@link
 * IgdService}. One HTTP exchange at a time.
 */
final class IgdMethod implements MappingMethod {
  /** Routers that answer one search and are looked at. */
  static final int MAX_CANDIDATES = 4;

  /** UDP loses: the question is put so often. */
  private static final int SEARCHES = 3;

  private static final int SEARCH_WAIT_SECONDS = 1;
  private static final int OK = 200;

  private final Optional<IpAddress> gateway;
  private final IpAddress self;
  private final List<PortWish> wishes;
  private final PortMapRules rules;
  private final RandomGenerator random;
  private final Tickets tickets;
  private final Deque<URI> candidates = new ArrayDeque<>();
  private final Set<URI> seen = new HashSet<>();
  private Outcome outcome = Outcome.TRYING;
  private int searches;
  private long searchNanos;
  private long endNanos;
  private @Nullable URI reading;
  private @Nullable IgdService service;
  private boolean releasing;

  IgdMethod(
      Optional<IpAddress> gateway,
      IpAddress self,
      List<PortWish> wishes,
      PortMapRules rules,
      RandomGenerator random,
      Tickets tickets) {
    this.gateway = gateway;
    this.self = self;
    this.wishes = wishes;
    this.rules = rules;
    this.random = random;
    this.tickets = tickets;
  }

  @Override
  public void start(long nowNanos, List<PortMapEffect> out) {
    searchNanos = nowNanos;
    endNanos = nowNanos + Nanos.of(rules.searchTime());
    timeout(nowNanos, out);
  }

  private void search(long nowNanos, List<PortMapEffect> out) {
    searches++;
    searchNanos = nowNanos + Nanos.of(rules.searchTime()) / (SEARCHES + 1);
    for (String router : Ssdp.ROUTERS) {
      Bytes question = Ssdp.search(router, SEARCH_WAIT_SECONDS);
      out.add(new PortMapEffect.Send(Ssdp.GROUP, Ssdp.PORT, question));
    }
    // UPnP Device Architecture 1.1 section 1.3.2: the router may be asked alone, and then answers
    // even where groups do not work.
    gateway.ifPresent(
        at ->
            out.add(
                new PortMapEffect.Send(
                    at, Ssdp.PORT, Ssdp.search(Ssdp.ROUTERS.get(0), SEARCH_WAIT_SECONDS))));
  }

  @Override
  public void received(long nowNanos, PortMapInput.Received datagram, List<PortMapEffect> out) {
    if (service != null || outcome != Outcome.TRYING || seen.size() >= MAX_CANDIDATES) {
      return;
    }
    try {
      String location = Ssdp.location(datagram.bytes());
      Optional<URI> url = RouterUrl.of(null, location, datagram.from());
      if (url.isEmpty() || !seen.add(url.get())) {
        return;
      }
      if (gateway.equals(Optional.of(datagram.from()))) {
        candidates.addFirst(url.get()); // The one that our packets go through.
      } else {
        candidates.addLast(url.get());
      }
      readNext(out);
    } catch (WireException notARouter) {
      // Printers and televisions answer, too.
    }
  }

  private void readNext(List<PortMapEffect> out) {
    if (reading == null && !candidates.isEmpty()) {
      URI next = candidates.removeFirst();
      reading = next;
      out.add(new PortMapEffect.Fetch(tickets.next(), next.toString(), "", Bytes.EMPTY));
    }
  }

  @Override
  public void fetched(long nowNanos, PortMapInput.Fetched fetched, List<PortMapEffect> out) {
    if (!tickets.isNewest(fetched.ticket())) {
      return;
    }
    URI description = reading;
    if (service != null) {
      service.fetched(nowNanos, fetched, out);
    } else if (description != null && !releasing) {
      reading = null;
      open(nowNanos, description, fetched, out);
    }
  }

  private void open(
      long nowNanos, URI description, PortMapInput.Fetched fetched, List<PortMapEffect> out) {
    Optional<IgdService> found =
        fetched.status() == OK ? service(description, fetched.body(), nowNanos) : Optional.empty();
    if (found.isPresent()) {
      service = found.get();
      found.get().timeout(nowNanos, out);
    } else {
      readNext(out);
      giveUp(nowNanos);
    }
  }

  private Optional<IgdService> service(URI description, Bytes body, long nowNanos) {
    try {
      RouterDescription router = RouterDescription.decode(body);
      IpAddress host = hostOf(description);
      URI base =
          router.baseUrl().isEmpty()
              ? description
              : RouterUrl.of(null, router.baseUrl(), host).orElse(description);
      return router
          .forwarding()
          .flatMap(
              forwarding ->
                  RouterUrl.of(base, forwarding.controlUrl(), host)
                      .map(
                          url ->
                              new IgdService(
                                  url.toString(),
                                  forwarding.type(),
                                  self,
                                  wishes,
                                  rules,
                                  random,
                                  tickets,
                                  nowNanos)));
    } catch (WireException broken) {
      return Optional.empty();
    }
  }

  private static IpAddress hostOf(URI url) {
    return AddressText.parse(url.getHost()).orElseThrow();
  }

  private void giveUp(long nowNanos) {
    if (reading == null && candidates.isEmpty() && Nanos.isDue(endNanos, nowNanos)) {
      outcome = seen.isEmpty() ? Outcome.NO_ANSWER : Outcome.NOT_SPOKEN;
    }
  }

  @Override
  public void timeout(long nowNanos, List<PortMapEffect> out) {
    if (service != null) {
      service.timeout(nowNanos, out);
    } else if (outcome == Outcome.TRYING && !releasing) {
      if (searches < SEARCHES && seen.isEmpty() && Nanos.isDue(searchNanos, nowNanos)) {
        search(nowNanos, out);
      }
      giveUp(nowNanos);
    }
  }

  @Override
  public OptionalLong deadlineNanos() {
    if (service != null) {
      return service.deadlineNanos();
    }
    if (outcome != Outcome.TRYING || releasing) {
      return OptionalLong.empty();
    }
    boolean searching = searches < SEARCHES && seen.isEmpty();
    if (searching) {
      return OptionalLong.of(Nanos.earlier(searchNanos, endNanos));
    }
    // A description that is being read ends by itself.
    return reading == null ? OptionalLong.of(endNanos) : OptionalLong.empty();
  }

  @Override
  public MappingTrial trial() {
    return service != null
        ? service.trial()
        : new MappingTrial(MappingProtocol.UPNP_IGD, outcome, 0);
  }

  @Override
  public List<PortMapping> mappings() {
    return service == null ? List.of() : service.mappings();
  }

  @Override
  public void release(long nowNanos, List<PortMapEffect> out) {
    releasing = true;
    if (service != null) {
      service.release(nowNanos, out);
    }
  }

  @Override
  public boolean isReleased() {
    return releasing && (service == null || service.isReleased());
  }
}
