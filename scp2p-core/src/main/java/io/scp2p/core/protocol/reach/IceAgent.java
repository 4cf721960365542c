package io.scp2p.core.protocol.reach;

import io.scp2p.api.spi.Entropy;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.stun.StunCredential;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.reach.Candidate;
import io.scp2p.core.wire.reach.CandidateKind;
import io.scp2p.core.wire.reach.PathOffer;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunError;
import io.scp2p.core.wire.stun.StunMessage;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.stun.StunWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Looks for one direct path to one node, and watches it once it is found (RFC 8445 and RFC 7675).
 *
 * <p>A node has one UDP port, so a pair is a remote address and nothing else: there are no
 * components, no foundations and no frozen pairs. Everything the other side named is tried from the
 * start, the likeliest first, again and again until the time is up: the first packets only open the
 * own router, and the other side may begin a second later.
 *
 * <p>The side that was asked is controlled; the other one decides. Who is who was settled by who
 * asked, so a conflict of roles is a mistake of somebody and is not resolved.
 */
public final class IceAgent implements Machine<IceInput, IceEffect> {
  private final boolean controlling;
  private final String user;
  private final StunCredential own;
  private final Entropy entropy;
  private final PathOffer offer;
  private long endNanos;
  private final Map<StunAddress, Pair> pairs = new LinkedHashMap<>();
  private @Nullable IceCheck checking;
  private @Nullable Pair nominated;
  private @Nullable Pair selected;
  private OptionalLong workedNanos = OptionalLong.empty();
  private long slotNanos;
  private long heardNanos;
  private long selectedNanos;
  private @Nullable StunAddress seenAs;
  private boolean moved;
  private int checks;
  private boolean over;

  private static final class Pair {
    final StunAddress at;
    CandidateKind kind;
    long priority;
    final List<Bytes> outstanding = new ArrayList<>();
    long nextNanos;
    long waitNanos = IceRules.FIRST_WAIT_NANOS;
    boolean works;

    /** Controlling: the other side knows that we want it. Controlled: the other side wants it. */
    boolean wanted;

    Pair(StunAddress at, CandidateKind kind, long priority, long nowNanos) {
      this.at = at;
      this.kind = kind;
      this.priority = priority;
      this.nextNanos = nowNanos;
    }
  }

  /**
   * An attempt that waits to hear what the other side offers; checks that come before are answered.
   *
   * @param controlling whether this side asked
   * @param offer what this side said
   */
  public IceAgent(long nowNanos, boolean controlling, PathOffer offer, Entropy entropy) {
    this.controlling = controlling;
    this.user = offer.user();
    this.own = StunCredential.shortTerm(offer.password());
    this.entropy = entropy;
    this.offer = offer;
    this.endNanos = nowNanos + IceRules.LIMIT_NANOS;
    this.slotNanos = nowNanos;
  }

  /**
   * Whether a message is for this agent: a check that names it, or the answer to one of its own.
   */
  public boolean owns(StunAddress from, StunMessage message) {
    if (message.method() != StunMethod.BINDING) {
      return false;
    }
    if (message.kind() == StunClass.REQUEST) {
      return userOf(message).filter(user::equals).isPresent();
    }
    Pair pair = pairs.get(from);
    return pair != null && pair.outstanding.contains(message.transaction());
  }

  /** Whom a check is for: the first half of its user name; empty if it is none. */
  public static Optional<String> userOf(StunMessage request) {
    try {
      return request
          .text(StunAttribute.USERNAME)
          .filter(name -> name.indexOf(':') > 0)
          .map(name -> name.substring(0, name.indexOf(':')));
    } catch (WireException e) {
      return Optional.empty();
    }
  }

  /** How many checks were sent. */
  public int checks() {
    return checks;
  }

  /** Whether packets went both ways on some path; soon it will be chosen, or a better one. */
  public boolean works() {
    return selected != null || pairs.values().stream().anyMatch(pair -> pair.works);
  }

  /** Whether it has ended, for better or worse. */
  public boolean isOver() {
    return over;
  }

  /** The path that both agreed on, while it is there. */
  public Optional<StunAddress> selected() {
    return selected == null || over ? Optional.empty() : Optional.of(selected.at);
  }

  @Override
  public List<IceEffect> accept(long nowNanos, IceInput input) {
    List<IceEffect> effects = new ArrayList<>();
    if (over) {
      return effects;
    }
    if (input instanceof IceInput.Offered offered) {
      offered(nowNanos, offered.remote());
    } else if (input instanceof IceInput.Detoured detoured) {
      named(nowNanos, detoured.ways());
    } else if (input instanceof IceInput.Prolonged prolonged) {
      endNanos =
          Nanos.isBefore(endNanos, prolonged.untilNanos()) ? prolonged.untilNanos() : endNanos;
    } else if (input instanceof IceInput.Received received) {
      received(nowNanos, received.from(), received.message(), effects);
    }
    step(nowNanos, effects);
    return effects;
  }

  @Override
  public List<IceEffect> onTimeout(long nowNanos) {
    List<IceEffect> effects = new ArrayList<>();
    if (!over) {
      step(nowNanos, effects);
    }
    return effects;
  }

