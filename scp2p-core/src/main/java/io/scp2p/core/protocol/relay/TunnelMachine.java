package io.scp2p.core.protocol.relay;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Backoff;
import io.scp2p.core.protocol.Deadlines;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.dht.Subnets;
import io.scp2p.core.wire.record.PeerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a firewalled node reachable: several tunnels at different relays, each checked through its
 * relay, each lost one replaced at once by another slot there or elsewhere (specification section
 * 14.3, quirk Q-17).
 *
 * <p>Bounded: {@link #MAX_CANDIDATES} relays, of which those that failed are tried less and less
 * often.
 */
public final class TunnelMachine implements Machine<TunnelInput, TunnelEffect> {
  /** Relays remembered; further ones push out the worst. */
  public static final int MAX_CANDIDATES = 64;

  /** Tunnels that the user may ask for besides. */
  static final int MAX_EXTRAS = 8;

  /** Checks in a row that may fail: the second may have met a relay that was busy. */
  static final int MAX_FAILED_CHECKS = 2;

  /** While tunnels are missing and nobody is left to ask. */
  static final Duration SEEK_INTERVAL = Duration.ofSeconds(30);

  static final Duration FIRST_RETRY = Duration.ofSeconds(2);
  static final Duration LAST_RETRY = Duration.ofMinutes(10);

  /** Deadlines beside those of tunnels. */
  private static final long SEEK = -1;

  private static final long RETRY = -2;

  private final int wanted;
  private final long healthNanos;
  private final RandomGenerator random;
  private final Map<String, Candidate> candidates = new LinkedHashMap<>();
  private final Map<Long, Candidate> byNumber = new HashMap<>();
  private final Deadlines<Long> deadlines = new Deadlines<>(MAX_CANDIDATES + 2);
  private long lastNumber;
  private boolean needed;
  private int extras;

  private enum State {
    IDLE,
    OPENING,
    UP
  }

  private static final class Candidate {
    final PeerAddress address;
    final TunnelInput.Source source;
    final Backoff backoff = new Backoff(FIRST_RETRY, LAST_RETRY);
    State state = State.IDLE;
    long number;
    long retryNanos;
    boolean waits;
    int failures;
    int failedChecks;
    boolean checking;
    long slotId;
    @Nullable NodeKey relay;

    Candidate(PeerAddress address, TunnelInput.Source source) {
      this.address = address;
      this.source = source;
    }
  }

  /**
   * A tunnel that is up.
   *
   * @param healthy whether the last check came back
   */
  public record Tunnel(
      long number, PeerAddress relayAddress, NodeKey relay, long slotId, boolean healthy) {}

  /**
   * A node without tunnels.
   *
   * @param wanted tunnels at different relays
   * @param healthInterval between checks of each
   */
  public TunnelMachine(int wanted, Duration healthInterval, RandomGenerator random) {
    this.wanted = wanted;
    this.healthNanos = Nanos.of(healthInterval);
    this.random = random;
  }

  @Override
  public List<TunnelEffect> accept(long nowNanos, TunnelInput input) {
    List<TunnelEffect> effects = new ArrayList<>();
    if (input instanceof TunnelInput.Needed need) {
      need(need.needed(), effects);
    } else if (input instanceof TunnelInput.Offered offered) {
      offered.relays().forEach(relay -> offer(relay, offered.source()));
    } else if (input instanceof TunnelInput.Wanted more) {
      want(more.relay(), effects);
    } else if (input instanceof TunnelInput.Opened opened) {
      opened(nowNanos, opened, effects);
    } else if (input instanceof TunnelInput.Refused refused) {
      Candidate candidate = byNumber.remove(refused.number());
      if (candidate != null) {
        failed(nowNanos, candidate);
      }
    } else if (input instanceof TunnelInput.Lost lost) {
      lost(nowNanos, lost.number(), effects);
    } else if (input instanceof TunnelInput.Checked checked) {
      checked(nowNanos, checked, effects);
    }
    fill(nowNanos, effects);
    return effects;
  }

  private void need(boolean nowNeeded, List<TunnelEffect> effects) {
    if (needed && !nowNeeded) {
      List.copyOf(byNumber.keySet()).forEach(number -> effects.add(new TunnelEffect.Close(number)));
    }
    needed = nowNeeded;
  }

  private void want(PeerAddress relay, List<TunnelEffect> effects) {
    offer(relay, TunnelInput.Source.USER);
    Candidate candidate = candidates.get(relay.dialText());
    if (candidate != null && candidate.state == State.IDLE) {
      extras = Math.min(extras + 1, MAX_EXTRAS);
      open(candidate, effects);
    }
  }

  private int wanted() {
    return (needed ? wanted : 0) + extras;
  }

  private void offer(PeerAddress relay, TunnelInput.Source source) {
    String name = relay.dialText();
    if (relay.relayVia() != null || Subnets.isUnusable(relay) || candidates.containsKey(name)) {
      return;
    }
    if (candidates.size() >= MAX_CANDIDATES) {
      Candidate worst =
          candidates.values().stream()
              .filter(each -> each.state == State.IDLE && each.source != TunnelInput.Source.USER)
              .max(Comparator.comparingInt(each -> each.failures))
              .orElse(null);
      if (worst == null || (worst.failures == 0 && source == TunnelInput.Source.NETWORK)) {
        return;
      }
      candidates.remove(worst.address.dialText());
    }
    candidates.put(name, new Candidate(relay, source));
  }

  private void opened(long nowNanos, TunnelInput.Opened opened, List<TunnelEffect> effects) {
    Candidate candidate = byNumber.get(opened.number());
    boolean twice =
        byNumber.values().stream()
            .anyMatch(each -> each.state == State.UP && opened.relay().equals(each.relay));
    if (candidate == null || wanted() == 0 || twice) {
      // A relay has several addresses: a second tunnel there would not survive it.
      effects.add(new TunnelEffect.Close(opened.number()));
      if (candidate != null) {
        byNumber.remove(opened.number());
        failed(nowNanos, candidate);
      }
      return;
    }
    candidate.state = State.UP;
    candidate.relay = opened.relay();
    candidate.slotId = opened.slotId();
    candidate.failures = 0;
    candidate.failedChecks = 0;
    candidate.backoff.reset();
    deadlines.set(opened.number(), nowNanos + healthNanos);
    effects.add(new TunnelEffect.Changed());
  }

  private void lost(long nowNanos, long number, List<TunnelEffect> effects) {
    Candidate candidate = byNumber.remove(number);
    deadlines.cancel(number);
    if (candidate != null) {
      boolean wasUp = candidate.state == State.UP;
      failed(nowNanos, candidate);
      if (wasUp) {
        effects.add(new TunnelEffect.Changed());
      }
    }
  }

  private void failed(long nowNanos, Candidate candidate) {
    candidate.state = State.IDLE;
    candidate.checking = false;
    candidate.relay = null;
    candidate.failures++;
    candidate.waits = true;
    candidate.retryNanos = nowNanos + candidate.backoff.nextNanos(random);
  }

  private void checked(long nowNanos, TunnelInput.Checked checked, List<TunnelEffect> effects) {
    Candidate candidate = byNumber.get(checked.number());
    if (candidate == null || candidate.state != State.UP) {
      return;
    }
    candidate.checking = false;
    candidate.failedChecks = checked.good() ? 0 : candidate.failedChecks + 1;
    if (candidate.failedChecks >= MAX_FAILED_CHECKS) {
      effects.add(new TunnelEffect.Close(checked.number()));
      lost(nowNanos, checked.number(), effects);
    } else {
      // A failure is made sure of soon.
      deadlines.set(checked.number(), nowNanos + (checked.good() ? healthNanos : healthNanos / 6));
    }
  }

  /** Opens what is missing with whoever is the most promising. */
  private void fill(long nowNanos, List<TunnelEffect> effects) {
    if (wanted() == 0) {
      deadlines.cancel(SEEK);
      deadlines.cancel(RETRY);
      return;
    }
    int missing = wanted() - byNumber.size();
    List<Candidate> ready = new ArrayList<>();
    long soonest = Long.MAX_VALUE;
    for (Candidate each : candidates.values()) {
      boolean due = !each.waits || Nanos.isDue(each.retryNanos, nowNanos);
      if (each.state == State.IDLE && due) {
        ready.add(each);
      } else if (each.state == State.IDLE) {
        soonest = Math.min(soonest, each.retryNanos - nowNanos);
      }
    }
    ready.sort(
        Comparator.<Candidate>comparingInt(each -> each.source.ordinal())
            .thenComparingInt(each -> each.failures));
    for (int i = 0; i < Math.min(missing, ready.size()); i++) {
      open(ready.get(i), effects);
    }
    deadlines.cancel(RETRY);
    if (wanted() > byNumber.size() && soonest != Long.MAX_VALUE) {
      deadlines.set(RETRY, nowNanos + soonest);
    }
    seek(nowNanos, effects);
  }

  private void open(Candidate candidate, List<TunnelEffect> effects) {
    candidate.state = State.OPENING;
    candidate.waits = false;
    candidate.number = ++lastNumber;
    byNumber.put(candidate.number, candidate);
    effects.add(new TunnelEffect.Open(candidate.number, candidate.address));
  }

  private void seek(long nowNanos, List<TunnelEffect> effects) {
    long up = byNumber.values().stream().filter(each -> each.state == State.UP).count();
    if (up >= wanted()) {
      deadlines.cancel(SEEK);
    } else if (deadlines.of(SEEK).isEmpty()) {
      deadlines.set(SEEK, nowNanos + Nanos.of(SEEK_INTERVAL));
      effects.add(new TunnelEffect.Seek());
    }
  }

  @Override
  public List<TunnelEffect> onTimeout(long nowNanos) {
    List<TunnelEffect> effects = new ArrayList<>();
    for (Long due = deadlines.pollDue(nowNanos); due != null; due = deadlines.pollDue(nowNanos)) {
      Candidate candidate = byNumber.get(due);
      if (candidate != null && candidate.state == State.UP && !candidate.checking) {
        candidate.checking = true;
        effects.add(new TunnelEffect.Check(due));
      }
    }
    fill(nowNanos, effects);
    return effects;
  }

  @Override
  public OptionalLong deadlineNanos() {
    return deadlines.earliestNanos();
  }

  /** The tunnels that are up, the healthy ones first. */
  public List<Tunnel> tunnels() {
    List<Tunnel> up = new ArrayList<>();
    for (Candidate each : byNumber.values()) {
      NodeKey relay = each.relay;
      if (each.state == State.UP && relay != null) {
        up.add(new Tunnel(each.number, each.address, relay, each.slotId, each.failedChecks == 0));
      }
    }
    up.sort(Comparator.comparing((Tunnel each) -> !each.healthy()).thenComparing(Tunnel::number));
    return up;
  }

  /** Relays that are known to it. */
  public int candidates() {
    return candidates.size();
  }
}
