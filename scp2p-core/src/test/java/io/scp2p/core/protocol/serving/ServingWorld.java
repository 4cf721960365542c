package io.scp2p.core.protocol.serving;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.transfer.Priority;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.message.GetChunk;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A node in a world that serves chunks as the engine does: three gates, a disk, a capped line. */
final class ServingWorld {
  static final long UPLOAD_BYTES_PER_SECOND = 20L << 20;
  static final Duration DISK = Duration.ofMillis(4);

  /** The data is the same every time; only its size matters here. */
  private static final Bytes DATA = Bytes.wrap(new byte[WireLimits.CHUNK_BYTES]);

  final RequestLimits limits;
  final ServingQueue<NodeKey, Job> queue = new ServingQueue<>();
  private final SimWorld world;
  private final Dispatcher dispatcher;
  private final Bandwidth<Runnable> upload;
  private final Map<NodeKey, BandwidthFlow<Runnable>> uploads = new HashMap<>();
  private final ServiceRegistry registry =
      ServiceRegistry.builder().serve(GetChunk.class, this::readChunk).build();
  private long wakeAtNanos;
  private boolean awake;
  long uploadedBytes;

  /** A request that was let in. */
  record Job(Requester from, GetChunk request, Responder to) {}

  ServingWorld(SimWorld world) {
    this.world = world;
    this.limits = new RequestLimits(RateLimits.FOR_KEY, RateLimits.FOR_ADDRESS, world.seed());
    this.dispatcher = new Dispatcher(limits);
    this.upload = new Bandwidth<>(UPLOAD_BYTES_PER_SECOND, world.nanos());
    world.invariant("places", () -> queue.working() <= ServingQueue.MAX_WORKING);
    world.invariant("line", () -> queue.waiting() <= ServingQueue.MAX_WAITING);
  }

  /** What a session does with an envelope of its peer. */
  void receive(Requester from, Envelope envelope, Responder to) {
    Verdict verdict = dispatcher.dispatch(from, envelope, world.nanos());
    if (verdict instanceof Verdict.Handle handle) {
      Job job = new Job(from, (GetChunk) handle.request(), to);
      if (queue.offer(keyOf(from), job)) {
        work();
      } else {
        to.answer(Answer.busy(handle.request()));
      }
    } else if (verdict instanceof Verdict.Reject reject) {
      to.answer(new Answer.Failure(reject.text()));
    } else {
      throw new AssertionError("nobody here sends " + verdict);
    }
  }

  private void work() {
    for (Job job = queue.poll(); job != null; job = queue.poll()) {
      Job begun = job;
      registry.serve(begun.request(), begun.from(), answer -> answered(begun, answer));
    }
  }

  private void answered(Job job, Answer answer) {
    queue.finished(keyOf(job.from()));
    job.to().answer(answer);
    work();
  }

  private void readChunk(GetChunk request, Requester from, Responder to) {
    ChunkData chunk = new ChunkData(request.contentId(), request.chunkIndex(), DATA);
    world.schedule(DISK, () -> pace(from, () -> to.answer(new Answer.Success(chunk))));
  }

  private void pace(Requester from, Runnable send) {
    BandwidthFlow<Runnable> flow =
        uploads.computeIfAbsent(
            keyOf(from),
            key ->
                upload
                    .group(Priority.NORMAL, 0, world.nanos())
                    .flow(Priority.NORMAL, 0, world.nanos()));
    if (!flow.want(send, DATA.size())) {
      throw new AssertionError("no peer has so many places for work");
    }
    grant();
  }

  private void grant() {
    for (Grant<Runnable> grant = upload.poll(world.nanos());
        grant != null;
        grant = upload.poll(world.nanos())) {
      uploadedBytes += grant.bytes();
      world.schedule(Duration.ZERO, grant.ticket());
    }
    upload.deadlineNanos(world.nanos()).ifPresent(this::wakeAt);
  }

  private void wakeAt(long atNanos) {
    if (awake && wakeAtNanos - atNanos <= 0) {
      return;
    }
    awake = true;
    wakeAtNanos = atNanos;
    world.schedule(Duration.ofNanos(atNanos - world.nanos()), () -> wakened(atNanos));
  }

  private void wakened(long atNanos) {
    if (awake && wakeAtNanos == atNanos) {
      awake = false;
      grant();
    }
  }

  private static NodeKey keyOf(Requester from) {
    NodeKey key = from.key();
    if (key == null) {
      throw new AssertionError("nobody here comes through a tunnel");
    }
    return key;
  }
}
