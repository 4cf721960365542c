package io.scp2p.core.protocol.reach;

import io.scp2p.api.spi.Entropy;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.stun.StunTransaction;
import io.scp2p.core.protocol.stun.StunTransaction.Schedule;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunMessage;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.stun.StunWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what kind of router a node is behind (RFC 5780), by asking several others where its
 * packets come from. Servers with a second address are also asked to answer from there, which says
 * what the router lets in; our own nodes have but one port and cannot.
 *
 * <p>A round ends when all have answered or were given up, with {@link NatEffect.Found}.
 */
public final class NatDiscovery implements Machine<NatInput, NatEffect> {
  /** Asked in one round. */
  public static final int MAX_SERVERS = 8;

  private static final long CHANGE_ADDRESS_AND_PORT = 6;
  private static final long CHANGE_PORT = 2;

  private final Entropy entropy;
  private final Map<StunTransaction, Question> asked = new LinkedHashMap<>();
  private final Map<StunAddress, StunAddress> seen = new LinkedHashMap<>();
  private final Map<Question, Boolean> changed = new EnumMap<>(Question.class);
  private Set<StunAddress> own = Set.of();
  private int servers;
  private boolean running;

  private enum Question {
    WHERE_FROM,
    FROM_ELSEWHERE,
    FROM_OTHER_PORT
  }

  /** Nothing is asked yet. */
  public NatDiscovery(Entropy entropy) {
    this.entropy = entropy;
  }

  /** Whether a message is the answer to a question of this. */
  public boolean owns(StunMessage message) {
    return asked.keySet().stream().anyMatch(each -> each.isAnsweredBy(message));
  }

  /** Whether a round is under way. */
  public boolean isRunning() {
    return running;
  }

  @Override
  public List<NatEffect> accept(long nowNanos, NatInput input) {
    if (input instanceof NatInput.Ask ask) {
      asked.clear();
      seen.clear();
      changed.clear();
      own = Set.copyOf(ask.own());
      running = true;
      List<StunAddress> distinct =
          new HashSet<>(ask.servers()).size() == ask.servers().size()
              ? ask.servers()
              : ask.servers().stream().distinct().toList();
      servers = Math.min(distinct.size(), MAX_SERVERS);
      distinct.subList(0, servers).forEach(each -> ask(nowNanos, each, Question.WHERE_FROM));
    } else if (input instanceof NatInput.Received received) {
      answered(nowNanos, received);
    }
    return onTimeout(nowNanos);
  }

  @Override
  public List<NatEffect> onTimeout(long nowNanos) {
    List<NatEffect> effects = new ArrayList<>();
    asked.keySet().removeIf(each -> each.isGivenUp(nowNanos));
    for (StunTransaction each : asked.keySet()) {
      each.poll(nowNanos)
          .ifPresent(datagram -> effects.add(new NatEffect.Send(each.to(), datagram)));
    }
    if (running && asked.isEmpty()) {
      running = false;
      effects.add(new NatEffect.Found(report()));
    }
    return effects;
  }

  @Override
  public OptionalLong deadlineNanos() {
    OptionalLong next = OptionalLong.empty();
    for (StunTransaction each : asked.keySet()) {
      next = Nanos.earlier(next, OptionalLong.of(each.deadlineNanos()));
    }
    return next;
  }

  private void ask(long nowNanos, StunAddress server, Question question) {
    Bytes id = Bytes.wrap(entropy.bytes(StunMessage.TRANSACTION_BYTES));
    StunWriter request = new StunWriter(StunClass.REQUEST, StunMethod.BINDING, id);
    if (question != Question.WHERE_FROM) {
      request.u32(
          StunAttribute.CHANGE_REQUEST,
          question == Question.FROM_ELSEWHERE ? CHANGE_ADDRESS_AND_PORT : CHANGE_PORT);
    }
    asked.put(
        new StunTransaction(nowNanos, server, id, request.fingerprint().encode(), Schedule.QUICK),
        question);
  }

  private void answered(long nowNanos, NatInput.Received received) {
    StunTransaction done = null;
    for (StunTransaction each : asked.keySet()) {
      if (each.isAnsweredBy(received.message())) {
        done = each;
      }
    }
    Question question = done == null ? null : asked.get(done);
    if (done == null || question == null) {
      return;
    }
    if (question == Question.WHERE_FROM && !done.to().equals(received.from())) {
      return; // Somebody guesses, or a router does something odd.
    }
    asked.remove(done);
    if (received.message().kind() != StunClass.SUCCESS) {
      return;
    }
    if (question != Question.WHERE_FROM) {
      // Only an answer that did come from elsewhere proves anything.
      changed.put(question, !done.to().equals(received.from()));
      return;
    }
    try {
      Optional<StunAddress> mapped = received.message().mappedAddress();
      mapped.ifPresent(address -> seen.put(received.from(), address));
      if (received.message().address(StunAttribute.OTHER_ADDRESS).isPresent()
          && changed.isEmpty()) {
        changed.put(Question.FROM_ELSEWHERE, false);
        changed.put(Question.FROM_OTHER_PORT, false);
        ask(nowNanos, received.from(), Question.FROM_ELSEWHERE);
        ask(nowNanos, received.from(), Question.FROM_OTHER_PORT);
      }
    } catch (WireException e) {
      // It does not know how to answer; others do.
    }
  }

  /** What others have said so far in the round that is under way or was the last. */
  public List<StunAddress> mapped() {
    Map<StunAddress, Integer> votes = new LinkedHashMap<>();
    seen.values().stream()
        .filter(each -> each.ip().isV4())
        .forEach(each -> votes.merge(each, 1, Integer::sum));
    return votes.entrySet().stream()
        .sorted((a, b) -> b.getValue() - a.getValue())
        .map(Map.Entry::getKey)
        .toList();
  }

  private NatReport report() {
    List<StunAddress> mapped = mapped();
    return new NatReport(mapping(mapped), filtering(), mapped, servers, seen.size());
  }

  private NatMapping mapping(List<StunAddress> mapped) {
    if (mapped.isEmpty()) {
      return servers == 0 ? NatMapping.UNKNOWN : NatMapping.BLOCKED;
    }
    if (own.containsAll(mapped)) {
      return NatMapping.NONE;
    }
    List<StunAddress> outside = mapped.stream().filter(each -> !own.contains(each)).toList();
    if (outside.size() > 1) {
      return NatMapping.DIFFERENT_FOR_EACH;
    }
    long witnesses = seen.values().stream().filter(outside.get(0)::equals).count();
    return witnesses > 1 ? NatMapping.SAME_FOR_ALL : NatMapping.UNKNOWN;
  }

  private NatFiltering filtering() {
    @Nullable Boolean elsewhere = changed.get(Question.FROM_ELSEWHERE);
    @Nullable Boolean otherPort = changed.get(Question.FROM_OTHER_PORT);
    if (elsewhere == null || otherPort == null) {
      return NatFiltering.UNKNOWN;
    }
    if (elsewhere) {
      return NatFiltering.OPEN;
    }
    return otherPort ? NatFiltering.BY_ADDRESS : NatFiltering.BY_ADDRESS_AND_PORT;
  }
}
