package io.scp2p.core.sim;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Pieces of one stream waiting for a limited link further on; its window bounds them. */
final class SegmentFlow extends Flow {
  private final Consumer<Segment> next;
  private final Deque<Segment> waiting = new ArrayDeque<>();
  private @Nullable Segment taken;

  SegmentFlow(Consumer<Segment> next) {
    this.next = next;
  }

  void add(Segment segment, Link link) {
    waiting.add(segment);
    link.offer(this);
  }

  @Override
  int take(int maxBytes) {
    Segment first = waiting.poll();
    if (first == null) {
      return NOTHING;
    }
    ByteBuffer bytes = first.bytes();
    if (bytes.remaining() > maxBytes) {
      // A faster link cut it larger; with equal pieces, turns on this link are fair to the byte.
      taken = new Segment(bytes.slice(bytes.position(), maxBytes), false);
      waiting.addFirst(new Segment(bytes.position(bytes.position() + maxBytes), false));
    } else {
      taken = first;
    }
    return taken.wireBytes();
  }

  @Override
  void passed() {
    Segment segment = Objects.requireNonNull(taken);
    taken = null;
    next.accept(segment);
  }

  boolean isIdle() {
    return waiting.isEmpty() && taken == null;
  }
}
