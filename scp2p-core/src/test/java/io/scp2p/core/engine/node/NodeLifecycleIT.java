package io.scp2p.core.engine.node;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NetworkConfig;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.config.NodeRole;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.LifecycleEvent;
import io.scp2p.api.event.NodeEvent;
import io.scp2p.api.event.ShareEvent;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.Publication;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.MetricsSink;
import io.scp2p.api.spi.NodeParts;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferProgress;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.core.engine.catalog.CatalogStore;
import io.scp2p.core.engine.catalog.CatalogVersion;
import io.scp2p.core.engine.catalog.ItemSource;
import io.scp2p.core.wire.Bytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** How nodes begin and end: once, completely, and so that the next one can follow at once. */
@Timeout(300)
@Isolated("counts the threads of the machine")
class NodeLifecycleIT {
  /** Blocked callers get their answer well before the limits inside {@code close()} end. */
  private static final Duration CLOSES_WITHIN = Duration.ofSeconds(4);

  private static final System.Logger LOG = System.getLogger(NodeLifecycleIT.class.getName());

  @TempDir Path root;

  private Fleet fleet;
  private Set<Thread> before;

  @BeforeEach
  void prepare() {
    fleet = new Fleet(root, TransportKind.TCP);
    before = nodeThreads();
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private static Set<Thread> nodeThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .filter(NodeLifecycleIT::isOfNode)
        .collect(Collectors.toSet());
  }

  private static boolean isOfNode(Thread thread) {
    String name = thread.getName();
    // The warm-up belongs to the process, not to a node.
    return name.startsWith("scp2p-") && !name.contains("warm-up");
  }

  private Set<String> leftOver() {
    Set<Thread> left = nodeThreads();
    left.removeAll(before);
    left.remove(Thread.currentThread());
    return left.stream().map(Thread::getName).collect(Collectors.toCollection(TreeSet::new));
  }

  /** A thread that has nothing to do any more is still alive for a moment. */
  private void nothingIsLeft() {
    assertTrue(
        Waiter.realTime().await(() -> leftOver().isEmpty(), Fleet.PATIENCE),
        () -> leftOver().toString());
  }

  private static void closesInTime(Scp2pNode node) {
    long begun = System.nanoTime();
    node.close();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    assertTrue(took.compareTo(CLOSES_WITHIN) < 0, "close() took " + took);
  }

  @Test
  void oneHomeServesOneNodeAtATime() {
    Scp2pNode first = fleet.start("shared");
    var id = first.identity().self().id();

    Scp2pException refused = assertThrows(Scp2pException.class, () -> fleet.start("shared"));
    assertEquals(ErrorCode.HOME_IN_USE, refused.code());
    assertTrue(first.peers().list().collectList().block(Fleet.PATIENCE).isEmpty());

    closesInTime(first);
    nothingIsLeft();
    assertEquals(id, fleet.start("shared").identity().self().id());
  }

  @Test
  void aRelayWithoutAHostPublishesAndDownloadsNothing() {
    Scp2pNode relay =
        fleet.start(
            "relay",
            Fleet::anyPorts,
            config -> config.role(NodeRole.RELAY).relay(serving -> serving.serve(true)),
            parts -> parts);

    assertEquals(
        ErrorCode.ROLE_DISABLED,
        Fleet.failure(relay.shares().start(SharePlan.text("a", "b").build()).result()));
    DownloadPlan plan =
        DownloadPlan.share(ShareId.of(new byte[ShareId.LENGTH])).into(root.resolve("nowhere"));
    assertEquals(ErrorCode.ROLE_DISABLED, Fleet.failure(relay.downloads().start(plan).result()));
    assertTrue(Fleet.get(relay.shares().list().collectList()).isEmpty());
  }

  @Test
  void closingTwiceAndTogetherIsClosingOnce() throws InterruptedException {
    Scp2pNode node = fleet.start("node");
    CountDownLatch go = new CountDownLatch(1);
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    List<Thread> closers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread closer =
          new Thread(
              () -> {
                try {
                  go.await();
                  node.close();
                  fleet.start("other-" + Thread.currentThread().getName()).close();
                } catch (Throwable failure) {
                  failures.add(failure);
                }
              },
              "closer-" + i);
      closers.add(closer);
      closer.start();
    }
    go.countDown();
    for (Thread closer : closers) {
      closer.join();
    }
    node.close();

