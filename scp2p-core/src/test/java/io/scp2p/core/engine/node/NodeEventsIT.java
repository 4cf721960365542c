package io.scp2p.core.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.event.EventsMissed;
import io.scp2p.api.event.LifecycleEvent;
import io.scp2p.api.event.NodeEvent;
import io.scp2p.api.event.ShareEvent;
import io.scp2p.api.event.SubscriptionEvent;
import io.scp2p.api.event.TransferEvent;
import io.scp2p.api.event.TransferKind;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/**
 * What a host is told by a whole node: in order, after the fact, without silent gaps, to the end.
 */
@Timeout(300)
class NodeEventsIT {
  @TempDir Path root;

  private Fleet fleet;
  private Path tree;

  @BeforeEach
  void prepare() throws IOException {
    fleet = new Fleet(root, TransportKind.TCP);
    tree = root.resolve("tree");
    Trees.write(tree.resolve("film.bin"), Trees.random(5, 3 * Trees.MIB));
    Trees.write(tree.resolve("small.txt"), "small".getBytes());
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  /** Publishes, follows, downloads, updates, unfollows, withdraws. */
  private Share story(Scp2pNode publisher, Scp2pNode reader) {
    Share share = Fleet.publish(publisher, tree);
    Fleet.follow(reader, share.shareLink());
    Fleet.download(reader, share, root.resolve("copy"));
    Fleet.publish(publisher, SharePlan.folder(tree).title("2").updating(share.id()).build());
    Fleet.get(reader.subscriptions().sync(share.id()));
    reader.subscriptions().unfollow(share.id()).block(Fleet.PATIENCE);
    publisher.shares().unpublish(share.id()).block(Fleet.PATIENCE);
    return share;
  }

  @Test
  void theWholeStoryIsToldInOrderAndCompletesAfterTheEnd() throws InterruptedException {
    Scp2pNode publisher = fleet.start("publisher");
    Scp2pNode reader = fleet.start("reader");
    List<NodeEvent> live = new CopyOnWriteArrayList<>();
    CountDownLatch completed = new CountDownLatch(2);
    reader.events(0).doOnComplete(completed::countDown).subscribe(live::add);
    publisher.events(0).doOnComplete(completed::countDown).subscribe();
    story(publisher, reader);

    reader.close();
    publisher.close();

    assertTrue(completed.await(60, TimeUnit.SECONDS), "the streams did not complete");
    assertTrue(live.get(0) instanceof LifecycleEvent.Started, live.get(0).toString());
    assertTrue(live.get(live.size() - 1) instanceof LifecycleEvent.Closing, live.toString());
    for (int i = 1; i < live.size(); i++) {
      assertTrue(live.get(i).mayFollow(live.get(i - 1)), live.get(i - 1) + " then " + live.get(i));
    }
    assertEquals(
        List.of("Followed", "Updated", "Updated", "Unfollowed"),
        live.stream()
            .filter(SubscriptionEvent.class::isInstance)
            .map(event -> event.getClass().getSimpleName())
            .toList());
    transfersKeepTheirGrammar(live);
  }

  private static void transfersKeepTheirGrammar(List<NodeEvent> events) {
    Map<TransferId, List<TransferEvent>> byTransfer =
        events.stream()
            .filter(TransferEvent.class::isInstance)
            .map(TransferEvent.class::cast)
            .collect(Collectors.groupingBy(TransferEvent::transfer));
    assertEquals(1, byTransfer.size());
    byTransfer
        .values()
        .forEach(
            told -> {
              assertTrue(told.get(0) instanceof TransferEvent.Started, told.toString());
              assertTrue(
                  told.get(told.size() - 1) instanceof TransferEvent.Completed, told.toString());
              long done = 0;
              TransferState state = TransferState.IDLE;
              for (TransferEvent event : told) {
                if (event instanceof TransferEvent.Progress progress) {
                  assertTrue(progress.progress().bytesDone() >= done, told.toString());
                  done = progress.progress().bytesDone();
                } else if (event instanceof TransferEvent.StateChanged changed) {
                  assertEquals(state, changed.from());
                  state = changed.to();
                }
              }
              assertEquals(TransferState.VERIFYING, state);
            });
  }

  @Test
  void whatAnEventTellsCanBeSeenWhenItComes() throws InterruptedException {
    Scp2pNode publisher = fleet.start("publisher");
    Scp2pNode reader = fleet.start("reader");
    List<String> odd = new CopyOnWriteArrayList<>();
    Set<NodeEvent> looked = ConcurrentHashMap.newKeySet();
    CountDownLatch ends = new CountDownLatch(2);
    publisher
        .events()
        .subscribe(
            event -> {
              odd.addAll(seenAtThePublisher(publisher, event));
              looked.add(event);
              if (event instanceof ShareEvent.Withdrawn) {
                ends.countDown();
              }
            },
            failure -> odd.add(failure.toString()));
    reader
        .events()
        .subscribe(
            event -> {
              odd.addAll(seenAtTheReader(reader, event));
              looked.add(event);
              if (event instanceof SubscriptionEvent.Unfollowed) {
                ends.countDown();
              }
            },
            failure -> odd.add(failure.toString()));

    Share share = Fleet.publish(publisher, tree);
    Fleet.follow(reader, share.shareLink());
    Fleet.download(reader, share, root.resolve("copy"));
    // The subscribers look while things go on; what they look for must not be gone by then.
    awaitLooked(looked, publisher, reader);
    reader.subscriptions().unfollow(share.id()).block(Fleet.PATIENCE);
    publisher.shares().unpublish(share.id()).block(Fleet.PATIENCE);

    assertTrue(ends.await(60, TimeUnit.SECONDS), odd::toString);
    assertEquals(List.of(), odd);
  }

  /** Each subscriber has come as far as to something that happens now. */
  private static void awaitLooked(Set<NodeEvent> looked, Scp2pNode... nodes) {
    for (Scp2pNode node : nodes) {
      Share marker = Fleet.publish(node, SharePlan.text("marker.txt", "m").build());
      assertTrue(
          Waiter.realTime()
              .await(() -> looked.stream().anyMatch(event -> isOf(event, marker)), Fleet.PATIENCE));
    }
  }

  private static List<String> seenAtThePublisher(Scp2pNode node, NodeEvent event) {
    if (event instanceof ShareEvent.Published published) {
      Share share = Fleet.get(node.shares().get(published.share()));
      return share.sequence() >= published.version() ? List.of() : List.of(event + " but " + share);
    }
    if (event instanceof ShareEvent.Withdrawn withdrawn) {
      ErrorCode code = Fleet.failure(node.shares().get(withdrawn.share()));
      return code == ErrorCode.UNKNOWN_SHARE ? List.of() : List.of(event + " but " + code);
    }
    return List.of();
  }

  private static List<String> seenAtTheReader(Scp2pNode node, NodeEvent event) {
    if (event instanceof SubscriptionEvent.Updated updated) {
      var version = Fleet.get(node.subscriptions().get(updated.share())).version();
      boolean there = version.isPresent() && version.get().manifest().equals(updated.manifest());
      return there ? List.of() : List.of(event + " but " + version);
    }
    if (event instanceof SubscriptionEvent.Unfollowed unfollowed) {
      ErrorCode code = Fleet.failure(node.subscriptions().get(unfollowed.share()));
      return code == ErrorCode.UNKNOWN_SHARE ? List.of() : List.of(event + " but " + code);
    }
    if (event instanceof TransferEvent.Started started) {
      return started.kind() != TransferKind.DOWNLOAD || isListed(node, started.transfer())
          ? List.of()
          : List.of(event + " but it is not listed");
    }
    if (event instanceof TransferEvent.Completed completed && isListed(node, event)) {
      Download download = Fleet.get(node.downloads().get(completed.transfer()));
      boolean there = download.state() == TransferState.COMPLETED && Fleet.result(download) != null;
      return there ? List.of() : List.of(event + " but " + download.state());
    }
    return List.of();
  }

  private static boolean isListed(Scp2pNode node, NodeEvent event) {
    return isListed(node, ((TransferEvent) event).transfer());
  }

  private static boolean isListed(Scp2pNode node, TransferId id) {
    return node.downloads().list().any(each -> each.id().equals(id)).block(Fleet.PATIENCE);
  }

  @Test
  void whoIsTooSlowIsToldHowMuchWasMissedAndReadsOn() {
    Scp2pNode node =
        fleet.start("node", config -> config.events(events -> events.subscriberBuffer(16)));
    Slow slow = new Slow();
    node.events(0).subscribe(slow);
    slow.request(1);
    assertTrue(Waiter.realTime().await(() -> slow.seen.size() == 1, Fleet.PATIENCE));
    for (int i = 0; i < 10; i++) {
      Fleet.publish(node, SharePlan.text("a" + i + ".txt", "text").build());
    }

    slow.request(Long.MAX_VALUE);
    Share last = Fleet.publish(node, SharePlan.text("last.txt", "text").build());

    assertTrue(
        Waiter.realTime()
            .await(() -> slow.seen.stream().anyMatch(each -> isOf(each, last)), Fleet.PATIENCE));
    List<NodeEvent> seen = List.copyOf(slow.seen);
    long missed =
        seen.stream()
            .filter(EventsMissed.class::isInstance)
            .mapToLong(gap -> ((EventsMissed) gap).count())
            .sum();
    assertTrue(missed > 20, missed + " missed");
    for (int i = 1; i < seen.size(); i++) {
      assertTrue(seen.get(i).mayFollow(seen.get(i - 1)), seen.get(i - 1) + ", " + seen.get(i));
    }
    assertEquals(
        seen.get(seen.size() - 1).sequence(),
        missed + seen.stream().filter(each -> !(each instanceof EventsMissed)).count());
  }

  private static boolean isOf(NodeEvent event, Share share) {
    return event instanceof ShareEvent.Published published && published.share().equals(share.id());
  }

  private static final class Slow extends BaseSubscriber<NodeEvent> {
    final List<NodeEvent> seen = new CopyOnWriteArrayList<>();

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      // The test asks.
    }

    @Override
    protected void hookOnNext(NodeEvent event) {
      seen.add(event);
    }
  }

