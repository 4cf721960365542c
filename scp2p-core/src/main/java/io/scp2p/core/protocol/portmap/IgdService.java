package io.scp2p.core.protocol.portmap;

import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.portmap.MappingTrial.Outcome;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.portmap.RouterDescription;
import io.scp2p.core.wire.portmap.Soap;
import io.scp2p.core.wire.record.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The service of a router that forwards ports: WANIPConnection or WANPPPConnection. Its calls are
 * made one after the other: the outside address, then each port, and so again for as long as the
 * node runs.
 */
final class IgdService {
  /** WANIPConnection 1, section 2.4.16: the outside port is somebody else's. */
  static final int CONFLICT = 718;

  /** WANIPConnection 1, section 2.4.16: leases do not end. */
  static final int ONLY_PERMANENT = 725;

  /** WANIPConnection 1, section 2.4.13: no such mapping. */
  static final int NO_SUCH_ENTRY = 714;

  /** Outside ports that are tried when others have them. */
  static final int MAX_PORTS = 5;

  /** Failures in a row after which the router counts as gone. */
  static final int MAX_FAILURES = 3;

  /** By which people know it in the list of their router. */
  static final String DESCRIPTION = "scp2p";

  private static final int FIRST_FREE_PORT = 1_024;
  private static final int END_OF_PORTS = 65_536;

  private final String url;
  private final String type;
  private final IpAddress self;
  private final PortMapRules rules;
  private final RandomGenerator random;
  private final Tickets tickets;
  private final List<Lease> leases = new ArrayList<>();
  private Outcome outcome = Outcome.TRYING;
  private int code;
  private int failures;
  private long leaseSeconds;
  private long checkNanos;
  private @Nullable IpAddress external;
  private @Nullable Call running;
  private boolean releasing;

  /** What is asked at the moment; without a lease, the outside address. */
  private record Call(Kind kind, @Nullable Lease lease, int port) {
    enum Kind {
      ADDRESS,
      ADD,
      CHECK,
      DELETE
    }
  }

  IgdService(
      String url,
      String type,
      IpAddress self,
      List<PortWish> wishes,
      PortMapRules rules,
      RandomGenerator random,
      Tickets tickets,
      long nowNanos) {
    this.url = url;
    this.type = type;
    this.self = self;
    this.rules = rules;
    this.random = random;
    this.tickets = tickets;
    this.leaseSeconds = rules.lease().toSeconds();
    this.checkNanos = nowNanos;
    wishes.forEach(wish -> leases.add(new Lease(wish, Bytes.EMPTY, nowNanos)));
  }

  void timeout(long nowNanos, List<PortMapEffect> out) {
    if (!releasing) {
      drop(lease -> lease.isOver(nowNanos), out);
    }
    if (running == null) {
      next(nowNanos, out);
    }
  }

  private void next(long nowNanos, List<PortMapEffect> out) {
    if (releasing) {
      leases.stream()
          .filter(Lease::isHeld)
          .findFirst()
          .ifPresent(lease -> call(Call.Kind.DELETE, lease, lease.externalPort, out));
      return;
    }
    if (isOver()) {
      return;
    }
    if (Nanos.isDue(checkNanos, nowNanos)) {
      checkNanos = nowNanos + Nanos.of(rules.check());
      leases.stream().filter(Lease::isHeld).forEach(lease -> lease.unchecked = true);
      call(Call.Kind.ADDRESS, null, 0, out);
      return;
    }
    for (Lease lease : leases) {
      if (Nanos.isDue(lease.nextNanos, nowNanos)) {
        call(Call.Kind.ADD, lease, wantedPort(lease), out);
        return;
      }
      if (lease.unchecked) {
        lease.unchecked = false;
        call(Call.Kind.CHECK, lease, lease.externalPort, out);
        return;
      }
    }
  }

  private int wantedPort(Lease lease) {
    if (lease.isHeld()) {
      return lease.externalPort;
    }
    return lease.tries == 0 ? lease.wish.internalPort() : anyPort();
  }

  private int anyPort() {
    return random.nextInt(FIRST_FREE_PORT, END_OF_PORTS);
  }

