package io.scp2p.core.protocol.portmap;

import io.scp2p.api.spi.Entropy;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.portmap.MappingTrial.Outcome;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.portmap.Pcp;
import io.scp2p.core.wire.record.IpAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Has the ports of this node forwarded for as long as it runs.
 *
 * <p>PCP is tried first, then NAT-PMP, then UPnP IGD; the first that works stays. If it ceases to,
 * or the way to the internet is another one, all begins anew; if nothing works, again after a rest.
 * At the end everything is given back, as far as the router can still be asked.
 */
public final class PortMapMachine implements Machine<PortMapInput, PortMapEffect> {
  private final List<PortWish> wishes;
  private final PortMapRules rules;
  private final Entropy entropy;
  private final RandomGenerator random;
  private final Tickets tickets = new Tickets();
  private final Map<MappingProtocol, MappingTrial> trials = new EnumMap<>(MappingProtocol.class);
  private Optional<IpAddress> gateway = Optional.empty();
  private @Nullable IpAddress self;
  private @Nullable MappingMethod method;
  private OptionalLong restNanos = OptionalLong.empty();
  private OptionalLong releaseNanos = OptionalLong.empty();
  private boolean releasedAgain;
  private boolean closing;
  private boolean released;

  /**
   * Does nothing before it knows of a router.
   *
   * @param wishes at most one for each protocol, as NAT-PMP does not say to which a refusal belongs
   * @param entropy for nonces
   * @param random for jitter
   */
  public PortMapMachine(
      List<PortWish> wishes, PortMapRules rules, Entropy entropy, RandomGenerator random) {
    if (wishes.stream().map(PortWish::protocol).distinct().count() != wishes.size()) {
      throw new IllegalArgumentException("two ports of one protocol: " + wishes);
    }
    this.wishes = List.copyOf(wishes);
    this.rules = rules;
    this.entropy = entropy;
    this.random = random;
  }

  /** What the router forwards at the moment. */
  public List<PortMapping> mappings() {
    return method == null || closing ? List.of() : method.mappings();
  }

  /** What came of each way to ask the router; those not tried yet are not in it. */
  public List<MappingTrial> trials() {
    Map<MappingProtocol, MappingTrial> all = new EnumMap<>(trials);
    if (method != null) {
      MappingTrial now = method.trial();
      all.put(now.by(), now);
    }
    return List.copyOf(all.values());
  }

  @Override
  public List<PortMapEffect> accept(long nowNanos, PortMapInput input) {
    List<PortMapEffect> effects = new ArrayList<>();
    MappingMethod now = method;
    if (input instanceof PortMapInput.Close) {
      close(nowNanos, effects);
    } else if (input instanceof PortMapInput.Router router && !closing) {
      router(router, nowNanos, effects);
    } else if (input instanceof PortMapInput.NoNetwork && !closing) {
      forget(effects);
      self = null;
      gateway = Optional.empty();
    } else if (now != null && input instanceof PortMapInput.Received datagram) {
      now.received(nowNanos, datagram, effects);
    } else if (now != null && input instanceof PortMapInput.Fetched fetched) {
      now.fetched(nowNanos, fetched, effects);
    }
    follow(nowNanos, effects);
    return effects;
  }

  private void router(PortMapInput.Router router, long nowNanos, List<PortMapEffect> effects) {
    if (router.gateway().equals(gateway) && router.self().equals(self)) {
      return;
    }
    forget(effects);
    gateway = router.gateway();
    self = router.self();
    if (!wishes.isEmpty()) {
      begin(first(), nowNanos, effects);
    }
  }

  /** The other network is gone, and with it whoever could be asked to give something back. */
  private void forget(List<PortMapEffect> effects) {
    boolean had = !mappings().isEmpty();
    method = null;
    trials.clear();
    restNanos = OptionalLong.empty();
    if (had) {
      effects.add(new PortMapEffect.Changed());
    }
  }

  private MappingProtocol first() {
    return gateway.isPresent() ? MappingProtocol.PCP : MappingProtocol.UPNP_IGD;
  }

