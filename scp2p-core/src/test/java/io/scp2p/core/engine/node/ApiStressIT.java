package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.EventsMissed;
import io.scp2p.api.event.NodeEvent;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Sixteen threads that call whatever the API has, at once, and at last close the node. Every call
 * is answered; a refusal is one with a code and never "a bug of ours"; every subscriber to events
 * sees every number once, in order, or is told what it missed; every transfer comes to one end.
 */
class ApiStressIT {
  private static final int THREADS = 16;
  private static final long NANOS = Duration.ofSeconds(Long.getLong("stress.seconds", 2)).toNanos();

  /** On a slow machine it takes longer until they have called that often. */
  private static final int LEAST_CALLS = 1_000;

  /** What a caller may be told; the rest would be our fault. */
  private static final List<ErrorCode> OUR_FAULT = List.of(ErrorCode.INTERNAL);

  @TempDir Path root;
  private final ExecutorService callers = Executors.newFixedThreadPool(THREADS);
  private final Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
  private final Queue<String> errors = new ConcurrentLinkedQueue<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final Map<ErrorCode, AtomicInteger> refusals = new ConcurrentHashMap<>();
  private final Logger log = Logger.getLogger("io.scp2p");
  private final Handler listening = new Listening();
  private Fleet fleet;

  /** The engine goes on after a bug and says so in its log, as an error. */
  private final class Listening extends Handler {
    @Override
    public void publish(LogRecord line) {
      if (line.getLevel().intValue() >= Level.SEVERE.intValue()) {
        errors.add(line.getMessage() + " " + line.getThrown());
      }
    }

