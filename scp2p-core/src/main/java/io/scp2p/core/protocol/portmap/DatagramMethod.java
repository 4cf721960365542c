package io.scp2p.core.protocol.portmap;

import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.portmap.NatPmp;
import io.scp2p.core.wire.record.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What PCP and NAT-PMP have in common: datagrams to one port, leases, and a clock of the router.
 */
abstract class DatagramMethod implements MappingMethod {
  /** Doubled at most so often: a renewal is repeated every three minutes in the end. */
  private static final int MAX_DOUBLINGS = 6;

  /** RFC 6887 section 11.2.1: no renewal sooner, however short the lease. */
  private static final long MIN_RENEW_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Somebody who sends many hints is asked no more often than this. */
  private static final long HINT_NANOS = TimeUnit.SECONDS.toNanos(1);

  final IpAddress gateway;
  final List<Lease> leases = new ArrayList<>();
  private final MappingProtocol protocol;
  private final PortMapRules rules;
  private final RandomGenerator random;
  private final Epoch epoch;
  private final long askedSeconds;
  private MappingTrial.Outcome outcome = MappingTrial.Outcome.TRYING;
  private int code;
  private long checkNanos;
  private boolean releasing;

  DatagramMethod(
      MappingProtocol protocol,
      IpAddress gateway,
      List<PortWish> wishes,
      PortMapRules rules,
      RandomGenerator random,
      Supplier<Bytes> nonces,
      long nowNanos) {
    this.protocol = protocol;
    this.gateway = gateway;
    this.rules = rules;
    this.random = random;
    this.epoch = new Epoch(protocol == MappingProtocol.PCP);
    this.askedSeconds = rules.lease().toSeconds();
    wishes.forEach(wish -> leases.add(new Lease(wish, nonces.get(), nowNanos)));
  }

  /** The question for a lease; with a lifetime of 0, to give it back. */
  abstract Bytes request(Lease lease, long lifetimeSeconds);

  /** The question whether the router still has its table. */
  abstract Bytes check();

  /** Understands an answer. */
  abstract Said decode(Bytes datagram) throws WireException;

  /** Whether what is granted can be used, or something has to be asked first. */
  boolean isComplete() {
    return true;
  }

  /**
   * What an answer says.
   *
   * @param epochSeconds of the clock of the router
   * @param lease to which it belongs; null for none
   * @param result 0, or why not
   * @param externalPort granted
   * @param external the outside address, if it says so
   * @param seconds of the lease, or of the refusal
   */
  record Said(
      long epochSeconds,
      @Nullable Lease lease,
      int result,
      int externalPort,
      @Nullable IpAddress external,
      long seconds) {}

  @Override
  public void start(long nowNanos, List<PortMapEffect> out) {
    checkNanos = nowNanos + Nanos.of(rules.check());
    timeout(nowNanos, out);
  }

  @Override
  public void received(long nowNanos, PortMapInput.Received datagram, List<PortMapEffect> out) {
    if (datagram.port() != NatPmp.PORT || !datagram.from().equals(gateway)) {
      return;
    }
    try {
      said(nowNanos, decode(datagram.bytes()), out);
    } catch (WireException unknown) {
      if (unknown.reason() == WireException.Reason.UNKNOWN_VARIANT && !isWorking()) {
        end(MappingTrial.Outcome.NOT_SPOKEN, 0); // Of no use, but soon: no need to wait.
      } else if (unknown.reason() == WireException.Reason.UNKNOWN_VARIANT) {
        // An announcement in the other language: something has happened to the router.
        checkNanos = Nanos.earlier(checkNanos, nowNanos + HINT_NANOS);
      }
    }
  }

  private void said(long nowNanos, Said said, List<PortMapEffect> out) {
    Lease lease = said.lease();
    if (releasing) {
      if (lease != null) {
        lease.lost();
      }
      return;
    }
    if (epoch.isReset(said.epochSeconds(), nowNanos)) {
      askAgain(nowNanos);
    }
    boolean changed = false;
    if (lease != null && said.result() == 0 && said.externalPort() > 0 && said.seconds() > 0) {
      changed =
          lease.granted(said.externalPort(), said.external(), said.seconds(), nowNanos)
              && isUsable(lease);
      lease.nextNanos = nowNanos + renewAfter(said.seconds());
    } else if (lease != null && said.result() != 0) {
      changed = lease.isHeld();
      refused(lease, said, nowNanos);
    } else if (lease == null && said.external() != null) {
      changed = external(said.external());
    }
    judge();
    if (changed) {
      out.add(new PortMapEffect.Changed());
    }
  }

  /** The outside address holds for every lease. */
  private boolean external(IpAddress address) {
    boolean changed = false;
    for (Lease lease : leases) {
      changed |= lease.isHeld() && !address.equals(lease.external);
      lease.external = address;
    }
    return changed;
  }