  private void call(Call.Kind kind, @Nullable Lease lease, int port, List<PortMapEffect> out) {
    running = new Call(kind, lease, port);
    String action =
        switch (kind) {
          case ADDRESS -> "GetExternalIPAddress";
          case ADD -> addAny(lease) ? "AddAnyPortMapping" : "AddPortMapping";
          case CHECK -> "GetSpecificPortMappingEntry";
          case DELETE -> "DeletePortMapping";
        };
    Map<String, String> values = new LinkedHashMap<>();
    if (lease != null) {
      values.put("NewRemoteHost", "");
      values.put("NewExternalPort", Integer.toString(port));
      values.put("NewProtocol", lease.wish.protocol().name());
      if (kind == Call.Kind.ADD) {
        values.put("NewInternalPort", Integer.toString(lease.wish.internalPort()));
        values.put("NewInternalClient", self.toString());
        values.put("NewEnabled", "1");
        values.put("NewPortMappingDescription", DESCRIPTION);
        values.put("NewLeaseDuration", Long.toString(leaseSeconds));
      }
    }
    out.add(
        new PortMapEffect.Fetch(
            tickets.next(), url, Soap.action(type, action), Soap.request(type, action, values)));
  }

  /** The second version chooses a port itself, if the wanted one is somebody else's. */
  private boolean addAny(@Nullable Lease lease) {
    return type.equals(RouterDescription.FORWARDING.get(0)) && lease != null && !lease.isHeld();
  }

  void fetched(long nowNanos, PortMapInput.Fetched fetched, List<PortMapEffect> out) {
    Call call = running;
    if (call == null) {
      return;
    }
    running = null;
    Optional<Soap.Answer> answer = answer(fetched);
    failures = answer.isPresent() ? 0 : failures + 1;
    if (releasing) {
      released(call, answer, nowNanos);
    } else if (answer.isPresent()) {
      answered(call, answer.get(), nowNanos, out);
    } else if (failures >= MAX_FAILURES) {
      lose(Outcome.NO_ANSWER, 0, out);
    } else {
      retry(call, nowNanos);
    }
    next(nowNanos, out);
  }

  private void released(Call call, Optional<Soap.Answer> answer, long nowNanos) {
    Lease lease = call.lease();
    if (lease != null && call.kind() == Call.Kind.DELETE) {
      lease.lost(); // Whatever it says: there is nothing else that could be done.
    } else if (lease != null && call.kind() == Call.Kind.ADD) {
      // It was under way when the node was closed: taken, to be given back.
      answer
          .filter(said -> said.errorCode() == Soap.NO_ERROR)
          .ifPresent(
              said -> lease.granted(reserved(said, call.port()), external, leaseSeconds, nowNanos));
    }
  }

  private static Optional<Soap.Answer> answer(PortMapInput.Fetched fetched) {
    try {
      return fetched.status() == 0 ? Optional.empty() : Optional.of(Soap.decode(fetched.body()));
    } catch (WireException broken) {
      return Optional.empty();
    }
  }

  private void retry(Call call, long nowNanos) {
    long soon = nowNanos + (Nanos.of(rules.renewRetry()) << failures);
    Lease lease = call.lease();
    if (lease == null) {
      checkNanos = soon;
    } else {
      lease.nextNanos = soon;
    }
  }

  private void answered(Call call, Soap.Answer answer, long nowNanos, List<PortMapEffect> out) {
    Lease lease = call.lease();
    if (lease == null) {
      address(answer, out);
    } else if (call.kind() == Call.Kind.ADD) {
      added(call, lease, answer, nowNanos, out);
    } else if (answer.errorCode() == NO_SUCH_ENTRY || isTaken(answer)) {
      // The router was restarted, or somebody has deleted it by hand.
      drop(lease::equals, out);
      lease.tries = 0;
      lease.nextNanos = nowNanos;
    }
  }

  private boolean isTaken(Soap.Answer answer) {
    String client = answer.values().get("NewInternalClient");
    return client != null && !client.equals(self.toString());
  }

