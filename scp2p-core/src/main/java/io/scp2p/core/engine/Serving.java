package io.scp2p.core.engine;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.transfer.Priority;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.BandwidthFlow;
import io.scp2p.core.protocol.serving.BandwidthGroup;
import io.scp2p.core.protocol.serving.Dispatcher;
import io.scp2p.core.protocol.serving.RateLimits;
import io.scp2p.core.protocol.serving.RequestLimits;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.protocol.serving.ServingQueue;
import io.scp2p.core.protocol.serving.Verdict;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.ExtensionRequest;
import io.scp2p.core.wire.message.MessageType;
import io.scp2p.core.wire.message.RateClass;
import io.scp2p.core.wire.message.RelayStream;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers what peers ask: limits, places for work, and the pace of what goes out. Lives on the
 * loop.
 *
 * <p>There are three queues, so that who waits for bandwidth or for the other end of a tunnel does
 * not hold up who asks something small. A place in the bulk queue is held until the answer may go:
 * what waits for bandwidth in memory is {@link ServingQueue#MAX_WORKING} chunks. Other large
 * answers are booked on the same bandwidth and go at once.
 */
final class Serving {
  /** Answers of at least this size count towards the upload caps. */
  static final int MIN_PACED_BYTES = 16 << 10;

  /** Requests that wait for the other end of a tunnel, which may take its time. */
  static final int MAX_RELAYED = 1_024;

  /** The same for one peer: two sessions with all their requests in flight. */
  static final int MAX_RELAYED_PER_PEER = 64;

  /** Requests let in, worked on and waiting, over all queues. */
  static final int MAX_PENDING =
      2 * (ServingQueue.MAX_WORKING + ServingQueue.MAX_WAITING)
          + MAX_RELAYED
          + ServingQueue.MAX_WAITING;

  static final long THROTTLED_INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

  private static final Logger LOG = System.getLogger(Serving.class.getName());

  private final Loop loop;
  private final NetworkListener listener;
  private final ServiceRegistry services;
  private final Dispatcher dispatcher;
  private final ServingQueue<NodeKey, Job> quick = new ServingQueue<>();
  private final ServingQueue<NodeKey, Job> bulk = new ServingQueue<>();
  private final ServingQueue<NodeKey, Job> relayed =
      new ServingQueue<>(
          MAX_RELAYED, MAX_RELAYED_PER_PEER, ServingQueue.MAX_WAITING, MAX_RELAYED_PER_PEER);
  private final Pace uploads;
  private final long bytesPerSecondPerPeer;
  private final Map<NodeKey, Upload> byPeer = new HashMap<>();
  private final Consumer<Link> used;
  private boolean working;
  private int pending;
  private long refused;

  /**
   * What a peer gets.
   *
   * @param held answers that wait for bandwidth, each with what sends it
   */
  private record Upload(
      BandwidthGroup<Runnable> group, BandwidthFlow<Runnable> flow, Map<Job, Runnable> held) {}

  /** A request that was let in. */
  private static final class Job {
    final Link link;
    final long ticket;
    final Request request;
    final boolean isBulk;
    boolean answered;

    Job(Link link, long ticket, Request request) {
      this.link = link;
      this.ticket = ticket;
      this.request = request;
      this.isBulk = isBulk(request);
    }
  }

  /**
   * Serves nothing yet.
   *
   * @param used told whenever a session has begun or ended to be worked for
   */
  Serving(
      Loop loop,
      NodeConfig config,
      ServiceRegistry services,
      Entropy entropy,
      NetworkListener listener,
      Consumer<Link> used) {
    this.loop = loop;
    this.listener = listener;
    this.services = services;
    this.used = used;
    RateLimits perKey = RateLimits.FOR_KEY.withTotal(config.limits().requestsPerMinute());
    long secret = ByteBuffer.wrap(entropy.bytes(Long.BYTES)).getLong();
    this.dispatcher =
        new Dispatcher(
            new RequestLimits(perKey, perKey.times(RateLimits.NODES_PER_ADDRESS), secret));
    this.uploads = new Pace(loop, config.transfer().maxUploadBytesPerSecond());
    this.bytesPerSecondPerPeer = config.transfer().maxUploadBytesPerSecondPerPeer();
  }

  void serve(Link link, long ticket, Envelope envelope) {
    Verdict verdict = dispatcher.dispatch(link.requester, envelope, loop.time().nanos());
    if (verdict instanceof Verdict.Handle handle) {
      Job job = new Job(link, ticket, handle.request());
      if (queue(job).offer(link.key(), job)) {
        link.serving++;
        pending++;
        used.accept(link);
        work();
      } else {
        refused++;
        link.session.answerError(ticket, Answer.busy(handle.request()).text());
      }
    } else if (verdict instanceof Verdict.Reject reject) {
      refused++;
      link.session.answerError(ticket, reject.text());
      throttled(link);
    } else if (verdict instanceof Verdict.Malformed malformed) {
      link.session.answerError(ticket, malformed.text());
    } else {
      loop.post(() -> link.session.close("nothing but requests without meaning"));
    }
  }

  private static boolean isBulk(Request request) {
    return request instanceof ExtensionRequest extension
        ? extension.isBulk()
        : MessageType.of(request.type()).map(MessageType::rateClass).orElse(RateClass.OTHER)
            == RateClass.CHUNK;
  }

  private void throttled(Link link) {
    long now = loop.time().nanos();
    if (now - link.throttledNanos >= THROTTLED_INTERVAL_NANOS) {
      link.throttledNanos = now;
      listener.throttled(link.key());
    }
  }

  private ServingQueue<NodeKey, Job> queue(Job job) {
    return job.request instanceof RelayStream ? relayed : job.isBulk ? bulk : quick;
  }

  /** A service that answers at once comes back here; the loop below goes on with the next. */
  private void work() {
    if (working) {
      return;
    }
    working = true;
    try {
      for (Job job = next(); job != null; job = next()) {
        begin(job);
      }
    } finally {
      working = false;
    }
  }

  /** A service that breaks has answered, or is answered for: its place is not lost. */
  private void begin(Job job) {
    try {
      services.serve(job.request, job.link.requester, answer -> answered(job, answer));
    } catch (RuntimeException bug) {
      if (job.answered) {
        throw bug;
      }
      LOG.log(Level.ERROR, "request " + job.request.type() + " meets a bug of ours", bug);
      answered(job, new Answer.Failure(Answer.BUG_TEXT));
    }
  }

  /** Small ones first: there are few of them, and each peer has few places for them. */
  private @Nullable Job next() {
    Job job = quick.poll();
    if (job == null) {
      job = relayed.poll();
    }
    return job != null ? job : bulk.poll();
  }

  private void answered(Job job, Answer answer) {
    if (job.answered) {
      return; // Its service broke, and has answered after that.
    }
    job.answered = true;
    Link link = job.link;
    if (!link.session.isOpen()) {
      finished(job);
    } else if (answer instanceof Answer.Failure failure) {
      link.session.answerError(job.ticket, failure.text());
      finished(job);
    } else if (answer instanceof Answer.Success success) {
      success(job, success.response());
    }
  }

  private void success(Job job, Response response) {
    int bytes = response.sizeHintBytes();
    Upload upload = upload(job.link);
    if (bytes < MIN_PACED_BYTES || !job.isBulk) {
      if (bytes >= MIN_PACED_BYTES) {
        upload.flow().spend(bytes, loop.time().nanos());
      }
      send(job, response);
    } else {
      Runnable send =
          () -> {
            upload.held().remove(job);
            send(job, response);
          };
      upload.held().put(job, send);
      if (!uploads.want(upload.flow(), bytes, send)) {
        upload.held().remove(job);
        finished(job); // The peer has left meanwhile.
      }
    }
  }

  private void send(Job job, Response response) {
    job.link.session.answer(job.ticket, response.type(), response);
    finished(job);
  }

  private void finished(Job job) {
    queue(job).finished(job.link.key());
    job.link.serving--;
    pending--;
    used.accept(job.link);
    work();
  }

  private Upload upload(Link link) {
    return byPeer.computeIfAbsent(
        link.key(),
        key -> {
          BandwidthGroup<Runnable> group = uploads.group(Priority.NORMAL, bytesPerSecondPerPeer);
          return new Upload(group, uploads.flow(group, Priority.NORMAL, 0), new LinkedHashMap<>());
        });
  }

  /** Requests let in and not yet answered. */
  int pending() {
    return pending;
  }

  /** Requests turned away since the start. */
  long refused() {
    return refused;
  }

  /** A session has ended: what of it still waits is forgotten. */
  void closed(Link link, boolean lastOfPeer) {
    int withdrawn =
        quick.withdraw(link.key(), job -> job.link == link).size()
            + relayed.withdraw(link.key(), job -> job.link == link).size()
            + bulk.withdraw(link.key(), job -> job.link == link).size();
    link.serving -= withdrawn;
    pending -= withdrawn;
    Upload upload = byPeer.get(link.key());
    if (upload != null) {
      giveUp(upload, link);
      if (lastOfPeer) {
        byPeer.remove(link.key());
        upload.group().close();
      }
    }
    work();
  }

  /** Nobody is there any more for what waits for bandwidth; its places are free for others. */
  private void giveUp(Upload upload, Link link) {
    for (var held : List.copyOf(upload.held().entrySet())) {
      Job job = held.getKey();
      if (job.link == link) {
        upload.flow().cancel(held.getValue());
        upload.held().remove(job);
        finished(job);
      }
    }
  }

  void close() {
    uploads.close();
  }
}