    @Override
    public void flush() {
      // Nothing is held back.
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  @BeforeEach
  void open() {
    fleet = new Fleet(root, TransportKind.TCP);
    log.addHandler(listening);
  }

  @AfterEach
  void close() {
    callers.shutdownNow();
    fleet.close();
    log.removeHandler(listening);
  }

  private void ask(Mono<?> answer) {
    calls.incrementAndGet();
    unanswered.incrementAndGet();
    answer.doFinally(end -> unanswered.decrementAndGet()).subscribe(any -> {}, this::refused);
  }

  private void refused(Throwable failure) {
    if (failure instanceof Scp2pException known && !OUR_FAULT.contains(known.code())) {
      refusals.computeIfAbsent(known.code(), code -> new AtomicInteger()).incrementAndGet();
    } else {
      wrong.add(failure);
    }
  }

  /** One caller: does something at random until it is over. */
  private final class Caller implements Runnable {
    private final Scp2pNode node;
    private final Share remote;
    private final SplittableRandom random;
    private final CyclicBarrier start;
    private final Queue<Download> downloads;
    private final int number;

    Caller(Scp2pNode node, Share remote, int number, CyclicBarrier start, Queue<Download> all) {
      this.node = node;
      this.remote = remote;
      this.number = number;
      this.random = new SplittableRandom(number);
      this.start = start;
      this.downloads = all;
    }

    @Override
    public void run() {
      try {
        start.await(30, TimeUnit.SECONDS);
        long end = System.nanoTime() + NANOS;
        for (int i = 0; System.nanoTime() - end < 0 || calls.get() <= LEAST_CALLS; i++) {
          step(i);
          // Not so many at once that waiting for answers is all there is.
          Waiter.realTime().await(() -> unanswered.get() < 400, Fleet.PATIENCE);
        }
      } catch (Scp2pException refused) {
        refused(refused);
      } catch (Exception failure) {
        wrong.add(failure);
      }
    }

    private void step(int i) {
      switch (random.nextInt(14)) {
        case 0 -> ask(node.shares().publish(SharePlan.text("t" + number, "text " + i).build()));
        case 1 -> ask(node.shares().list().next().flatMap(s -> node.shares().unpublish(s.id())));
        case 2 -> ask(node.subscriptions().follow(remote.shareLink()));
        case 3 -> ask(node.subscriptions().sync(remote.id()));
        case 4 -> {
          if (random.nextInt(8) == 0) {
            ask(node.subscriptions().unfollow(remote.id()));
          }
        }
        case 5 -> download(i);
        case 6, 7 -> touch();
        case 8 -> ask(node.search().page(SearchQuery.text("river")));
        case 9 -> ask(node.peers().list().collectList());
        case 10 -> listenForAMoment();
        case 11 ->
            ask(node.communities().create("c" + i).flatMap(c -> node.communities().leave(c.id())));
        case 12 -> ask(node.diagnostics().snapshot());
        default -> ask(node.downloads().list().collectList());
      }
    }

    private void download(int i) {
      if (downloads.size() < 200) {
        Path into = root.resolve("copies").resolve(number + "-" + i);
        downloads.add(node.downloads().start(DownloadPlan.share(remote.id()).into(into)));
      }
    }

    private void touch() {
      List<Download> all = List.copyOf(downloads);
      if (!all.isEmpty()) {
        Download one = all.get(random.nextInt(all.size()));
        switch (random.nextInt(5)) {
          case 0 -> ask(one.cancel());
          case 1, 2 -> ask(one.pause());
          default -> ask(one.resume());
        }
      }
    }

    private void listenForAMoment() {
      Disposable listener = node.events(0).take(1 + random.nextInt(50)).subscribe();
      if (random.nextBoolean()) {
        listener.dispose();
      }
    }
  }

  /** Every number once, in order; what is missing is said. */
  private final class Ledger {
    private final AtomicLong last = new AtomicLong();

    void heard(NodeEvent event) {
      long first = event instanceof EventsMissed missed ? missed.from() : event.sequence();
      if (first != last.get() + 1) {
        wrong.add(new AssertionError("event " + first + " after " + last.get()));
      }
      last.set(event.sequence());
    }
  }

  @Test
  void sixteenThreadsAreAllAnsweredAndTheNodeClosesUnderThem() throws Exception {
    Path folder = root.resolve("river");
    for (int i = 0; i < 5; i++) {
      Trees.write(folder.resolve("river" + i), Trees.random(i, 300_000));
    }
    Scp2pNode publisher = fleet.start("publisher");
    Share remote = Fleet.publish(publisher, folder);
    Scp2pNode node = fleet.start("node");
    Fleet.follow(node, remote.shareLink());
    Ledger ledger = new Ledger();
    node.events(0).subscribe(ledger::heard, wrong::add);
    Queue<Download> downloads = new ConcurrentLinkedQueue<>();
    CyclicBarrier start = new CyclicBarrier(THREADS + 1);
    List<Future<?>> running =
        java.util.stream.IntStream.range(0, THREADS)
            .<Future<?>>mapToObj(i -> callers.submit(new Caller(node, remote, i, start, downloads)))
            .toList();
    start.await(30, TimeUnit.SECONDS);
    // Most of the time they work; the last part of it the node closes under their hands.
    Waiter.realTime().await(() -> false, Duration.ofNanos(NANOS * 3 / 4));
    List<Thread> closing = List.of(new Thread(node::close), new Thread(node::close));
    closing.forEach(Thread::start);
    for (Future<?> each : running) {
      each.get(60, TimeUnit.SECONDS);
    }
    for (Thread each : closing) {
      each.join(30_000);
      assertThat(each.isAlive()).as("close() returns").isFalse();
    }

    assertThat(Waiter.realTime().await(() -> unanswered.get() == 0, Fleet.PATIENCE))
        .as("all of %s calls are answered; %s are not", calls, unanswered)
        .isTrue();
    assertThat(wrong).isEmpty();
    assertThat(errors).isEmpty();
    assertThat(ledger.last.get()).as("events heard").isPositive();
    for (Download each : downloads) {
      // Ended, or told that the node was closed before it could end; never left without an answer.
      assertThat(each.result().onErrorComplete().blockOptional(Fleet.PATIENCE)).isNotNull();
    }
    assertThat(calls.get()).isGreaterThan(LEAST_CALLS);
    assertThat(downloads).hasSizeGreaterThan(5);
    System.out.println(
        calls
            + " calls, "
            + downloads.size()
            + " downloads, "
            + ledger.last
            + " events; refused: "
            + new TreeMap<>(refusals));
    assertThat(Fleet.failure(node.shares().list().next())).isEqualTo(ErrorCode.NODE_CLOSED);
  }

  @Test
  void oneHomeIsOpenedByOneOfMany() throws Exception {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger opened = new AtomicInteger();
    CyclicBarrier start = new CyclicBarrier(8);
    List<Future<?>> running =
        java.util.stream.IntStream.range(0, 8)
            .<Future<?>>mapToObj(
                i ->
                    callers.submit(
                        () -> {
                          start.await(30, TimeUnit.SECONDS);
                          for (int turn = 0; turn < 4; turn++) {
                            openAndClose(open, opened);
                          }
                          return null;
                        }))
            .toList();
    for (Future<?> each : running) {
      each.get(60, TimeUnit.SECONDS);
    }
    assertThat(wrong).isEmpty();
    assertThat(errors).isEmpty();
    assertThat(opened).hasPositiveValue();
    assertThat(refusals.keySet()).isSubsetOf(List.of(ErrorCode.HOME_IN_USE));
  }

  private void openAndClose(AtomicInteger open, AtomicInteger opened) {
    try (Scp2pNode node = fleet.start("shared")) {
      if (open.incrementAndGet() != 1) {
        wrong.add(new AssertionError("two nodes in one home"));
      }
      opened.incrementAndGet();
      Fleet.publish(node, SharePlan.text("a", "b").build());
      open.decrementAndGet();
    } catch (Scp2pException refused) {
      refused(refused);
    }
  }
}
