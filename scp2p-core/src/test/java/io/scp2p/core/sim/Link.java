package io.scp2p.core.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a link. With a limited rate, flows that have something to send take turns of the
 * same size (deficit round robin), so that all of them progress alike; without one, everything
 * passes at once.
 */
final class Link {
  /** A packet on the wire; only loss is counted in packets. */
  static final int PACKET_BYTES = 1_460;

  /** The largest piece one flow sends in one turn. */
  static final int MAX_PIECE_BYTES = 64 << 10;

  /** A turn on a limited link lasts about this long, as far as packets and pieces allow. */
  private static final long TURN_NANOS = 10_000_000;

  private static final double BITS_TIMES_NANOS = 8e9;

  private final SimNetwork network;
  private LinkProfile profile;
  private long delayNanos;
  private long jitterNanos;
  private int pieceBytes;
  private boolean inLossBurst;
  private @Nullable Deque<Flow> turns;
  private @Nullable Flow serving;
  private @Nullable DatagramFlow datagrams;

  Link(SimNetwork network, LinkProfile profile) {
    this.network = network;
    this.profile = profile;
    setProfile(profile);
  }

  void setProfile(LinkProfile newProfile) {
    profile = newProfile;
    delayNanos = newProfile.delay().toNanos();
    jitterNanos = newProfile.jitter().toNanos();
    long turnBytes = (long) (newProfile.bitsPerSecond() / BITS_TIMES_NANOS * TURN_NANOS);
    pieceBytes =
        isLimited()
            ? (int) Math.max(PACKET_BYTES, Math.min(turnBytes, MAX_PIECE_BYTES))
            : MAX_PIECE_BYTES;
  }

  LinkProfile profile() {
    return profile;
  }

  boolean isLimited() {
    return profile.bitsPerSecond() != LinkProfile.UNLIMITED;
  }

  /** The mean one-way delay. */
  long meanDelayNanos() {
    return delayNanos + jitterNanos / 2;
  }

  /** The delay of something now; order is the caller's business. */
  long drawDelayNanos(RandomGenerator random) {
    return jitterNanos == 0 ? delayNanos : delayNanos + random.nextLong(jitterNanos);
  }

  /** Extra delay of a datagram that is to arrive out of order. */
  long drawHoldBackNanos(RandomGenerator random) {
    boolean heldBack =
        profile.reorderPercent() > 0 && random.nextDouble() * 100 < profile.reorderPercent();
    return heldBack && delayNanos > 0 ? 1 + random.nextLong(delayNanos) : 0;
  }

  /** Whether the next packet is lost. Bursts are a two-state chain in which the bad state loses. */
  boolean drawLoss(RandomGenerator random) {
    double loss = profile.lossPercent() / 100;
    if (loss == 0) {
      inLossBurst = false;
    } else if (profile.lossBurst() == 1) {
      inLossBurst = random.nextDouble() < loss;
    } else if (inLossBurst) {
      inLossBurst = random.nextDouble() >= 1 / profile.lossBurst();
    } else {
      inLossBurst = random.nextDouble() < loss / (profile.lossBurst() * (1 - loss));
    }
    return inLossBurst;
  }

  /** The one flow that all datagrams on this link share. */
  DatagramFlow datagrams() {
    if (datagrams == null) {
      datagrams = new DatagramFlow(network, this);
    }
    return datagrams;
  }

  /** A flow has something to send; it is asked for it when its turn comes. */
  void offer(Flow flow) {
    if (flow.state != Flow.State.IDLE) {
      return;
    }
    if (isLimited()) {
      flow.state = Flow.State.WAITING;
      flow.allowanceBytes = 0;
      turns().add(flow);
      serve();
    } else {
      while (flow.take(pieceBytes) != Flow.NOTHING) {
        flow.passed();
      }
    }
  }

  private void serve() {
    while (serving == null) {
      Flow flow = turns().poll();
      if (flow == null) {
        return;
      }
      flow.allowanceBytes += flow.allowanceBytes < PACKET_BYTES ? pieceBytes : 0;
      if (flow.allowanceBytes <= 0) {
        turns().addLast(flow); // It has sent something large and pays it back.
        continue;
      }
      int wireBytes = flow.take(flow.allowanceBytes);
      if (wireBytes == Flow.NOTHING) {
        flow.state = Flow.State.IDLE;
        continue;
      }
      flow.state = Flow.State.IN_SERVICE;
      flow.allowanceBytes -= wireBytes;
      serving = flow;
      long nanos =
          isLimited() ? Math.round(wireBytes * BITS_TIMES_NANOS / profile.bitsPerSecond()) : 0;
      network.world().scheduleNanos(nanos, "link", profile.name(), () -> served(flow));
    }
  }

  private void served(Flow flow) {
    serving = null;
    flow.state = Flow.State.WAITING;
    if (flow.allowanceBytes < PACKET_BYTES) {
      turns().addLast(flow);
    } else {
      turns().addFirst(flow);
    }
    flow.passed();
    serve();
  }

  private Deque<Flow> turns() {
    if (turns == null) {
      turns = new ArrayDeque<>();
    }
    return turns;
  }
}
