package io.scp2p.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.contract.Waiter;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.frame.Envelope;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A thousand connections that send one byte a second cost nobody else anything worth mentioning.
 * Needs a quiet machine: noise only ever adds to a latency, so the best of several rounds counts,
 * on both sides of the comparison.
 */
@Tag("heavy")
class SlowLorisIT {
  private static final int SLOW_CLIENTS = 1_000;
  private static final int ROUNDS = 8;
  private static final int REQUESTS = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Bytes PAYLOAD = Bytes.wrap(new byte[100]);

  /** Latencies in microseconds. */
  private record Latency(double median, double p95) {
    Latency better(Latency other) {
      return new Latency(Math.min(median, other.median), Math.min(p95, other.p95));
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "median %.0f us, p95 %.0f us", median, p95);
    }
  }

  private static void ask(TestNode client, PeerSession session) throws Exception {
    CompletableFuture<Envelope> answer = new CompletableFuture<>();
    Reply reply =
        new Reply() {
          @Override
          public void answered(Envelope envelope) {
            answer.complete(envelope);
          }

          @Override
          public void failed(SessionFailure why) {
            answer.completeExceptionally(new AssertionError(why));
          }
        };
    client.loop.post(
        () -> session.ask(TestNode.ECHO, TestNode.ECHOED, out -> out.raw(PAYLOAD), 100, reply));
    assertThat(answer.get(20, TimeUnit.SECONDS).payload()).isEqualTo(PAYLOAD);
  }

  private static Latency measure(TestNode client, PeerSession session) throws Exception {
    Latency best = new Latency(Double.MAX_VALUE, Double.MAX_VALUE);
    for (int round = 0; round < ROUNDS; round++) {
      long[] nanos = new long[REQUESTS];
      for (int i = 0; i < REQUESTS; i++) {
        long start = System.nanoTime();
        ask(client, session);
        nanos[i] = System.nanoTime() - start;
      }
      Arrays.sort(nanos);
      best = best.better(new Latency(nanos[REQUESTS / 2] / 1e3, nanos[REQUESTS * 95 / 100] / 1e3));
    }
    return best;
  }

  private static PeerSession connect(TestNode client, TestNode server) throws Exception {
    return client
        .sessions
        .dial(client.transport, server.address, PATIENCE, server.key.nodeKey(), true)
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void slowClientsDoNotSlowOthers() throws Exception {
    try (LoopbackNodes nodes = new LoopbackNodes()) {
      TestNode server = nodes.server();
      TestNode client = nodes.node();
      PeerSession session = connect(client, server);
      measure(client, session); // Warm.
      Latency quiet = measure(client, session);
      Latency flooded;
      long dialNanos;
      try (SlowClients slow = new SlowClients(server.address, SLOW_CLIENTS)) {
        assertThat(Waiter.realTime().await(() -> slow.sentBytes() > 2L * SLOW_CLIENTS, PATIENCE))
            .as("they are at it: %d connected, %d hung up", slow.connected(), slow.hungUp())
            .isTrue();
        flooded = measure(client, session);
        long start = System.nanoTime();
        ask(client, connect(client, server));
        dialNanos = System.nanoTime() - start;
        System.out.printf(
            Locale.ROOT,
            "quiet: %s; with %d slow clients: %s; connect and ask %d ms; %d hung up on%n",
            quiet,
            SLOW_CLIENTS,
            flooded,
            TimeUnit.NANOSECONDS.toMillis(dialNanos),
            slow.hungUp());
        System.out.printf(
            Locale.ROOT,
            "slow clients : quiet, median %.2f, p95 %.2f%n",
            flooded.median() / quiet.median(),
            flooded.p95() / quiet.p95());
      }
      assertThat(flooded.median()).isLessThan(2 * quiet.median());
      assertThat(flooded.p95()).isLessThan(2 * quiet.p95());
      assertThat(dialNanos).isLessThan(TimeUnit.SECONDS.toNanos(5));
    }
  }
}
