package io.scp2p.core.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.EventsConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.EventsMissed;
import io.scp2p.api.event.LifecycleEvent;
import io.scp2p.api.event.NodeEvent;
import io.scp2p.api.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** What the package promises to subscribers, and what a hub promises to the loop. */
class EventHubTest {
  private static final int BUFFER = 16;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Scheduler signals = Schedulers.newBoundedElastic(16, 10_000, "signals");

  private final EventHub hub = hub(1_000);

  @AfterEach
  void dispose() {
    signals.dispose();
  }

  private EventHub hub(int journal) {
    EventsConfig config =
        EventsConfig.builder()
            .subscriberBuffer(BUFFER)
            .maxSubscribers(4)
            .journalEvents(journal)
            .build();
    return new EventHub(config, TimeSource.system(), signals);
  }

  private static void publish(EventHub hub, int times) {
    for (int i = 0; i < times; i++) {
      hub.publish(stamp -> new LifecycleEvent.ProblemRaised(stamp, ErrorCode.DISK_FULL));
    }
  }

  private static void await(BooleanSupplier condition) {
    assertThat(Waiter.realTime().await(condition, LIMIT)).isTrue();
  }

  /** Keeps what it gets and checks that nothing is called at the same time as anything else. */
  private static class Reader extends BaseSubscriber<NodeEvent> {
    private final List<NodeEvent> events = new ArrayList<>();
    private final long demand;
    private volatile int received;
    private volatile boolean completed;
    private volatile Throwable error;

    Reader(long demand) {
      this.demand = demand;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      if (demand > 0) {
        request(demand);
      }
    }

    @Override
    protected void hookOnNext(NodeEvent event) {
      events.add(event);
      received = events.size();
    }

    @Override
    protected void hookOnComplete() {
      completed = true;
    }

    @Override
    protected void hookOnError(Throwable failure) {
      error = failure;
    }

    List<NodeEvent> events() {
      for (int i = 1; i < received; i++) {
        assertThat(events.get(i).mayFollow(events.get(i - 1))).as(events.toString()).isTrue();
      }
      return events.subList(0, received);
    }

    long lastSequence() {
      int count = received;
      return count == 0 ? 0 : events.get(count - 1).sequence();
    }
  }

  private static Reader read(Flux<NodeEvent> events, long demand) {
    Reader reader = new Reader(demand);
    events.subscribe(reader);
    return reader;
  }

  @Test
  void aSubscriberGetsWhatHappensFromNowOnWithoutGap() {
    publish(hub, 3);
    Reader reader = read(hub.events(), Long.MAX_VALUE);
    publish(hub, 5);
    await(() -> reader.lastSequence() == 8);
    assertThat(reader.events()).extracting(NodeEvent::sequence).containsExactly(4L, 5L, 6L, 7L, 8L);
  }

  @Test
  void demandIsRespected() {
    Reader reader = read(hub.events(), 2);
    publish(hub, 5);
    await(() -> reader.received == 2);
    reader.request(1);
    await(() -> reader.received == 3);
    publish(hub, 1);
    reader.request(10);
    await(() -> reader.lastSequence() == 6);
    assertThat(reader.events()).hasSize(6);
  }

  @Test
  void whatDidNotFitIsReportedWhereItWouldHaveBeen() {
    Reader reader = read(hub.events(), 2);
    publish(hub, 2);
    await(() -> reader.received == 2);
    publish(hub, 100);
    reader.request(Long.MAX_VALUE);
    await(() -> reader.lastSequence() == 102);
    List<NodeEvent> events = reader.events();
    assertThat(events).hasSize(2 + 1 + BUFFER);
    assertThat(events.get(2))
        .isInstanceOfSatisfying(
            EventsMissed.class,
            missed -> {
              assertThat(missed.from()).isEqualTo(3);
              assertThat(missed.to()).isEqualTo(102 - BUFFER);
            });
    assertThat(hub.missed()).isEqualTo(100 - BUFFER);
  }

  @Test
  void theTimeOfAGapIsThatOfItsLastEvent() {
    publish(hub, 200);
    Reader everything = read(hub.events(0), Long.MAX_VALUE);
    await(() -> everything.lastSequence() == 200);
    Reader reader = read(hub.events(), 0);
    publish(hub, 100);
    await(() -> everything.lastSequence() == 300);
    reader.request(1);
    await(() -> reader.received == 1);
    NodeEvent gap = reader.events().get(0);
    assertThat(gap).isInstanceOf(EventsMissed.class);
    Reader exactly = read(hub.events(gap.sequence() - 1), 1);
    await(() -> exactly.received == 1);
    assertThat(exactly.events().get(0).stamp()).isEqualTo(gap.stamp());
  }

