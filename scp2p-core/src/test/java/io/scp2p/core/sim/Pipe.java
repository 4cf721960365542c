package io.scp2p.core.sim;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a stream: the sender's queue, the receiver's window, and the way between them,
 * on which pieces are delayed but never lost or overtaken. The pipe itself is the stream's flow on
 * the sender's up-link.
 */
final class Pipe extends Flow {
  /** A writer that goes on this far beyond its limit does not listen to what it is told. */
  static final int MAX_IGNORED_QUEUE_BYTES = 64 << 20;

  private static final long MAX_TIMEOUT_NANOS = 10_000_000_000L;
  private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0).asReadOnlyBuffer();

  /** The share of the window that must be free before the sender is told. */
  private static final int WINDOW_UPDATES = 8;

  private final SimStream sender;
  private final SimStream receiver;
  private final SimHost source;
  private final SimHost target;
  private final SimNetwork network;
  private final int windowBytes;
  private final Queue<ByteBuffer> queue = new ArrayDeque<>(1);
  private long queuedBytes;
  private long sentBytes;
  private long windowEnd;
  private boolean finishing;
  private boolean lastSent;
  private @Nullable Segment taken;

  private long consumedBytes;
  private long advertisedEnd;

  private final @Nullable SegmentFlow[] flows = new @Nullable SegmentFlow[2];
  private long queuedAtNanos1;
  private long queuedAtNanos2;
  private long arrivesAtNanos;
  private @Nullable Queue<Segment> stalled;
  private long stalledSinceNanos;
  private long timeoutNanos;

  Pipe(SimStream sender, SimStream receiver) {
    this.sender = sender;
    this.receiver = receiver;
    this.source = sender.connection().host();
    this.target = receiver.connection().host();
    this.network = source.network();
    this.windowBytes = receiver.connection().settings().streamWindowBytes();
    this.windowEnd = windowBytes;
    this.advertisedEnd = windowBytes;
  }

  long queuedBytes() {
    return queuedBytes;
  }

  boolean isFinishing() {
    return finishing;
  }

  /** Whether everything including the end has left the sender's queue. */
  boolean isLastSent() {
    return lastSent;
  }

  /** When the last piece that left the up-link will arrive, if no limited link is on its way. */
  long arrivesAtNanos() {
    return arrivesAtNanos;
  }

  SimStream receiver() {
    return receiver;
  }

  void enqueue(ByteBuffer bytes) {
    queuedBytes += bytes.remaining();
    int limit = sender.connection().settings().sendQueueBytes();
    if (queuedBytes > (long) limit + MAX_IGNORED_QUEUE_BYTES) {
      throw new IllegalStateException(sender + " is written to although it is not writable");
    }
    queue.add(bytes);
    pump();
  }

  void finish() {
    finishing = true;
    pump();
  }

  /** Forgets what was not sent. */
  void drop() {
    queue.clear();
    queuedBytes = 0;
    finishing = false;
  }

  private void pump() {
    if (canSend()) {
      source.up().offer(this);
    }
  }

  private boolean canSend() {
    return queue.isEmpty() ? finishing && !lastSent : sentBytes < windowEnd;
  }

  @Override
  int take(int maxBytes) {
    if (!canSend()) {
      return NOTHING;
    }
    if (queue.isEmpty()) {
      lastSent = true;
      taken = new Segment(NO_BYTES, true);
      return taken.wireBytes();
    }
    int bytes = (int) Math.min(maxBytes, windowEnd - sentBytes);
    taken = new Segment(cut(queue, bytes), false);
    int taking = taken.bytes().remaining();
    sentBytes += taking;
    queuedBytes -= taking;
    return taking + StreamLoss.drawRepeatedBytes(network, source, target, taking);
  }

  /** Removes up to this many bytes of the first buffer. */
  static ByteBuffer cut(Queue<ByteBuffer> queue, long maxBytes) {
    ByteBuffer first = Objects.requireNonNull(queue.peek());
    if (first.remaining() <= maxBytes) {
      queue.remove();
      return first;
    }
    ByteBuffer piece = first.slice(first.position(), (int) maxBytes);
    first.position(first.position() + (int) maxBytes);
    return piece;
  }

  @Override
  void passed() {
    Segment segment = Objects.requireNonNull(taken);
    taken = null;
    sender.sendQueueShrank();
    long delayNanos = source.up().drawDelayNanos(network.random());
    delayNanos += StreamLoss.drawDelayNanos(network, source, target, segment.wireBytes());
    travel(segment, 1, delayNanos);
  }

  private void travel(Segment segment, int firstLink, long delaySoFarNanos) {
    long atNanos = network.world().elapsedNanos() + delaySoFarNanos;
    for (int i = firstLink; i < SimNetwork.LINKS_ON_A_WAY; i++) {
      Link link = network.linkOnWay(i, source, target);
      SegmentFlow flow = flows[i - 1];
      if (link.isLimited() || flow != null && !flow.isIdle()) {
        queueAt(segment, i, atNanos);
        return;
      }
      atNanos += link.drawDelayNanos(network.random());
    }
    atNanos = Math.max(atNanos, sender.connection().notBeforeNanos());
    arrivesAtNanos = Math.max(arrivesAtNanos, atNanos);
    at(arrivesAtNanos, "segment", () -> arrive(segment));
  }

  private void queueAt(Segment segment, int linkNumber, long atNanos) {
    long inOrderNanos;
    if (linkNumber == 1) {
      inOrderNanos = queuedAtNanos1 = Math.max(queuedAtNanos1, atNanos);
    } else {
      inOrderNanos = queuedAtNanos2 = Math.max(queuedAtNanos2, atNanos);
    }
    Link link = network.linkOnWay(linkNumber, source, target);
    SegmentFlow flow = flow(linkNumber);
    at(inOrderNanos, "segment queued", () -> flow.add(segment, link));
  }

  private SegmentFlow flow(int linkNumber) {
    SegmentFlow flow = flows[linkNumber - 1];
    if (flow == null) {
      flow =
          new SegmentFlow(
              segment -> {
                Link link = network.linkOnWay(linkNumber, source, target);
                travel(segment, linkNumber + 1, link.drawDelayNanos(network.random()));
              });
      flows[linkNumber - 1] = flow;
    }
    return flow;
  }

  private void arrive(Segment segment) {
    if (stalled != null || !canArrive()) {
      stall(segment);
    } else {
      land(segment);
    }
  }

  private boolean canArrive() {
    return network.isReachable(source, target) && receiver.connection().isAccepted();
  }

  private void land(Segment segment) {
    network.world().mix(segment.wireBytes());
    if (!receiver.connection().hasEnded()) {
      receiver.receive(segment);
    } else if (!sender.connection().hasEnded()) {
      long backNanos = network.drawDelayNanos(target, source);
      network
          .world()
          .scheduleNanos(
              backNanos, "reset", sender, () -> sender.connection().brokenByPeer("reset"));
    }
  }

  private void stall(Segment segment) {
    if (stalled == null) {
      stalled = new ArrayDeque<>();
      stalledSinceNanos = network.world().elapsedNanos();
      timeoutNanos = StreamLoss.MIN_TIMEOUT_NANOS;
      in(timeoutNanos, "retransmission", this::retransmit);
    }
    stalled.add(segment);
  }

  private void retransmit() {
    Queue<Segment> segments = Objects.requireNonNull(stalled);
    if (canArrive()) {
      stalled = null;
      segments.forEach(this::land);
    } else if (hasWaitedTooLong(stalledSinceNanos)) {
      stalled = null;
      sender.connection().brokenByPeer("no answer");
    } else {
      timeoutNanos = Math.min(2 * timeoutNanos, MAX_TIMEOUT_NANOS);
      in(timeoutNanos, "retransmission", this::retransmit);
    }
  }

  private boolean hasWaitedTooLong(long sinceNanos) {
    long patienceNanos = sender.connection().settings().idleTimeout().toNanos();
    return network.world().elapsedNanos() - sinceNanos >= patienceNanos;
  }

  /** The receiver's application has taken this many bytes. */
  void consumed(int bytes) {
    consumedBytes += bytes;
    long newEnd = consumedBytes + windowBytes;
    if (newEnd - advertisedEnd >= windowBytes / WINDOW_UPDATES) {
      advertisedEnd = newEnd;
      long sinceNanos = network.world().elapsedNanos();
      long backNanos = network.drawDelayNanos(target, source);
      in(backNanos, "window", () -> openWindow(newEnd, sinceNanos));
    }
  }

  private void openWindow(long newEnd, long sinceNanos) {
    if (sender.connection().hasEnded()) {
      return;
    }
    if (network.isReachable(source, target)) {
      windowEnd = Math.max(windowEnd, newEnd);
      pump();
    } else if (!hasWaitedTooLong(sinceNanos)) {
      in(StreamLoss.MIN_TIMEOUT_NANOS, "window again", () -> openWindow(newEnd, sinceNanos));
    } else if (!queue.isEmpty()) {
      sender.connection().brokenByPeer("no window");
    }
  }

  private void at(long atNanos, String label, Runnable action) {
    in(atNanos - network.world().elapsedNanos(), label, action);
  }

  private void in(long delayNanos, String label, Runnable action) {
    network.world().scheduleNanos(delayNanos, label, sender, action);
  }
}