  @Override
  public OptionalLong deadlineNanos() {
    if (over) {
      return OptionalLong.empty();
    }
    if (selected != null) {
      return OptionalLong.of(Nanos.earlier(selected.nextNanos, heardNanos + IceRules.LOST_NANOS));
    }
    OptionalLong next = Nanos.earlier(OptionalLong.of(endNanos), settleNanos());
    if (checking != null) {
      for (Pair pair : pairs.values()) {
        long due = Nanos.isBefore(pair.nextNanos, slotNanos) ? slotNanos : pair.nextNanos;
        next = Nanos.earlier(next, OptionalLong.of(due));
      }
    }
    return next;
  }

  private void offered(long nowNanos, PathOffer remote) {
    if (checking != null) {
      return;
    }
    checking = new IceCheck(offer, remote, controlling, entropy);
    named(nowNanos, remote.candidates());
  }

  /** What is said of an address counts more than what a check from there has made it look like. */
  private void named(long nowNanos, List<Candidate> candidates) {
    for (Candidate each : candidates) {
      Pair pair = selected == null ? add(nowNanos, each.at(), each.kind(), each.priority()) : null;
      if (pair != null) {
        pair.kind = each.kind();
        pair.priority = each.priority();
      }
    }
  }

  private @Nullable Pair add(long nowNanos, StunAddress at, CandidateKind kind, long priority) {
    Pair known = pairs.get(at);
    if (known != null || pairs.size() == IceRules.MAX_PAIRS) {
      return known;
    }
    Pair pair = new Pair(at, kind, priority, nowNanos);
    pairs.put(at, pair);
    return pair;
  }

  private void received(
      long nowNanos, StunAddress from, StunMessage message, List<IceEffect> effects) {
    try {
      switch (message.kind()) {
        case REQUEST -> checked(nowNanos, from, message, effects);
        case SUCCESS -> answered(nowNanos, from, message);
        case ERROR, INDICATION -> {
          // A refused check is like a lost one; the other side may know us a moment later.
        }
      }
    } catch (WireException e) {
      // A message that lies about an attribute is none.
    }
  }

  /** The other side checks a path to here. */
  private void checked(
      long nowNanos, StunAddress from, StunMessage request, List<IceEffect> effects)
      throws WireException {
    if (!own.verifies(request)) {
      return; // Whoever has not heard our password is not who we talk to.
    }
    int role = controlling ? StunAttribute.ICE_CONTROLLING : StunAttribute.ICE_CONTROLLED;
    if (request.has(role)) {
      StunWriter conflict =
          new StunWriter(StunClass.ERROR, StunMethod.BINDING, request.transaction())
              .error(new StunError(StunError.ROLE_CONFLICT, ""));
      effects.add(new IceEffect.Send(from, own.sign(conflict).fingerprint().encode()));
      return;
    }
    StunWriter answer =
        new StunWriter(StunClass.SUCCESS, StunMethod.BINDING, request.transaction())
            .xoredAddress(StunAttribute.XOR_MAPPED_ADDRESS, from);
    effects.add(new IceEffect.Send(from, own.sign(answer).fingerprint().encode()));
    if (selected != null) {
      elsewhere(nowNanos, from, selected);
      return;
    }
    long priority =
        request
            .u32(StunAttribute.PRIORITY)
            .orElse(Candidate.priority(CandidateKind.PEER_REFLEXIVE, 0));
    Pair pair = add(nowNanos, from, CandidateKind.PEER_REFLEXIVE, priority);
    if (pair == null) {
      return;
    }
    if (!pair.works) {
      pair.nextNanos = nowNanos; // A check that was triggered (RFC 8445, section 7.3.1.4).
      pair.waitNanos = IceRules.FIRST_WAIT_NANOS;
    }
    if (!controlling && request.has(StunAttribute.USE_CANDIDATE)) {
      pair.wanted = true;
    }
  }

  /** The other side is where it was, or has to show it soon; stray checks of the search apart. */
  private void elsewhere(long nowNanos, StunAddress from, Pair path) {
    boolean settled = Nanos.isDue(selectedNanos + IceRules.LOST_NANOS, nowNanos);
    long latest = nowNanos + IceRules.ELSEWHERE_NANOS - IceRules.LOST_NANOS;
    if (settled && !from.equals(path.at) && Nanos.isBefore(latest, heardNanos)) {
      heardNanos = latest;
      path.nextNanos = nowNanos;
    }
  }

  /** One of our checks has come back. */
  private void answered(long nowNanos, StunAddress from, StunMessage answer) throws WireException {
    Pair pair = pairs.get(from);
    IceCheck key = checking;
    if (pair == null
        || key == null
        || !pair.outstanding.contains(answer.transaction())
        || !key.verifies(answer)) {
      return;
    }
    if (pair == selected) {
      heardNanos = nowNanos;
      pair.outstanding.clear();
      StunAddress seenNow = answer.mappedAddress().orElse(seenAs);
      moved = seenAs != null && !seenAs.equals(seenNow); // The session knows the old address only.
      seenAs = seenNow;
      return;
    }
    pair.wanted |= pair == nominated; // What was sent before that was forgotten then.
    pair.outstanding.remove(answer.transaction());
    pair.works = true;
  }