  @Test
  void replayBeginsWithTheNextAndGoesOnLive() {
    publish(hub, 500);
    Reader reader = read(hub.events(123), Long.MAX_VALUE);
    await(() -> reader.lastSequence() == 500);
    publish(hub, 3);
    await(() -> reader.lastSequence() == 503);
    assertThat(reader.events().get(0).sequence()).isEqualTo(124);
    assertThat(reader.events()).hasSize(380).noneMatch(EventsMissed.class::isInstance);
  }

  @Test
  void whatTheJournalNoLongerHoldsIsReportedFirst() {
    EventHub small = hub(100);
    publish(small, 250);
    Reader reader = read(small.events(0), Long.MAX_VALUE);
    await(() -> reader.lastSequence() == 250);
    assertThat(reader.events()).hasSize(101);
    assertThat(reader.events().get(0).firstSequence()).isEqualTo(1);
    assertThat(reader.events().get(0).sequence()).isEqualTo(150);
  }

  @Test
  void aNodeWithoutJournalSaysWhatIsMissingAndGoesOn() {
    EventHub none = hub(0);
    publish(none, 5);
    Reader reader = read(none.events(2), Long.MAX_VALUE);
    await(() -> reader.received == 1);
    publish(none, 1);
    await(() -> reader.lastSequence() == 6);
    assertThat(reader.events()).hasSize(2);
    assertThat(reader.events().get(0).firstSequence()).isEqualTo(3);
  }

  @Test
  void aNumberNotGivenOutYetIsRefused() {
    publish(hub, 5);
    StepVerifier.create(hub.events(6)).verifyErrorSatisfies(is(ErrorCode.INVALID_ARGUMENT));
    StepVerifier.create(hub.events(-1)).verifyErrorSatisfies(is(ErrorCode.INVALID_ARGUMENT));
    StepVerifier.create(hub.events(5)).thenCancel().verify(LIMIT);
    assertThat(hub.subscribers()).isZero();
  }

  private static Consumer<Throwable> is(ErrorCode code) {
    return error ->
        assertThat(error)
            .isInstanceOfSatisfying(
                Scp2pException.class, known -> assertThat(known.code()).isEqualTo(code));
  }