  private void address(Soap.Answer answer, List<PortMapEffect> out) {
    Optional<IpAddress> address =
        AddressText.parse(answer.values().get("NewExternalIPAddress"))
            .filter(at -> !at.equals(IpAddress.of(new byte[IpAddress.V4_BYTES])));
    if (address.isEmpty()) {
      lose(Outcome.REFUSED, answer.errorCode(), out); // It has no way to the internet itself.
      return;
    }
    if (!address.get().equals(external)) {
      external = address.get();
      out.add(new PortMapEffect.Changed());
    }
  }

  private void added(
      Call call, Lease lease, Soap.Answer answer, long nowNanos, List<PortMapEffect> out) {
    switch (answer.errorCode()) {
      case Soap.NO_ERROR -> {
        int port = reserved(answer, call.port());
        if (lease.granted(port, external, leaseSeconds, nowNanos)) {
          out.add(new PortMapEffect.Changed());
        }
        outcome = Outcome.WORKS;
        // What does not end is looked at like the rest, and asked for again as if it would.
        long lasting = leaseSeconds == 0 ? Nanos.of(rules.lease()) : leaseSeconds * 1_000_000_000;
        lease.nextNanos = nowNanos + lasting / 2;
      }
      case ONLY_PERMANENT -> {
        boolean again = leaseSeconds != 0;
        leaseSeconds = 0;
        again(lease, again, answer.errorCode(), nowNanos, out);
      }
      case CONFLICT -> {
        drop(lease::equals, out); // At once: it leads to somebody else.
        again(lease, ++lease.tries < MAX_PORTS, answer.errorCode(), nowNanos, out);
      }
      default -> again(lease, false, answer.errorCode(), nowNanos, out);
    }
  }

  private static int reserved(Soap.Answer answer, int asked) {
    String reserved = answer.values().get("NewReservedPort");
    try {
      int port = reserved == null ? asked : Integer.parseInt(reserved);
      return port > 0 && port < END_OF_PORTS ? port : asked;
    } catch (NumberFormatException notAPort) {
      return asked;
    }
  }

  private void again(
      Lease lease, boolean now, int because, long nowNanos, List<PortMapEffect> out) {
    if (now) {
      lease.nextNanos = nowNanos;
      return;
    }
    drop(lease::equals, out);
    lease.refused = true;
    lease.nextNanos = nowNanos + Nanos.of(rules.rest());
    if (leases.stream().allMatch(each -> each.refused)) {
      lose(Outcome.REFUSED, because, out);
    }
  }

  private void drop(Predicate<Lease> which, List<PortMapEffect> out) {
    List<Lease> gone = leases.stream().filter(Lease::isHeld).filter(which).toList();
    gone.forEach(Lease::lost);
    if (!gone.isEmpty()) {
      out.add(new PortMapEffect.Changed());
    }
  }

  private void lose(Outcome why, int because, List<PortMapEffect> out) {
    outcome = why;
    code = because;
    drop(lease -> true, out);
  }

  private boolean isOver() {
    return outcome != Outcome.TRYING && outcome != Outcome.WORKS;
  }

  OptionalLong deadlineNanos() {
    if (releasing || isOver()) {
      return OptionalLong.empty();
    }
    OptionalLong next = running == null ? OptionalLong.of(checkNanos) : OptionalLong.empty();
    for (Lease lease : leases) {
      if (running == null) {
        next = Nanos.earlier(next, OptionalLong.of(lease.nextNanos));
      }
      if (lease.isHeld() && lease.leaseSeconds > 0) {
        next = Nanos.earlier(next, OptionalLong.of(lease.endNanos()));
      }
    }
    return next;
  }

  MappingTrial trial() {
    return new MappingTrial(MappingProtocol.UPNP_IGD, outcome, code);
  }

  List<PortMapping> mappings() {
    IpAddress address = external;
    if (address == null) {
      return List.of();
    }
    return leases.stream()
        .filter(Lease::isHeld)
        .map(
            lease ->
                new PortMapping(
                    lease.wish,
                    MappingProtocol.UPNP_IGD,
                    address,
                    lease.externalPort,
                    lease.leaseSeconds,
                    lease.grantedNanos))
        .toList();
  }

  void release(long nowNanos, List<PortMapEffect> out) {
    releasing = true;
    if (running == null) {
      next(nowNanos, out);
    }
  }

  boolean isReleased() {
    return releasing && running == null && leases.stream().noneMatch(Lease::isHeld);
  }
}
