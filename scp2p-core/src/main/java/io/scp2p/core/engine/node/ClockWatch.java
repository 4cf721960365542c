package io.scp2p.core.engine.node;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.serving.AddressBlock;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether the clock of this machine is wrong: several others, of different owners, name
 * another time (section 4.3), and nobody who was met since the first of them agrees. The hellos
 * prove nothing; whoever sends forged ones from many addresses causes a false alarm until the next
 * peer comes. Lives on the loop.
 */
final class ClockWatch {
  /** One alone may be wrong itself. */
  static final int WITNESSES = 3;

  private final Problems problems;
  private final Set<Object> apart = new HashSet<>();

  ClockWatch(Problems problems) {
    this.problems = problems;
  }

  /** Somebody names a time that is too far from ours. */
  void differs(InetAddress from, @Nullable NodeKey claimed) {
    if (apart.size() < WITNESSES) {
      // On this machine nobody needs forged addresses; there the key tells nodes apart.
      apart.add(from.isLoopbackAddress() && claimed != null ? claimed : AddressBlock.of(from));
    }
    if (apart.size() == WITNESSES) {
      problems.raise(ErrorCode.CLOCK_SKEWED);
    }
  }

  /** A peer was met whose clock agrees with ours. */
  void agrees() {
    apart.clear();
    problems.clear(ErrorCode.CLOCK_SKEWED);
  }
}
