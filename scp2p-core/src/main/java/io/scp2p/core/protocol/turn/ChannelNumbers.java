package io.scp2p.core.protocol.turn;

import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.turn.ChannelData;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The numbers for the channels of one allocation. One that was bound may not be bound to another
 * peer before the server has forgotten it, and five minutes more; nor may its peer get another (RFC
 * 8656 section 12). There are 4,096, so a node that runs for weeks needs them again.
 */
final class ChannelNumbers {
  /** A binding lasts ten minutes. */
  static final Duration REST = Duration.ofMinutes(15);

  /** What is not in use, the one that rests longest first: no more than there are numbers. */
  private final Map<StunAddress, Resting> resting = new LinkedHashMap<>();

  private int last = ChannelData.FIRST_CHANNEL - 1;

  private record Resting(int channel, long usableNanos) {}

  /** One for a peer: that which it had; empty if all are in use or rest. */
  OptionalInt take(StunAddress peer, long nowNanos) {
    Resting own = resting.remove(peer);
    if (own != null) {
      return OptionalInt.of(own.channel());
    }
    if (last < ChannelData.LAST_CHANNEL) {
      return OptionalInt.of(++last);
    }
    Iterator<Resting> oldest = resting.values().iterator();
    if (!oldest.hasNext()) {
      return OptionalInt.empty();
    }
    Resting first = oldest.next();
    if (!Nanos.isDue(first.usableNanos(), nowNanos)) {
      return OptionalInt.empty();
    }
    oldest.remove();
    return OptionalInt.of(first.channel());
  }

  /** A peer does not need its number any more. */
  void free(StunAddress peer, int channel, long nowNanos) {
    resting.put(peer, new Resting(channel, nowNanos + Nanos.of(REST)));
  }
}