  private void refused(Lease lease, Said said, long nowNanos) {
    lease.lost();
    lease.refused = true;
    lease.tries = 0;
    code = said.result();
    long wait = Math.max(TimeUnit.SECONDS.toNanos(said.seconds()), Nanos.of(rules.rest()));
    lease.nextNanos = nowNanos + Math.min(wait, Nanos.of(rules.lease()));
  }

  /** All of them, after a random while, since others do the same (RFC 6887 section 14.1.3). */
  private void askAgain(long nowNanos) {
    for (Lease lease : leases) {
      lease.tries = 0;
      lease.nextNanos = nowNanos + random.nextLong(Nanos.of(rules.recovery()) + 1);
    }
  }

  /** RFC 6887 section 11.2.1: between one half and five eighths of the lease. */
  private long renewAfter(long seconds) {
    long nanos = TimeUnit.SECONDS.toNanos(Math.min(seconds, askedSeconds));
    return Math.max(MIN_RENEW_NANOS, nanos / 2 + random.nextLong(nanos / 8 + 1));
  }

  private void judge() {
    if (leases.stream().anyMatch(this::isUsable)) {
      outcome = MappingTrial.Outcome.WORKS;
    } else if (leases.stream().allMatch(lease -> lease.refused)) {
      end(MappingTrial.Outcome.REFUSED, code);
    }
  }

  private boolean isUsable(Lease lease) {
    return lease.isHeld() && lease.external != null;
  }

  private boolean isWorking() {
    return outcome == MappingTrial.Outcome.WORKS;
  }

  private void end(MappingTrial.Outcome why, int because) {
    outcome = why;
    code = because;
  }

  @Override
  public void timeout(long nowNanos, List<PortMapEffect> out) {
    if (releasing) {
      return;
    }
    boolean changed = false;
    boolean asked = false;
    for (Lease lease : leases) {
      if (lease.isOver(nowNanos)) {
        lease.lost();
        changed = true;
      }
      if (Nanos.isDue(lease.nextNanos, nowNanos)) {
        ask(lease, nowNanos, out);
        asked = true;
      }
    }
    if (Nanos.isDue(checkNanos, nowNanos) || (asked && !isComplete())) {
      checkNanos = nowNanos + Nanos.of(rules.check());
      send(check(), out);
    }
    if (changed) {
      out.add(new PortMapEffect.Changed());
      if (leases.stream().noneMatch(Lease::isHeld)) {
        end(MappingTrial.Outcome.NO_ANSWER, 0); // It was there, and is not any more.
      }
    }
  }

  private void ask(Lease lease, long nowNanos, List<PortMapEffect> out) {
    if (!isWorking() && lease.tries >= rules.firstTries()) {
      end(MappingTrial.Outcome.NO_ANSWER, 0);
      return;
    }
    lease.refused = false;
    send(request(lease, askedSeconds), out);
    long first = Nanos.of(isWorking() ? rules.renewRetry() : rules.firstRetry());
    long pause = first << Math.min(lease.tries++, MAX_DOUBLINGS);
    lease.nextNanos = nowNanos + pause + random.nextLong(pause / 10 + 1);
  }

  private void send(Bytes datagram, List<PortMapEffect> out) {
    out.add(new PortMapEffect.Send(gateway, NatPmp.PORT, datagram));
  }

  @Override
  public OptionalLong deadlineNanos() {
    if (releasing) {
      return OptionalLong.empty();
    }
    OptionalLong next = OptionalLong.of(checkNanos);
    for (Lease lease : leases) {
      next = Nanos.earlier(next, OptionalLong.of(lease.nextNanos));
      if (lease.isHeld()) {
        next = Nanos.earlier(next, OptionalLong.of(lease.endNanos()));
      }
    }
    return next;
  }

  @Override
  public void fetched(long nowNanos, PortMapInput.Fetched fetched, List<PortMapEffect> out) {
    // Nothing is fetched.
  }

  @Override
  public MappingTrial trial() {
    return new MappingTrial(protocol, outcome, code);
  }

  @Override
  public List<PortMapping> mappings() {
    List<PortMapping> held = new ArrayList<>();
    for (Lease lease : leases) {
      IpAddress external = lease.external;
      if (lease.isHeld() && external != null) {
        held.add(
            new PortMapping(
                lease.wish,
                protocol,
                external,
                lease.externalPort,
                lease.leaseSeconds,
                lease.grantedNanos));
      }
    }
    return held;
  }

  @Override
  public void release(long nowNanos, List<PortMapEffect> out) {
    releasing = true;
    for (Lease lease : leases) {
      if (lease.isHeld()) {
        send(request(lease, 0), out);
      }
    }
  }

  @Override
  public boolean isReleased() {
    return releasing && leases.stream().noneMatch(Lease::isHeld);
  }
}
