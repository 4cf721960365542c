package io.scp2p.core.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.EventsConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.event.LifecycleEvent;
import io.scp2p.api.event.NodeEvent;
import io.scp2p.api.spi.TimeSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Floors far below what was measured: they fail when something is done per event that is slow. */
@Tag("speed")
class EventHubSpeedTest {
  private static final Logger LOG = System.getLogger(EventHubSpeedTest.class.getName());
  private static final int EVENTS = 2_000_000;

  /** How often the same is measured, each time as it was before: {@code examples/bench} asks. */
  private static final int ROUNDS = Integer.getInteger("figure.rounds", 1);

  /** The target is 1,000,000 a second on a quiet machine; this one may be shared. */
  private static final long FLOOR_PER_SECOND = 200_000;

  private final Scheduler signals = Schedulers.newBoundedElastic(4, 1_000, "signals");

  @AfterEach
  void dispose() {
    signals.dispose();
  }

  private EventHub hub() {
    EventsConfig config = EventsConfig.builder().maxSubscribers(65_536).build();
    return new EventHub(config, TimeSource.system(), signals);
  }

  private static void publish(EventHub hub) {
    hub.publish(stamp -> new LifecycleEvent.ProblemRaised(stamp, ErrorCode.DISK_FULL));
  }

  private static long perSecond(String what, Runnable work) {
    long started = System.nanoTime();
    work.run();
    long rate = EVENTS * 1_000_000_000L / (System.nanoTime() - started);
    LOG.log(Level.INFO, what + ": " + rate + " events a second");
    return rate;
  }

  @Test
  void everyEventReachesOneSubscriberFastEnough() {
    for (int round = 0; round < ROUNDS; round++) {
      everyEventReachesOneSubscriber();
    }
  }

  private void everyEventReachesOneSubscriber() {
    AtomicLong received = new AtomicLong();
    AtomicLong missed = new AtomicLong();
    EventHub hub = hub();
    hub.events()
        .subscribe(
            event -> {
              missed.addAndGet(event.sequence() - event.firstSequence());
              received.lazySet(event.sequence());
            });
    long rate =
        perSecond(
            "published, delivered, none missed",
            () -> {
              for (int i = 1; i <= EVENTS; i++) {
                publish(hub);
                while (i - received.get() > 512) {
                  // The publisher is held back here only, so that the figure is of delivery.
                  LockSupport.parkNanos(1_000);
                }
              }
              assertThat(
                      Waiter.realTime()
                          .await(() -> received.get() == EVENTS, Duration.ofSeconds(60)))
                  .isTrue();
            });
    assertThat(missed).hasValue(0);
    assertThat(rate).isGreaterThan(FLOOR_PER_SECOND);
  }

  @Test
  void tenThousandStalledSubscribersCostThePublisherNothing() {
    EventHub hub = hub();
    for (int i = 0; i < 10_000; i++) {
      hub.events()
          .subscribe(
              new BaseSubscriber<NodeEvent>() {
                @Override
                protected void hookOnSubscribe(Subscription subscription) {}
              });
    }
    long rate =
        perSecond(
            "published beside 10,000 that stand still",
            () -> {
              for (int i = 0; i < EVENTS; i++) {
                publish(hub);
              }
            });
    assertThat(hub.newest()).isEqualTo(EVENTS);
    assertThat(hub.subscribers()).isEqualTo(10_000);
    assertThat(rate).isGreaterThan(FLOOR_PER_SECOND);
  }
}
