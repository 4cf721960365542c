package io.scp2p.core.protocol.transfer;

import io.scp2p.core.protocol.RateWindow;
import io.scp2p.core.sim.SimWorld;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Sends chunks over a line of limited speed, one at a time and to each downloader in turn, those of
 * one downloader in the order of its requests.
 */
final class SimProvider {
  final SimWorld world;
  final String name;
  final BitSet holds;
  final Duration oneWay;
  long bytesPerSecond;
  int maxInFlight = 32;
  boolean isV1;

  /** Answers nothing any more, and nobody notices. */
  boolean stalled;

  /** Sends chunks with a wrong content. */
  boolean corrupt;

  /** One of so many chunks is late by a second, as after a loss on a long line; 0 for none. */
  int lateOneOf;

  long sentBytes;
  int refused;
  private final Map<SimLeecher, Queue<Request>> queues = new LinkedHashMap<>();
  private final Map<SimLeecher, RateWindow> windows = new HashMap<>();
  private final Map<SimLeecher, Long> lineFreeNanos = new HashMap<>();
  private boolean busy;

  SimProvider(SimWorld world, String name, BitSet holds, long bytesPerSecond, Duration oneWay) {
    this.world = world;
    this.name = name;
    this.holds = holds;
    this.bytesPerSecond = bytesPerSecond;
    this.oneWay = oneWay;
  }

  /** What is to be sent, or an error. */
  record Request(SimLeecher to, long ask, int bytes, @Nullable AskFailure error) {}

  void receive(SimLeecher from, SwarmEffect.AskChunk ask) {
    AskFailure error = holds.get(ask.chunk()) ? null : AskFailure.NOT_FOUND;
    if (isV1) {
      RateWindow window =
          windows.computeIfAbsent(from, any -> new RateWindow(600, Duration.ofSeconds(60)));
      if (!window.admit(world.nanos())) {
        error = AskFailure.RATE_LIMITED;
        refused++;
      }
    }
    queues
        .computeIfAbsent(from, any -> new ArrayDeque<>())
        .add(new Request(from, ask.ask(), error == null ? ask.bytes() : 0, error));
    serve();
  }

  void cancel(SimLeecher from, long ask) {
    Queue<Request> queue = queues.get(from);
    if (queue != null) {
      queue.removeIf(request -> request.ask() == ask);
    }
  }

  void forget(SimLeecher leecher) {
    queues.remove(leecher);
  }

  private void serve() {
    if (busy || stalled) {
      return;
    }
    Request request = next();
    if (request == null) {
      return;
    }
    busy = true;
    long nanos = request.bytes() * 1_000_000_000L / bytesPerSecond;
    sentBytes += request.bytes();
    world.scheduleNanos(nanos, "sent", name, () -> sent(request));
  }

  private @Nullable Request next() {
    SimLeecher turn = null;
    for (Map.Entry<SimLeecher, Queue<Request>> entry : queues.entrySet()) {
      if (!entry.getValue().isEmpty()) {
        turn = entry.getKey();
        break;
      }
    }
    if (turn == null) {
      return null;
    }
    Queue<Request> queue = queues.remove(turn);
    Request request = queue.remove();
    queues.put(turn, queue); // Behind all others.
    return request;
  }

  private void sent(Request request) {
    busy = false;
    if (!stalled) {
      long delayNanos = request.to().wayNanos(this);
      if (lateOneOf > 0 && world.random("late").nextInt(lateOneOf) == 0) {
        delayNanos += Duration.ofSeconds(1).toNanos();
      }
      // A session keeps the order: what is late holds up what comes behind it.
      long nowNanos = world.elapsed().toNanos();
      long atNanos =
          Math.max(nowNanos + delayNanos, lineFreeNanos.getOrDefault(request.to(), nowNanos));
      lineFreeNanos.put(request.to(), atNanos);
      world.scheduleNanos(
          atNanos - nowNanos, "line", name, () -> request.to().arriving(this, request));
    }
    serve();
  }
}
