package io.scp2p.core.sim;

import io.scp2p.core.protocol.Machine;
import io.scp2p.core.protocol.Nanos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The smallest machine worth simulating: beats at intervals, and notices when the peer does not.
 */
final class HeartbeatMachine implements Machine<HeartbeatMachine.Heard, HeartbeatMachine.Effect> {
  static final Duration INTERVAL = Duration.ofSeconds(5);
  static final Duration DETECTION_WINDOW = Duration.ofSeconds(15);

  private long nextBeatNanos;
  private long lostAtNanos;
  private boolean lost;

  HeartbeatMachine(long nowNanos) {
    nextBeatNanos = nowNanos;
    lostAtNanos = nowNanos + DETECTION_WINDOW.toNanos();
  }

  @Override
  public List<Effect> accept(long nowNanos, Heard input) {
    lostAtNanos = nowNanos + DETECTION_WINDOW.toNanos();
    lost = false;
    return List.of();
  }

  @Override
  public List<Effect> onTimeout(long nowNanos) {
    List<Effect> effects = new ArrayList<>();
    if (Nanos.isDue(nextBeatNanos, nowNanos)) {
      nextBeatNanos = nowNanos + INTERVAL.toNanos();
      effects.add(Effect.BEAT);
    }
    if (!lost && Nanos.isDue(lostAtNanos, nowNanos)) {
      lost = true;
      effects.add(Effect.PEER_LOST);
    }
    return effects;
  }

  @Override
  public OptionalLong deadlineNanos() {
    return OptionalLong.of(lost ? nextBeatNanos : Nanos.earlier(nextBeatNanos, lostAtNanos));
  }

  /** The peer's beat arrived. */
  record Heard() {}

  /** What the machine asks for. */
  enum Effect {
    BEAT,
    PEER_LOST
  }
}
