package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.EventsConfig;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.MetricsSink;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.engine.diagnostics.Telemetry;
import io.scp2p.core.engine.event.EventHub;
import io.scp2p.core.protocol.session.HandshakeFailure;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class MetricsOfANodeTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** One sink for every node that the host ever starts. */
  private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();

  private final Map<String, Long> counts = new ConcurrentHashMap<>();

  private final MetricsSink sink =
      new MetricsSink() {
        @Override
        public void count(String name, long amount) {
          counts.merge(name, amount, Long::sum);
        }

        @Override
        public void time(String name, long nanos) {
          // Nobody looks at how long things take here.
        }

        @Override
        public void gauge(String name, LongSupplier value) {
          gauges.put(name, value);
        }
      };

  /** What only a node of the host held, which has been closed. */
  private WeakReference<Scheduler> closedNode() {
    Scheduler signals = Schedulers.newSingle("signals", true);
    NodeConfig offline =
        NodeConfig.builder().network(network -> network.listen(false).lanDiscovery(false)).build();
    Scp2pNode.builder()
        .inMemory()
        .config(offline)
        .signalScheduler(signals)
        .metrics(sink)
        .start()
        .close();
    signals.dispose();
    return new WeakReference<>(signals);
  }

  @Test
  void aSinkThatKeepsGaugesKeepsNoNode() {
    WeakReference<Scheduler> held = closedNode();

    assertThat(gauges.get("events.published").getAsLong()).isPositive();
    assertThat(
            Waiter.realTime()
                .await(
                    () -> {
                      System.gc();
                      return held.get() == null;
                    },
                    PATIENCE))
        .isTrue();
  }

  @Test
  void handshakesThatNobodyMakesByAccidentAreCounted() {
    EventHub hub =
        new EventHub(EventsConfig.builder().build(), TimeSource.system(), Schedulers.immediate());
    Happenings happenings =
        new Happenings(hub, new ClockWatch(new Problems(hub)), new Telemetry(sink));
    Endpoint stranger = new Endpoint(TransportKind.TCP, new InetSocketAddress("192.0.2.1", 4001));

    happenings.suspicious(stranger, HandshakeFailure.REPLAYED, null);
    happenings.suspicious(stranger, HandshakeFailure.DOWNGRADED, null);

    assertThat(counts).containsEntry("handshake.suspicious", 2L);
    assertThat(hub.newest()).isZero();
  }
}