    assertEquals(List.of(), failures);
    nothingIsLeft();
    fleet.start("node");
  }

  @Test
  void aSubscriberMayCloseTheNodeAndStillHearsItsEnd() throws InterruptedException {
    Scp2pNode node = fleet.start("node");
    CountDownLatch completed = new CountDownLatch(1);
    AtomicReference<Duration> took = new AtomicReference<>();
    List<NodeEvent> seen = new CopyOnWriteArrayList<>();
    node.events(0)
        .doOnComplete(completed::countDown)
        .subscribe(
            event -> {
              seen.add(event);
              if (event instanceof ShareEvent.Published) {
                long begun = System.nanoTime();
                node.close();
                took.set(Duration.ofNanos(System.nanoTime() - begun));
              }
            });
    node.shares().publish(SharePlan.text("a.txt", "a").build()).subscribe(share -> {}, e -> {});

    assertTrue(completed.await(30, TimeUnit.SECONDS), "the stream did not complete");
    assertTrue(took.get().compareTo(CLOSES_WITHIN) < 0, "close() took " + took);
    assertTrue(seen.get(seen.size() - 1) instanceof LifecycleEvent.Closing, seen.toString());
    nothingIsLeft();
    fleet.start("node");
  }

  @Test
  void aSubscriberMayCloseTheNodeThatIsBeingClosed() throws InterruptedException {
    Scp2pNode node = fleet.start("node");
    CountDownLatch completed = new CountDownLatch(1);
    node.events(0)
        .doOnComplete(completed::countDown)
        .subscribe(
            event -> {
              if (event instanceof LifecycleEvent.Closing) {
                node.close();
              }
            });

    closesInTime(node);

    assertTrue(completed.await(30, TimeUnit.SECONDS), "the stream did not complete");
    nothingIsLeft();
  }

  @Test
  void whoeverGetsAnAnswerMayCloseTheNodeInIt() throws InterruptedException {
    Scp2pNode node = fleet.start("node");
    CountDownLatch done = new CountDownLatch(1);
    node.shares()
        .list()
        .collectList()
        .doOnNext(shares -> closesInTime(node))
        .doFinally(end -> done.countDown())
        .subscribe(shares -> {}, failure -> {});

    assertTrue(done.await(30, TimeUnit.SECONDS));
    nothingIsLeft();
    fleet.start("node");
  }

  @Test
  void onAThreadThatTheNodeNeedsItBeginsToClose() {
    Scp2pNode node =
        fleet.start(
            "node", config -> config, parts -> parts.signalScheduler(Schedulers.immediate()));

    Mono<Boolean> closing =
        node.shares()
            .list()
            .collectList()
            .map(
                shares -> {
                  node.close();
                  return true;
                });

    assertEquals(true, Fleet.get(closing));
    node.close(); // Waits for it.
    assertEquals(ErrorCode.NODE_CLOSED, Fleet.failure(node.shares().list().collectList()));
    nothingIsLeft();
    fleet.start("node");
  }

  @Test
  void aPartThatDoesNotCloseWellDoesNotKeepTheHomeLocked() {
    FaultyBlobs blobs = new FaultyBlobs();
    Scp2pNode node = fleet.start("node", config -> config, parts -> parts.blobStore(blobs));
    blobs.bugOnClose = new IllegalStateException("a bug of the host's store");

    assertSame(blobs.bugOnClose, assertThrows(IllegalStateException.class, node::close));

    nothingIsLeft();
    fleet.start("node");
    node.close();
  }

  @Test
  void aDownloadUnderWayIsSuspendedAndGoesOnAfterARestart() throws IOException {
    Path tree = root.resolve("tree");
    Trees.write(tree.resolve("large.bin"), Trees.random(1, 8 * Trees.MIB));
    Trees.write(tree.resolve("small.txt"), Trees.random(2, 100));
    Scp2pNode publisher = fleet.start("publisher");
    Share share = Fleet.publish(publisher, tree);
    Scp2pNode reader = fleet.start("reader");
    Fleet.follow(reader, share.shareLink());
    DownloadPlan plan =
        DownloadPlan.share(share.id()).maxBytesPerSecond(2 * Trees.MIB).into(root.resolve("copy"));
    Download running = reader.downloads().start(plan);
    Download resting =
        reader
            .downloads()
            .start(
                DownloadPlan.share(share.id())
                    .maxBytesPerSecond(4 * Trees.MIB)
                    .into(root.resolve("other")));
    resting.pause().block(Fleet.PATIENCE);
    AtomicLong lastDone = new AtomicLong();
    running.progress().map(TransferProgress::bytesDone).subscribe(lastDone::set);
    assertTrue(Waiter.realTime().await(() -> lastDone.get() > Trees.MIB, Fleet.PATIENCE));

    closesInTime(reader);

    assertEquals(ErrorCode.NODE_CLOSING, Fleet.failure(running.result()));
    assertEquals(ErrorCode.NODE_CLOSING, Fleet.failure(resting.result()));
    reader = fleet.start("reader");
    Download again = Fleet.get(reader.downloads().get(running.id()));
    Download stillResting = Fleet.get(reader.downloads().get(resting.id()));
    List<Long> done = new CopyOnWriteArrayList<>();
    again.progress().map(TransferProgress::bytesDone).subscribe(done::add);
    assertEquals(plan, again.plan());
    assertEquals(TransferState.PAUSED, stillResting.state());
    Fleet.result(again);
    assertEquals(List.of(), Trees.differences(tree, root.resolve("copy")));
    assertTrue(
        done.get(0) >= lastDone.get(), "began at " + done.get(0) + ", was at " + lastDone.get());
    assertEquals(done.stream().sorted().toList(), List.copyOf(done), "progress went backwards");
    stillResting.resume().block(Fleet.PATIENCE);
    Fleet.result(stillResting);
    assertEquals(List.of(), Trees.differences(tree, root.resolve("other")));
  }

  @Test
  void aPublicationUnderWayEndsWithTheNodeAndLeavesNothing() throws IOException {
    Path tree = root.resolve("tree");
    // Nothing but a hole: whatever the machine, it is not read to its end before the node closes.
    Path large = Trees.write(tree.resolve("large.bin"), new byte[1]);
    try (RandomAccessFile hole = new RandomAccessFile(large.toFile(), "rw")) {
      hole.setLength(64L << 30);
    }
    Scp2pNode node = fleet.start("node");
    Publication publication = node.shares().start(SharePlan.folder(tree).build());
    AtomicLong hashed = new AtomicLong();
    publication.progress().map(TransferProgress::bytesDone).subscribe(hashed::set);
    assertTrue(Waiter.realTime().await(() -> hashed.get() > 0, Fleet.PATIENCE));

    closesInTime(node);

    assertEquals(ErrorCode.NODE_CLOSING, Fleet.failure(publication.result()));
    nothingIsLeft();
    Scp2pNode again = fleet.start("node");
    assertEquals(List.of(), again.shares().list().collectList().block(Fleet.PATIENCE));
  }

  @Test
  void everyCallAfterTheEndSaysSo() throws IOException {
    Scp2pNode node = fleet.start("node");
    Share share = Fleet.publish(node, SharePlan.text("a.txt", "a").build());
    ShareId id = share.id();
    TransferId transfer = new TransferId(new UUID(1, 2));
    node.close();

    List<Mono<?>> calls =
        List.of(
            node.shares().list().collectList(),
            node.shares().get(id),
            node.shares().items(id).collectList(),
            node.shares().unpublish(id),
            node.shares().publish(SharePlan.text("b.txt", "b").build()),
            node.subscriptions().follow(FollowPlan.of(share.shareLink())),
            node.subscriptions().unfollow(id),
            node.subscriptions().list().collectList(),
            node.subscriptions().get(id),
            node.subscriptions().sync(id),
            node.subscriptions().syncAll().collectList(),
            node.subscriptions().history(id).collectList(),
            node.subscriptions().browse().collectList(),
            node.search().page(SearchQuery.builder("a").build()),
            node.search(SearchQuery.builder("a").build()).collectList(),
            node.search().suggest("a", 3).collectList(),
            node.downloads().list().collectList(),
            node.downloads().get(transfer),
            node.downloads().forget(transfer),
            node.peers().list().collectList(),
            node.peers().get(node.identity().self().id()),
            node.identity().publishers().collectList(),
            node.diagnostics().snapshot(),
            node.diagnostics().sessions().collectList(),
            node.events().collectList(),
            node.events(0).collectList());

    for (int i = 0; i < calls.size(); i++) {
      assertEquals(ErrorCode.NODE_CLOSED, Fleet.failure(calls.get(i)), "call " + i);
    }
    DownloadPlan plan =
        DownloadPlan.share(id).items(List.of(ContentId.of(new byte[32]))).into(root);
    assertEquals(ErrorCode.NODE_CLOSED, Fleet.failure(node.downloads().start(plan).result()));
  }

  @Test
  void whatIsAskedWhileTheNodeClosesIsAnswered() throws InterruptedException {
    Scp2pNode node = fleet.start("node");
    Share share = Fleet.publish(node, SharePlan.text("a.txt", "a").build());
    List<Mono<?>> kinds =
        List.of(
            node.shares().list().collectList(),
            node.shares().items(share.id()).collectList(),
            node.subscriptions().list().collectList(),
            node.subscriptions().follow(share.shareLink()),
            node.diagnostics().snapshot(),
            node.downloads().list().collectList(),
            Mono.defer(() -> node.downloads().start(plan(share)).result()),
            node.shares().publish(SharePlan.text("b.txt", "b").build()));
    int calls = 400;
    CountDownLatch answers = new CountDownLatch(calls);
    List<Throwable> odd = new CopyOnWriteArrayList<>();
    Thread asker =
        new Thread(
            () -> {
              for (int i = 0; i < calls; i++) {
                kinds
                    .get(i % kinds.size())
                    .doFinally(end -> answers.countDown())
                    .subscribe(value -> {}, failure -> note(failure, odd));
              }
            });
    asker.start();
    closesInTime(node);
    asker.join();

    assertTrue(answers.await(30, TimeUnit.SECONDS), () -> answers.getCount() + " have no answer");
    assertEquals(List.of(), odd);
  }

  private DownloadPlan plan(Share share) {
    return DownloadPlan.share(share.id()).into(root.resolve("copy-" + UUID.randomUUID()));
  }

  private static void note(Throwable failure, List<Throwable> odd) {
    boolean expected =
        failure instanceof Scp2pException known
            && Set.of(ErrorCode.NODE_CLOSED, ErrorCode.NODE_CLOSING).contains(known.code());
    if (!expected) {
      odd.add(failure);
    }
  }

  @Test
  void workOnAnExecutorOfTheHostHasEndedBeforeTheStoresAreClosed() throws InterruptedException {
    AtomicLong given = new AtomicLong();
    AtomicLong begun = new AtomicLong();
    AtomicLong ended = new AtomicLong();
    AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
    Executor slow =
        work -> {
          given.incrementAndGet();
          CountDownLatch opens = gate.get();
          new Thread(
                  () -> {
                    passes(opens);
                    begun.incrementAndGet();
                    work.run();
                    ended.incrementAndGet();
                  })
              .start();
        };
    Scp2pNode node = fleet.start("node", config -> config, parts -> parts.blockingExecutor(slow));
    CountDownLatch held = new CountDownLatch(1);
    gate.set(held);
    long before = given.get();
    for (int i = 0; i < 50; i++) {
      node.shares()
          .publish(SharePlan.text("a" + i + ".txt", "a").build())
          .subscribe(share -> {}, failure -> {});
    }
    assertTrue(Waiter.realTime().await(() -> given.get() > before, Fleet.PATIENCE));

    Thread closing = new Thread(node::close);
    closing.start();
    assertFalse(
        Waiter.realTime().await(() -> !closing.isAlive(), Duration.ofMillis(300)),
        "it did not wait for what was begun");
    held.countDown();
    closing.join();

    assertEquals(given.get(), begun.get(), "all that was given");
    // Whose work has ended counts that a moment later.
    assertTrue(Waiter.realTime().await(() -> ended.get() == given.get(), Fleet.PATIENCE));
    Scp2pNode again = fleet.start("node");
    assertTrue(again.shares().list().collectList().block(Fleet.PATIENCE).size() <= 50);
  }

  private static void passes(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void ofTwoNodesThatSpokeQuicNothingIsLeft() {
    Set<Thread> all = Thread.getAllStackTraces().keySet();
    try (Fleet quic = new Fleet(root, TransportKind.QUIC)) {
      Scp2pNode publisher = quic.start("publisher");
      Share share = Fleet.publish(publisher, SharePlan.text("a.txt", "a").build());
      Scp2pNode reader = quic.start("reader");
      Fleet.follow(reader, share.shareLink());
      Fleet.download(reader, share, root.resolve("copy"));
    }

    // QUIC stays with a closed connection for three probe timeouts, on daemon threads of its own.
    assertTrue(
        Waiter.realTime().await(() -> newThreads(all).isEmpty(), Fleet.PATIENCE),
        () -> newThreads(all).toString());
    fleet.start("publisher");
    fleet.start("reader");
  }

  private static Set<String> newThreads(Set<Thread> known) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && !known.contains(thread))
        .map(Thread::getName)
        .filter(name -> !name.contains("warm-up") && !name.equals("process reaper"))
        // The platform shares these, and ends them itself or never.
        .filter(name -> !name.startsWith("ForkJoinPool.common") && !name.contains("Cleaner"))
        .filter(name -> !name.startsWith("CompletableFutureDelay"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static NetworkConfig.Builder alone(NetworkConfig.Builder network) {
    return network.quicPort(0).lanDiscovery(false).portMapping(false);
  }

  @Test
  void aPortThatIsTakenIsSaidOrAnotherOneIsUsed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      int port = taken.getLocalPort();
      Scp2pException refused =
          assertThrows(
              Scp2pException.class,
              () ->
                  fleet.start(
                      "strict",
                      network -> alone(network).tcpPort(port).anyPortIfTaken(false),
                      config -> config,
                      parts -> parts));
      assertEquals(ErrorCode.LISTEN_FAILED, refused.code());
      assertTrue(refused.getMessage().contains(Integer.toString(port)), refused.getMessage());
      nothingIsLeft();

      Scp2pNode node =
          fleet.start(
              "lenient",
              network -> alone(network).tcpPort(port).anyPortIfTaken(true),
              config -> config,
              parts -> parts);
      Share share = Fleet.publish(node, SharePlan.text("a.txt", "a").build());
      assertAll(
          () -> assertTrue(!share.shareLink().bootstrap().isEmpty()),
          () -> assertNotEquals(port, share.shareLink().bootstrap().get(0).port()));
    }
    fleet.start("strict").close();
  }

  @Test
  void aNodeWithAFewThousandItemsStartsAtOnce() throws StoreException {
    startsAtOnce(5_000);
  }

  @Test
  @Tag("heavy")
  @Timeout(1_200)
  void aNodeWithAMillionItemsStartsAtOnce() throws StoreException {
    startsAtOnce(1_000_000);
  }

  private void startsAtOnce(int items) throws StoreException {
    Scp2pNode first = fleet.start("node");
    for (int i = 0; i < 5; i++) {
      Share share = Fleet.publish(first, SharePlan.text("t" + i + ".txt", "text " + i).build());
      Download resting = first.downloads().start(plan(share));
      resting.pause().onErrorComplete().block(Fleet.PATIENCE);
    }
    first.close();
    fill(items);

    // A machine that does something else only ever adds to it: the best of a few counts.
    Duration best = Duration.ofDays(1);
    for (int i = 0; i < 5 && best.compareTo(Duration.ofSeconds(1)) >= 0; i++) {
      long begun = System.nanoTime();
      Scp2pNode node = fleet.start("node");
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      best = best.compareTo(took) < 0 ? best : took;
      long indexed = Fleet.get(node.diagnostics().snapshot()).indexedItems();
      LOG.log(System.Logger.Level.INFO, "start() with " + indexed + " items took " + took);
      assertTrue(indexed >= items, indexed + " items");
      node.close();
    }
    assertTrue(best.compareTo(Duration.ofSeconds(1)) < 0, "start() took " + best);
  }

  /** Puts items into the stores of a node that does not run, as if it had followed their shares. */
  private void fill(int items) throws StoreException {
    NodeParts parts =
        new NodeParts(
            fleet.home("node"),
            NodeConfig.defaults(),
            null,
            null,
            null,
            null,
            null,
            TimeSource.system(),
            Entropy.system(),
            null,
            null,
            MetricsSink.none());
    try (Stores stores = Stores.open(parts)) {
      CatalogStore catalog = new CatalogStore(stores.state(), stores.index(), 2, items);
      int perShare = Math.min(items, 100_000);
      for (int first = 0; first < items; first += perShare) {
        byte[] id = java.util.Arrays.copyOf(new byte[] {1, (byte) (first / perShare)}, 32);
        CatalogVersion version =
            new CatalogVersion(
                ShareId.of(id), 1, ManifestId.of(id), 1, null, "share " + first, null, null, null);
        catalog.adopt(
            version,
            new ItemSource.All(
                IntStream.range(first, first + perShare)
                    .mapToObj(NodeLifecycleIT::item)
                    .iterator()),
            false);
      }
    }
  }

  private static io.scp2p.core.wire.record.ShareItem item(int number) {
    byte[] id = ByteBuffer.allocate(32).putInt(number).array();
    String name = "letter " + number + " of a collection.txt";
    return new io.scp2p.core.wire.record.ShareItem(
        ContentId.of(id), 1_000, name, "box/" + name, null, List.of(), 1, Bytes.wrap(id));
  }
}