  private void step(long nowNanos, List<IceEffect> effects) {
    if (selected == null) {
      decide(nowNanos, effects);
    }
    if (selected != null) {
      keep(nowNanos, effects);
    } else if (Nanos.isDue(endNanos, nowNanos)) {
      over = true;
      effects.add(new IceEffect.Failed());
    } else if (checking != null) {
      check(nowNanos, effects);
    }
  }

  private void decide(long nowNanos, List<IceEffect> effects) {
    Pair agreed =
        best(controlling ? nominated == null ? List.of() : List.of(nominated) : pairs.values());
    if (agreed != null) {
      selected = agreed;
      selectedNanos = nowNanos;
      heardNanos = nowNanos;
      agreed.nextNanos = nowNanos + IceRules.CONSENT_NANOS;
      agreed.outstanding.clear();
      pairs.values().removeIf(pair -> pair != agreed);
      effects.add(new IceEffect.Selected(agreed.at, agreed.kind));
      return;
    }
    if (!controlling || nominated != null) {
      return;
    }
    Pair working = bestWorking();
    if (working == null) {
      return;
    }
    if (workedNanos.isEmpty()) {
      workedNanos = OptionalLong.of(nowNanos);
    }
    if (isBestOfAll(working) || Nanos.isDue(settleNanos().getAsLong(), nowNanos)) {
      nominated = working;
      working.outstanding.clear();
      working.nextNanos = nowNanos;
      working.waitNanos = IceRules.FIRST_WAIT_NANOS;
      workedNanos = OptionalLong.empty();
    }
  }

  /** When the best that works by then is taken; empty if none works, or one is taken. */
  private OptionalLong settleNanos() {
    Pair working = workedNanos.isEmpty() ? null : bestWorking();
    if (working == null) {
      return OptionalLong.empty();
    }
    boolean relayed = working.kind == CandidateKind.RELAYED;
    return OptionalLong.of(
        workedNanos.getAsLong()
            + (relayed ? IceRules.RELAYED_SETTLE_NANOS : IceRules.SETTLE_NANOS));
  }

  /** The best that works and that the controlling side wants. */
  private static @Nullable Pair best(Iterable<Pair> among) {
    Pair best = null;
    for (Pair pair : among) {
      if (pair.works && pair.wanted && (best == null || pair.priority > best.priority)) {
        best = pair;
      }
    }
    return best;
  }

  private @Nullable Pair bestWorking() {
    Pair best = null;
    for (Pair pair : pairs.values()) {
      if (pair.works && (best == null || pair.priority > best.priority)) {
        best = pair;
      }
    }
    return best;
  }

  private boolean isBestOfAll(Pair working) {
    return pairs.values().stream().allMatch(pair -> pair.priority <= working.priority);
  }

  /** Sends the check that is due and likeliest, one at a time. */
  private void check(long nowNanos, List<IceEffect> effects) {
    if (!Nanos.isDue(slotNanos, nowNanos)) {
      return;
    }
    Pair next = null;
    for (Pair pair : pairs.values()) {
      boolean due = Nanos.isDue(pair.nextNanos, nowNanos);
      if (due && (next == null || (next != nominated && pair.priority > next.priority))) {
        next = pair;
      }
      if (due && pair == nominated) {
        next = pair;
      }
    }
    if (next == null) {
      return;
    }
    slotNanos = nowNanos + IceRules.PACE_NANOS;
    next.nextNanos = nowNanos + next.waitNanos;
    next.waitNanos =
        next == nominated
            ? IceRules.FIRST_WAIT_NANOS
            : Math.min(2 * next.waitNanos, IceRules.LAST_WAIT_NANOS);
    send(next, effects);
  }

  /** Looks after the path that was agreed on. */
  private void keep(long nowNanos, List<IceEffect> effects) {
    Pair path = Objects.requireNonNull(selected);
    if (moved || Nanos.isDue(heardNanos + IceRules.LOST_NANOS, nowNanos)) {
      over = true;
      effects.add(new IceEffect.Lost(path.at, moved));
    } else if (Nanos.isDue(path.nextNanos, nowNanos)) {
      // One that is late is asked for again soon: a lost packet is not a lost path.
      boolean late = nowNanos - heardNanos > IceRules.CONSENT_NANOS;
      path.nextNanos = nowNanos + (late ? IceRules.RETRY_NANOS : IceRules.CONSENT_NANOS);
      send(path, effects);
    }
  }

  private void send(Pair pair, List<IceEffect> effects) {
    Bytes id = Bytes.wrap(entropy.bytes(StunMessage.TRANSACTION_BYTES));
    if (pair.outstanding.size() == IceRules.MAX_OUTSTANDING) {
      pair.outstanding.remove(0);
    }
    pair.outstanding.add(id);
    checks++;
    boolean nominates = controlling && (pair == nominated || pair == selected);
    effects.add(
        new IceEffect.Send(pair.at, Objects.requireNonNull(checking).request(id, nominates)));
  }
}
