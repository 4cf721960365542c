package io.scp2p.core.protocol.relay;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Deadlines;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.wire.WireErrorText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A relay: slots, tunnels, and who may send how much through them (specification sections 14.1 to
 * 14.5). It never sees a payload.
 *
 * <p><b>Better than the reference</b> (quirks, section 22.5): as many requests are in
 * a tunnel at once as its node takes, the others wait in a line that is never longer than {@link
 * RelayRules#MAX_QUEUED}; a node that does not answer in time costs its askers an error and nobody
 * else anything; silent tunnels are closed; keys, addresses and tunnels have quotas; and nothing is
 * ever echoed.
 */
public final class RelayMachine implements Machine<RelayInput, RelayEffect> {
  /** Ours: the relay has no room for another tunnel, or not for one of this node. */
  public static final String FULL = "relay tunnel quota exceeded";

  /** Ours: too much waits for this tunnel. */
  public static final String BUSY = Answer.BUSY_TEXT;

  private final RelayRules rules;
  private final Map<Long, Slot> slots = new LinkedHashMap<>();
  private final Map<Long, Pending> pending = new HashMap<>();
  private final Deadlines<Long> answers;
  private final Deadlines<Long> slotEnds;
  private final DailyBytes<NodeKey> byKey;
  private final DailyBytes<Long> byBlock;
  private final DailyBytes<NodeKey> byOwner;
  private int tunnels;
  private int bare;
  private long relayedBytes;

  private static final class Slot {
    final long id;
    final NodeKey owner;
    final long block;
    final boolean tunnel;
    final ArrayDeque<Long> waiting = new ArrayDeque<>(1);
    final Map<NodeKey, Integer> byAsker = new HashMap<>(1);
    int places;
    int underWay;
    long usedNanos;

    Slot(long id, NodeKey owner, long block, boolean tunnel) {
      this.id = id;
      this.owner = owner;
      this.block = block;
      this.tunnel = tunnel;
    }
  }

  private record Pending(long ticket, NodeKey asker, long block, Slot slot, boolean sent) {}

  /** A relay that nobody has registered at. */
  public RelayMachine(RelayRules rules) {
    this.rules = rules;
    int most = rules.maxTunnels() * RelayRules.MAX_QUEUED * 2;
    this.answers = new Deadlines<>(most);
    this.slotEnds = new Deadlines<>(rules.maxTunnels() + RelayRules.MAX_BARE_SLOTS);
    this.byKey = new DailyBytes<>(rules.bytesPerKey());
    this.byBlock = new DailyBytes<>(rules.bytesPerBlock());
    this.byOwner = new DailyBytes<>(rules.bytesPerTunnel());
  }

  @Override
  public List<RelayEffect> accept(long nowNanos, RelayInput input) {
    List<RelayEffect> effects = new ArrayList<>();
    if (input instanceof RelayInput.Register register) {
      register(nowNanos, register, effects);
    } else if (input instanceof RelayInput.Connect connect) {
      effects.add(
          slots.containsKey(connect.slotId())
              ? new RelayEffect.Connected(connect.ticket())
              : new RelayEffect.Refused(connect.ticket(), WireErrorText.RELAY_SLOT_NOT_FOUND));
    } else if (input instanceof RelayInput.Forward forward) {
      forward(nowNanos, forward, effects);
    } else if (input instanceof RelayInput.TunnelUp up) {
      Slot slot = slots.get(up.slotId());
      if (slot != null) {
        slot.places = Math.max(1, Math.min(up.places(), RelayRules.MAX_QUEUED));
        send(nowNanos, slot, effects);
      }
    } else if (input instanceof RelayInput.Answered answered) {
      answered(nowNanos, answered, effects);
    } else if (input instanceof RelayInput.Unanswered unanswered) {
      Pending request = take(unanswered.ticket());
      if (request != null) {
        effects.add(refused(request, WireErrorText.bridgeDroppedResponse(request.slot.id)));
        send(nowNanos, request.slot, effects);
      }
    } else if (input instanceof RelayInput.TunnelDown down) {
      down(down.slotId(), effects);
    }
    return effects;
  }

  private void register(long nowNanos, RelayInput.Register wanted, List<RelayEffect> effects) {
    Long known = wanted.slotId();
    if (known != null) {
      renew(nowNanos, known, wanted, effects);
    } else if (!hasRoom(wanted, effects)) {
      effects.add(new RelayEffect.Refused(wanted.ticket(), FULL));
    } else {
      Slot slot = new Slot(wanted.freshSlotId(), wanted.owner(), wanted.block(), wanted.tunnel());
      slots.put(slot.id, slot);
      if (wanted.tunnel()) {
        tunnels++;
      } else {
        bare++;
      }
      use(nowNanos, slot);
      effects.add(registered(wanted, slot));
    }
  }

  /**
   * Section 14.1. A slot with a tunnel is not given a second one: in the reference that kills both,
   * and whoever wants another tunnel asks for another slot.
   */
  private void renew(
      long nowNanos, long slotId, RelayInput.Register wanted, List<RelayEffect> effects) {
    Slot slot = slots.get(slotId);
    if (slot == null || wanted.tunnel()) {
      effects.add(
          new RelayEffect.Refused(
              wanted.ticket(),
              slot == null || slot.owner.equals(wanted.owner())
                  ? WireErrorText.RELAY_SLOT_NOT_FOUND
                  : WireErrorText.RELAY_SLOT_OWNER_MISMATCH));
    } else if (!slot.owner.equals(wanted.owner())) {
      effects.add(
          new RelayEffect.Refused(wanted.ticket(), WireErrorText.RELAY_SLOT_OWNER_MISMATCH));
    } else {
      use(nowNanos, slot);
      effects.add(registered(wanted, slot));
    }
  }

  private static RelayEffect registered(RelayInput.Register wanted, Slot slot) {
    return new RelayEffect.Registered(
        wanted.ticket(),
        slot.id,
        wanted.nowUnix() + RelayRules.SLOT_SECONDS,
        wanted.tunnel(),
        wanted.session());
  }

  /** A node that comes again pushes out what it left behind, and nobody else. */
  private boolean hasRoom(RelayInput.Register wanted, List<RelayEffect> effects) {
    if (slots.containsKey(wanted.freshSlotId())) {
      return false; // One chance in 2^64 for each slot; the next attempt has another number.
    }
    List<Slot> own =
        slots.values().stream().filter(slot -> slot.owner.equals(wanted.owner())).toList();
    if (own.size() >= RelayRules.MAX_TUNNELS_PER_KEY) {
      own.stream()
          .min(Comparator.comparingLong(slot -> slot.usedNanos))
          .ifPresent(slot -> close(slot, "its node has registered again", effects));
    }
    long neighbours = slots.values().stream().filter(slot -> slot.block == wanted.block()).count();
    boolean full =
        wanted.tunnel() ? tunnels >= rules.maxTunnels() : bare >= RelayRules.MAX_BARE_SLOTS;
    return neighbours < RelayRules.MAX_TUNNELS_PER_BLOCK && !full;
  }

  private void close(Slot slot, String reason, List<RelayEffect> effects) {
    if (slot.tunnel) {
      effects.add(new RelayEffect.CloseTunnel(slot.id, reason));
    }
    down(slot.id, effects);
  }

  private void use(long nowNanos, Slot slot) {
    slot.usedNanos = nowNanos;
    slotEnds.set(
        slot.id,
        nowNanos
            + (slot.tunnel
                ? Nanos.of(rules.idleTimeout())
                : RelayRules.SLOT_SECONDS * 1_000_000_000L));
  }

  private void forward(long nowNanos, RelayInput.Forward wanted, List<RelayEffect> effects) {
    Slot slot = slots.get(wanted.slotId());
    Optional<String> refusal = refusal(nowNanos, slot, wanted);
    if (slot == null || refusal.isPresent()) {
      effects.add(
          new RelayEffect.Refused(
              wanted.ticket(), refusal.orElse(WireErrorText.RELAY_SLOT_NOT_FOUND)));
      return;
    }
    use(nowNanos, slot);
    count(nowNanos, wanted.asker(), wanted.block(), slot, wanted.bytes());
    slot.byAsker.merge(wanted.asker(), 1, Integer::sum);
    pending.put(
        wanted.ticket(), new Pending(wanted.ticket(), wanted.asker(), wanted.block(), slot, false));
    slot.waiting.add(wanted.ticket());
    answers.set(wanted.ticket(), nowNanos + Nanos.of(rules.answerTimeout()));
    send(nowNanos, slot, effects);
  }

  private Optional<String> refusal(long nowNanos, @Nullable Slot slot, RelayInput.Forward wanted) {
    if (slot == null) {
      return Optional.of(WireErrorText.RELAY_SLOT_NOT_FOUND);
    }
    if (!slot.tunnel || slot.places == 0) {
      return Optional.of(WireErrorText.tunnelNotFound(slot.id));
    }
    if (wanted.content() && !rules.serveContent()) {
      return Optional.of(WireErrorText.CONTENT_RELAY_DISABLED);
    }
    if (slot.waiting.size() >= RelayRules.MAX_QUEUED
        || slot.byAsker.getOrDefault(wanted.asker(), 0) >= RelayRules.MAX_QUEUED_PER_KEY) {
      return Optional.of(BUSY);
    }
    boolean within =
        byOwner.mayUse(slot.owner, nowNanos)
            && byKey.mayUse(wanted.asker(), nowNanos)
            && byBlock.mayUse(wanted.block(), nowNanos);
    return within
        ? Optional.empty()
        : Optional.of(
            rules.serveContent()
                ? WireErrorText.RELAY_CONTENT_QUOTA
                : WireErrorText.RELAY_CONTROL_QUOTA);
  }

  private void count(long nowNanos, NodeKey asker, long block, Slot slot, int bytes) {
    byKey.use(asker, bytes, nowNanos);
    byBlock.use(block, bytes, nowNanos);
    byOwner.use(slot.owner, bytes, nowNanos);
    relayedBytes += bytes;
  }

  /** Section 22.5: a node answers in order, so several requests may be on their way to it. */
  private void send(long nowNanos, Slot slot, List<RelayEffect> effects) {
    while (slot.underWay < slot.places && !slot.waiting.isEmpty()) {
      long ticket = slot.waiting.remove();
      Pending request = pending.get(ticket);
      if (request != null) {
        pending.put(ticket, new Pending(ticket, request.asker(), request.block(), slot, true));
        slot.underWay++;
        answers.set(ticket, nowNanos + Nanos.of(rules.answerTimeout()));
        effects.add(new RelayEffect.Send(ticket, slot.id));
      }
    }
  }

  private void answered(long nowNanos, RelayInput.Answered answered, List<RelayEffect> effects) {
    Pending request = take(answered.ticket());
    if (request != null) {
      count(nowNanos, request.asker(), request.block(), request.slot(), answered.bytes());
      use(nowNanos, request.slot());
      effects.add(new RelayEffect.Deliver(request.ticket()));
      send(nowNanos, request.slot(), effects);
    }
  }

  private @Nullable Pending take(long ticket) {
    Pending request = pending.remove(ticket);
    if (request != null) {
      answers.cancel(ticket);
      Slot slot = request.slot();
      slot.byAsker.computeIfPresent(request.asker(), (asker, n) -> n == 1 ? null : n - 1);
      if (request.sent()) {
        slot.underWay--;
      } else {
        slot.waiting.remove(ticket);
      }
    }
    return request;
  }

  private static RelayEffect refused(Pending request, String text) {
    return new RelayEffect.Refused(request.ticket(), text);
  }

  private void down(long slotId, List<RelayEffect> effects) {
    Slot slot = slots.remove(slotId);
    if (slot == null) {
      return;
    }
    slotEnds.cancel(slotId);
    if (slot.tunnel) {
      tunnels--;
    } else {
      bare--;
    }
    List<Pending> lost =
        pending.values().stream().filter(request -> request.slot() == slot).toList();
    for (Pending request : lost) {
      take(request.ticket());
      effects.add(
          refused(
              request,
              request.sent()
                  ? WireErrorText.bridgeDroppedResponse(slotId)
                  : WireErrorText.bridgeLoopClosed(slotId)));
    }
  }

  @Override
  public List<RelayEffect> onTimeout(long nowNanos) {
    List<RelayEffect> effects = new ArrayList<>();
    for (Long late = answers.pollDue(nowNanos); late != null; late = answers.pollDue(nowNanos)) {
      Pending request = take(late);
      if (request != null) {
        effects.add(refused(request, WireErrorText.tunnelTimedOut(request.slot().id)));
        send(nowNanos, request.slot(), effects);
      }
    }
    for (Long idle = slotEnds.pollDue(nowNanos); idle != null; idle = slotEnds.pollDue(nowNanos)) {
      Slot slot = slots.get(idle);
      if (slot != null) {
        close(slot, "idle", effects);
      }
    }
    return effects;
  }

  @Override
  public OptionalLong deadlineNanos() {
    return Nanos.earlier(answers.earliestNanos(), slotEnds.earliestNanos());
  }

  /** Tunnels there are. */
  public int tunnels() {
    return tunnels;
  }

  /** Slots there are, with a tunnel or without. */
  public int slots() {
    return slots.size();
  }

  /** Requests that wait or are under way. */
  public int pending() {
    return pending.size();
  }

  /** Bytes carried, both ways. */
  public long relayedBytes() {
    return relayedBytes;
  }
}
