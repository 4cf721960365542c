package io.scp2p.core.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.EventsConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.event.LifecycleEvent;
import io.scp2p.api.event.NodeEvent;
import io.scp2p.api.spi.TimeSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.support.PublisherVerificationRules;
import org.testng.SkipException;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The event stream against the Technology Compatibility Kit of Reactive Streams. */
class EventHubPublisherTest {
  /** One rule asks for a stream of 2^31 and takes ten of it; none takes more than this. */
  private static final int MOST = 10_000;

  /** What the kit calls untested for every publisher, or asks only of unicast ones. */
  private static final List<String> NOT_FOR_US =
      List.of(
          "untested_",
          // Ours begins where each subscriber says; these two want a stream all must share.
          "optional_spec111_multicast_");

  private static final String GARBAGE = "EventuallyDropAllReferences";

  private static final Scheduler SIGNALS = Schedulers.newBoundedElastic(4, 10_000, "signals");

  @AfterAll
  static void dispose() {
    SIGNALS.dispose();
  }

  /** A hub for each subscription, so that every stream is finite. */
  private static final class Kit extends PublisherVerification<NodeEvent> {
    /** Whether events come after somebody has begun to listen; else they were there before. */
    private final boolean live;

    private Kit(boolean live, long patienceMillis) {
      super(new TestEnvironment(patienceMillis, 100), 500);
      this.live = live;
    }

    /** The kit sleeps through all of its patience where it expects a bad demand to be refused. */
    static Kit of(boolean live, Method rule) {
      return new Kit(live, rule.getName().contains("spec309_request") ? 1_000 : 20_000);
    }

    @Override
    public Publisher<NodeEvent> createPublisher(long elements) {
      return subscriber -> {
        EventHub hub = hub();
        if (live) {
          hub.events().subscribe(subscriber);
        }
        for (long i = 0; i < Math.min(elements, MOST); i++) {
          hub.publish(stamp -> new LifecycleEvent.ProblemRaised(stamp, ErrorCode.DISK_FULL));
        }
        if (!live) {
          hub.events(0).subscribe(subscriber);
        }
        assertThat(hub.close()).isNotNull();
      };
    }

    @Override
    public Publisher<NodeEvent> createFailedPublisher() {
      Flux<NodeEvent> notYet = hub().events(1);
      return notYet;
    }

    private static EventHub hub() {
      EventsConfig config = EventsConfig.builder().journalEvents(MOST).build();
      return new EventHub(config, TimeSource.system(), SIGNALS);
    }

    @Override
    public long maxElementsFromPublisher() {
      return Integer.MAX_VALUE;
    }
  }

  @TestFactory
  Stream<DynamicTest> rules() {
    List<Method> rules =
        Arrays.stream(PublisherVerificationRules.class.getMethods())
            .filter(rule -> NOT_FOR_US.stream().noneMatch(rule.getName()::startsWith))
            .sorted(Comparator.comparing(Method::getName))
            .toList();
    assertThat(rules).hasSizeGreaterThan(25);
    return Stream.concat(
        rules.stream()
            .map(rule -> DynamicTest.dynamicTest(rule.getName(), () -> check(false, rule))),
        // Garbage is looked for once: that takes the collector, and it is the same subscription.
        rules.stream()
            .filter(rule -> !rule.getName().contains(GARBAGE))
            .map(
                rule ->
                    DynamicTest.dynamicTest("live " + rule.getName(), () -> check(true, rule))));
  }

  /** The collector gets a few chances to take what it is said to be able to take. */
  private static void check(boolean live, Method rule) throws Throwable {
    if (!rule.getName().contains(GARBAGE)) {
      check(Kit.of(live, rule), rule);
      return;
    }
    List<AssertionError> kept = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      try {
        check(Kit.of(live, rule), rule);
        return;
      } catch (AssertionError stillThere) {
        kept.add(stillThere);
      }
    }
    throw kept.get(0);
  }

  private static void check(Kit kit, Method rule) throws Throwable {
    kit.setUp();
    try {
      rule.invoke(kit);
    } catch (InvocationTargetException failed) {
      if (failed.getCause() instanceof SkipException skipped) {
        throw new AssertionError("the kit could not check this: " + skipped.getMessage(), skipped);
      }
      throw failed.getCause();
    }
  }
}