  @Test
  void whatHasHappenedIsToldAgainFromAnyNumberOn() {
    Scp2pNode publisher = fleet.start("publisher");
    Scp2pNode reader = fleet.start("reader");
    List<NodeEvent> live = new CopyOnWriteArrayList<>();
    reader.events(0).subscribe(live::add);
    story(publisher, reader);
    assertTrue(
        Waiter.realTime()
            .await(
                () -> live.stream().anyMatch(SubscriptionEvent.Unfollowed.class::isInstance),
                Fleet.PATIENCE));
    List<NodeEvent> known = new ArrayList<>(live);

    for (long since : List.of(0L, 1L, known.size() / 2L, known.size() - 1L)) {
      List<NodeEvent> again =
          reader.events(since).take(known.size() - since).collectList().block(Fleet.PATIENCE);
      assertEquals(known.subList((int) since, known.size()), again);
    }
    assertEquals(ErrorCode.INVALID_ARGUMENT, Fleet.failure(reader.events(1_000_000).collectList()));
    assertEquals(ErrorCode.INVALID_ARGUMENT, Fleet.failure(reader.events(-1).collectList()));
  }

  @Test
  void aFailedDownloadHasOneEndAndItIsTheLast() {
    Scp2pNode node = fleet.start("node");
    Share share = Fleet.publish(node, SharePlan.text("a.txt", "a").build());
    Fleet.get(node.subscriptions().follow(share.shareLink()));
    node.shares().unpublish(share.id()).block(Fleet.PATIENCE);
    node.subscriptions().unfollow(share.id()).block(Fleet.PATIENCE);
    Download download =
        node.downloads().start(DownloadPlan.share(share.id()).into(root.resolve("copy")));
    assertEquals(ErrorCode.UNKNOWN_SHARE, Fleet.failure(download.result()));

    List<NodeEvent> told =
        node.events(0)
            .filter(event -> event instanceof TransferEvent)
            .filter(event -> ((TransferEvent) event).transfer().equals(download.id()))
            .take(2)
            .collectList()
            .block(Fleet.PATIENCE);

    assertTrue(told.get(0) instanceof TransferEvent.Started, told.toString());
    assertEquals(ErrorCode.UNKNOWN_SHARE, ((TransferEvent.Failed) told.get(1)).why());
  }
}
