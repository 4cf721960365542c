package io.scp2p.core.protocol.vault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Takes back what was placed. It does not wait for ever: what is left is deleted later. */
final class Removal {
  /** For all holders together. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Set<Long> asks = new HashSet<>();
  private final long endNanos;

  Removal(long nowNanos, Uploads uploads, Numbers numbers, List<VaultEffect> effects) {
    this.endNanos = nowNanos + PATIENCE.toNanos();
    for (ShardUpload upload : uploads.all()) {
      if (upload.mayBeThere && upload.state != ShardUpload.State.REPLACING) {
        long ask = numbers.next();
        asks.add(ask);
        effects.add(new VaultEffect.Delete(ask, upload.target));
      }
    }
  }

  void answered(long ask) {
    asks.remove(ask);
  }

  boolean isOver(long nowNanos) {
    return asks.isEmpty() || nowNanos - endNanos >= 0;
  }

  OptionalLong deadlineNanos() {
    return OptionalLong.of(endNanos);
  }

  List<Long> unanswered() {
    return new ArrayList<>(asks);
  }
}
