package io.scp2p.core.protocol.peers;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.Deadlines;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.Nanos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * When peers are asked whom they know, and told where this node is (section 7.5): soon after a
 * session begins, then every half hour while it lasts. A peer that comes and goes is not asked more
 * often for it.
 */
public final class PexMachine implements Machine<PexInput, PexEffect> {
  /** Between two exchanges with one peer. */
  public static final Duration INTERVAL = Duration.ofMinutes(30);

  /** Others come first when a session is new. */
  static final Duration FIRST_DELAY = Duration.ofSeconds(1);

  /** Sessions looked after at the same time; there is nothing to gain from more. */
  static final int MAX_PEERS = 64;

  /** Peers whose last exchange is remembered. */
  static final int MAX_REMEMBERED = 1_024;

  private final RandomGenerator random;
  private final Deadlines<NodeKey> due = new Deadlines<>(MAX_PEERS);
  private final Map<NodeKey, Long> exchanged = new LinkedHashMap<>();

  /** Nobody is connected yet. */
  public PexMachine(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public List<PexEffect> accept(long nowNanos, PexInput input) {
    if (input instanceof PexInput.Connected connected) {
      if (due.size() < MAX_PEERS) {
        due.set(connected.peer(), next(connected.peer(), nowNanos));
      }
    } else if (input instanceof PexInput.Disconnected disconnected) {
      due.cancel(disconnected.peer());
    }
    return List.of();
  }

  private long next(NodeKey peer, long nowNanos) {
    long soon = nowNanos + Nanos.of(FIRST_DELAY);
    Long last = exchanged.get(peer);
    if (last == null) {
      return soon;
    }
    // Up to a quarter earlier, so that nodes which met at once do not stay in step.
    long interval = Nanos.of(INTERVAL) - random.nextLong(Nanos.of(INTERVAL) / 4);
    long again = last + interval;
    return Nanos.isBefore(again, soon) ? soon : again;
  }

  @Override
  public List<PexEffect> onTimeout(long nowNanos) {
    List<PexEffect> effects = new ArrayList<>();
    for (NodeKey peer = due.pollDue(nowNanos); peer != null; peer = due.pollDue(nowNanos)) {
      effects.add(new PexEffect.Offer(peer));
      effects.add(new PexEffect.AskPeers(peer, PeerDatabase.MAX_SAMPLE));
      exchanged.remove(peer);
      exchanged.put(peer, nowNanos);
      if (exchanged.size() > MAX_REMEMBERED) {
        exchanged.remove(exchanged.keySet().iterator().next());
      }
      due.set(peer, next(peer, nowNanos));
    }
    return effects;
  }

  @Override
  public OptionalLong deadlineNanos() {
    return due.earliestNanos();
  }
}