  @Test
  void oneSubscriberTooManyIsRefusedUntilAnotherLeaves() {
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      readers.add(read(hub.events(), Long.MAX_VALUE));
    }
    StepVerifier.create(hub.events()).verifyErrorSatisfies(is(ErrorCode.TOO_MANY_SUBSCRIBERS));
    readers.get(2).cancel();
    Reader next = read(hub.events(), Long.MAX_VALUE);
    publish(hub, 1);
    await(() -> next.received == 1);
    assertThat(readers.get(2).received).isZero();
  }

  @Test
  void closingDeliversWhatIsThereAndThenCompletes() throws Exception {
    Reader live = read(hub.events(), Long.MAX_VALUE);
    Reader paced = read(hub.events(), 1);
    Reader never = read(hub.events(), 0);
    publish(hub, BUFFER);
    hub.close().get(10, TimeUnit.SECONDS);
    publish(hub, 1);
    await(() -> live.completed);
    assertThat(live.events()).hasSize(BUFFER);
    assertThat(paced.completed).isFalse();
    paced.request(Long.MAX_VALUE);
    await(() -> paced.completed);
    assertThat(paced.events()).hasSize(BUFFER);
    assertThat(never.received).isZero();
    never.cancel();
    assertThat(hub.subscribers()).isZero();
    assertThat(hub.newest()).isEqualTo(BUFFER);
    StepVerifier.create(hub.events()).verifyErrorSatisfies(is(ErrorCode.NODE_CLOSED));
  }

  @Test
  void closingCompletesASubscriberThatHasEverythingAlsoWithoutDemand() {
    Reader reader = read(hub.events(), 0);
    assertThat(hub.close()).isNotNull();
    await(() -> reader.completed);
  }

  @Test
  void askingForNothingIsAnError() {
    CompletableFuture<Throwable> failed = new CompletableFuture<>();
    hub.events()
        .subscribe(
            new CoreSubscriber<NodeEvent>() {
              @Override
              public void onSubscribe(Subscription subscription) {
                subscription.request(0);
                subscription.request(1);
              }

              @Override
              public void onNext(NodeEvent event) {
                failed.complete(new AssertionError("an event after the misuse"));
              }

              @Override
              public void onError(Throwable error) {
                failed.complete(error);
              }

              @Override
              public void onComplete() {}
            });
    publish(hub, 1);
    assertThat(failed.orTimeout(10, TimeUnit.SECONDS).join())
        .isInstanceOf(IllegalArgumentException.class);
    await(() -> hub.subscribers() == 0);
  }

  /** Throws at every event, and unlike Reactor's own subscribers does not catch it itself. */
  private static final class Thrower implements CoreSubscriber<NodeEvent> {
    final AtomicInteger calls = new AtomicInteger();

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(NodeEvent event) {
      calls.incrementAndGet();
      throw new IllegalStateException("made for this test");
    }

    @Override
    public void onError(Throwable error) {
      calls.incrementAndGet();
    }

    @Override
    public void onComplete() {
      calls.incrementAndGet();
    }
  }

  @Test
  void aSubscriberThatThrowsIsGone() {
    Thrower thrower = new Thrower();
    hub.events().subscribe(thrower);
    Reader good = read(hub.events(), Long.MAX_VALUE);
    publish(hub, 10);
    await(() -> hub.subscribers() == 1 && good.events().size() == 10);
    publish(hub, 10);
    assertThat(hub.close()).isNotNull();
    await(() -> good.completed);
    assertThat(good.events()).hasSize(20);
    assertThat(thrower.calls).hasValue(1);
  }

  @Test
  void aSubscriberThatThrowsOrBlocksOrNeverAsksHoldsUpNobody() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    Reader thrower =
        new Reader(Long.MAX_VALUE) {
          @Override
          protected void hookOnNext(NodeEvent event) {
            throw new IllegalStateException("made for this test");
          }
        };
    hub.events().subscribe(thrower);
    Disposable blocker =
        hub.events()
            .subscribe(
                event -> {
                  blocked.countDown();
                  try {
                    assertThat(release.await(60, TimeUnit.SECONDS)).isTrue();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    Reader silent = read(hub.events(), 0);
    publish(hub, 1);
    assertThat(blocked.await(60, TimeUnit.SECONDS)).isTrue();
    Reader good = read(hub.events(), Long.MAX_VALUE);
    for (long i = 2; i <= 200; i++) {
      publish(hub, 1);
      long expected = i;
      await(() -> good.lastSequence() == expected);
    }
    assertThat(good.events()).hasSize(199);
    assertThat(silent.received).isZero();
    release.countDown();
    blocker.dispose();
    await(() -> hub.subscribers() == 2);
  }

  @Test
  void whatCannotBeMadeIsLeftOutAndItsNumberIsGivenToTheNext() {
    Reader reader = read(hub.events(), Long.MAX_VALUE);
    hub.publish(
        stamp -> {
          throw new IllegalStateException("made for this test");
        });
    publish(hub, 1);
    hub.publish(stamp -> new EventsMissed(1, stamp));
    hub.publish(
        stamp -> {
          publish(hub, 1);
          return new LifecycleEvent.Closing(stamp);
        });
    publish(hub, 1);
    await(() -> reader.lastSequence() == 3);
    assertThat(reader.events()).extracting(NodeEvent::sequence).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aDisposedSchedulerEndsTheSubscriptionAndNothingElse() {
    Reader reader = read(hub.events(), Long.MAX_VALUE);
    signals.dispose();
    publish(hub, 2);
    assertThat(hub.newest()).isEqualTo(2);
    assertThat(hub.subscribers()).isZero();
    assertThat(reader.received).isZero();
  }

  @Test
  void theLawHoldsForReadersOfEverySpeedWhileEventsAreFlooded() {
    AtomicLong seed = new AtomicLong(1);
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int pace = 1 + i * 3;
      Reader reader =
          new Reader(pace) {
            @Override
            protected void hookOnNext(NodeEvent event) {
              super.hookOnNext(event);
              // Every reader wastes another amount of time, now and then a lot.
              long waste = (seed.addAndGet(0x9E3779B97F4A7C15L) >>> 56) * pace;
              for (long spin = 0; spin < waste; spin++) {
                Thread.onSpinWait();
              }
              request(1);
            }
          };
      readers.add(reader);
      (i % 2 == 0 ? hub.events() : hub.events(0)).subscribe(reader);
    }
    publish(hub, 200_000);
    assertThat(hub.close()).isNotNull();
    for (Reader reader : readers) {
      await(() -> reader.completed);
      assertThat(reader.error).isNull();
      assertThat(reader.lastSequence()).isEqualTo(200_000);
      assertThat(reader.events().get(0).firstSequence()).isEqualTo(1);
    }
  }
}