  private void begin(MappingProtocol protocol, long nowNanos, List<PortMapEffect> effects) {
    IpAddress here = self;
    if (here == null) {
      return;
    }
    MappingMethod next =
        switch (protocol) {
          case PCP ->
              new PcpMethod(
                  gateway.orElseThrow(), here, wishes, rules, random, this::nonce, nowNanos);
          case NAT_PMP -> new NatPmpMethod(gateway.orElseThrow(), wishes, rules, random, nowNanos);
          case UPNP_IGD -> new IgdMethod(gateway, here, wishes, rules, random, tickets);
        };
    method = next;
    next.start(nowNanos, effects);
  }

  private Bytes nonce() {
    return Bytes.wrap(entropy.bytes(Pcp.NONCE_BYTES));
  }

  /** Goes on to the next way when one has come to nothing. */
  private void follow(long nowNanos, List<PortMapEffect> effects) {
    MappingMethod now = method;
    if (closing) {
      if (!released && (now == null || now.isReleased())) {
        released(effects);
      }
      return;
    }
    if (now == null) {
      return;
    }
    MappingTrial trial = now.trial();
    if (trial.outcome() == Outcome.WORKS) {
      remember(now);
    }
    if (trial.outcome() == Outcome.TRYING || trial.outcome() == Outcome.WORKS) {
      return;
    }
    boolean worked = worked(trial.by());
    remember(now);
    method = null;
    if (worked) {
      begin(first(), nowNanos, effects); // It was there a moment ago: no rest.
    } else {
      switch (trial.by()) {
        case PCP -> begin(MappingProtocol.NAT_PMP, nowNanos, effects);
        case NAT_PMP -> begin(MappingProtocol.UPNP_IGD, nowNanos, effects);
        case UPNP_IGD -> restNanos = OptionalLong.of(nowNanos + Nanos.of(rules.rest()));
      }
    }
  }

  private boolean worked(MappingProtocol by) {
    MappingTrial before = trials.get(by);
    return before != null && before.outcome() == Outcome.WORKS;
  }

  private void remember(MappingMethod of) {
    MappingTrial trial = of.trial();
    trials.put(trial.by(), trial);
  }

  private void close(long nowNanos, List<PortMapEffect> effects) {
    if (closing) {
      return;
    }
    closing = true;
    restNanos = OptionalLong.empty();
    if (method != null) {
      method.release(nowNanos, effects);
      releaseNanos = OptionalLong.of(nowNanos + Nanos.of(rules.release()) / 2);
    }
  }

  private void released(List<PortMapEffect> effects) {
    released = true;
    method = null;
    releaseNanos = OptionalLong.empty();
    effects.add(new PortMapEffect.Released());
  }

  @Override
  public List<PortMapEffect> onTimeout(long nowNanos) {
    List<PortMapEffect> effects = new ArrayList<>();
    MappingMethod now = method;
    if (closing) {
      releaseAgain(nowNanos, effects);
    } else if (now != null) {
      now.timeout(nowNanos, effects);
    } else if (restNanos.isPresent() && Nanos.isDue(restNanos.getAsLong(), nowNanos)) {
      restNanos = OptionalLong.empty();
      begin(first(), nowNanos, effects);
    }
    follow(nowNanos, effects);
    return effects;
  }

  private void releaseAgain(long nowNanos, List<PortMapEffect> effects) {
    MappingMethod now = method;
    if (now == null || releaseNanos.isEmpty() || !Nanos.isDue(releaseNanos.getAsLong(), nowNanos)) {
      return;
    }
    if (releasedAgain) {
      released(effects); // The leases end by themselves.
    } else {
      releasedAgain = true;
      now.release(nowNanos, effects);
      releaseNanos = OptionalLong.of(nowNanos + Nanos.of(rules.release()) / 2);
    }
  }

  @Override
  public OptionalLong deadlineNanos() {
    if (closing) {
      return releaseNanos;
    }
    return method != null ? method.deadlineNanos() : restNanos;
  }
}
