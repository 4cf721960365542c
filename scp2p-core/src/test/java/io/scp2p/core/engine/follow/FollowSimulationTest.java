package io.scp2p.core.engine.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.ShareVersion;
import io.scp2p.api.share.Subscription;
import io.scp2p.core.engine.follow.FakePeers.Holder;
import io.scp2p.core.protocol.sync.Publisher;
import io.scp2p.core.wire.U64;
import io.scp2p.core.wire.message.ManifestData;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.DhtKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fifty subscriptions among peers of which most lie, forge, roll back, are outdated or silent. */
class FollowSimulationTest {
  private static final int SHARES = 50;
  private static final int HONEST = 1;

  private final List<Publisher> publishers = new ArrayList<>();
  private final Map<ShareId, Long> published = new HashMap<>();
  private final Holder honest = new Holder();
  private final Holder outdated = new Holder();
  private final Holder forger = new Holder();
  private final Holder expired = new Holder();
  private final Map<ShareId, Long> seen = new HashMap<>();

  private void publish(Publisher publisher, boolean reachesAll) {
    long seq = published.merge(publisher.share(), 1L, Long::sum);
    Publisher.Signed version = publisher.version(seq, "a" + seq, "b", "c" + seq / 2);
    honest.hold(version);
    if (reachesAll) {
      outdated.hold(version);
    }
    forger.head(publisher.share(), publisher.forged(seq + 1_000));
  }

  private void populate(FollowWorld node, RandomGenerator random) {
    node.peers.peer(10, forger);
    node.peers.peer(11, outdated);
    node.peers.peer(12, request -> null);
    node.peers.peer(13, request -> swapped(request, random));
    node.peers.peer(14, request -> random.nextBoolean() ? null : outdated.to(request));
    node.peers.peer(15, expired);
    node.peers.peer(HONEST, request -> random.nextInt(10) == 0 ? null : honest.to(request));
  }

  /** Answers with another share's version, under the right name. */
  private @Nullable Response swapped(
      io.scp2p.core.wire.message.Request request, RandomGenerator random) {
    Response right = honest.to(request);
    Publisher.Signed other = publishers.get(random.nextInt(SHARES)).version(99, "x");
    if (right instanceof ManifestData data) {
      return new ManifestData(data.manifestId(), other.manifest().encoded());
    }
    return request instanceof io.scp2p.core.wire.message.FindValue find
        ? Publisher.answer(new DhtKey(find.key().value()), other.head())
        : null;
  }

  /** The law: numbers do not go back, neither between looks nor over a restart. */
  private boolean neverBack(FollowWorld node) {
    try {
      for (Publisher publisher : publishers) {
        ShareId share = publisher.share();
        long now = node.catalog.newest(share).map(ShareVersion::sequence).orElse(0L);
        Long before = seen.put(share, now);
        if ((before != null && U64.isLess(now, before))
            || now > published.getOrDefault(share, 0L)) {
          return false;
        }
      }
      return true;
    } catch (java.io.IOException crashed) {
      return true; // Asked again after the restart.
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 7, 20_260_101, Long.MIN_VALUE})
  void everySubscriptionReachesTheNewestVersionAllTheSame(long seed) {
    FollowWorld node = new FollowWorld(seed);
    RandomGenerator random = node.world.random("peers");
    for (int i = 0; i < SHARES; i++) {
      Publisher publisher = new Publisher(100 + i);
      publishers.add(publisher);
      publish(publisher, true);
      expired.hold(publisher.version(1, Publisher.CREATED + 1, "expired", List.of()));
    }
    populate(node, random);
    node.world.invariant("numbers never go back", 200, () -> neverBack(node));
    for (Publisher publisher : publishers) {
      node.get(node.following.follow(FollowPlan.of(publisher.link())));
    }

    for (int round = 0; round < 5; round++) {
      for (Publisher publisher : publishers) {
        if (random.nextInt(3) > 0) {
          publish(publisher, random.nextInt(4) == 0);
        }
      }
      node.runFor(Duration.ofMinutes(2));
      if (round % 2 == 0) {
        node.restart();
      }
    }
    node.world.runUntil(() -> allNewest(node), Duration.ofHours(2));

    assertThat(node.events.stream().filter(event -> event.contains("HEAD_FORGED"))).isNotEmpty();
    assertThat(node.events.stream().filter(event -> event.contains("HEAD_ROLLED_BACK")))
        .isNotEmpty();
    assertThat(node.events).contains("lied PROTOCOL_VIOLATION");
    assertThat(node.index.names()).hasSize(3 * SHARES);
  }

  private boolean allNewest(FollowWorld node) {
    for (Publisher publisher : publishers) {
      try {
        long here = node.catalog.newest(publisher.share()).map(ShareVersion::sequence).orElse(0L);
        if (here != published.get(publisher.share())) {
          return false;
        }
      } catch (java.io.IOException crashed) {
        return false;
      }
    }
    return true;
  }

  @ParameterizedTest(name = "crash after {0} writes")
  @ValueSource(ints = {0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
  void crashLosesNothingThatWasAcknowledged(int writes) {
    FollowWorld node = new FollowWorld(writes);
    for (int i = 0; i < 10; i++) {
      publishers.add(new Publisher(100 + i));
      publish(publishers.get(i), true);
    }
    node.peers.peer(HONEST, honest);
    node.runFor(Duration.ofSeconds(1));
    node.store.crashAfter(writes);
    List<ShareId> acknowledged = new ArrayList<>();
    for (Publisher publisher : publishers) {
      var follow = node.following.follow(FollowPlan.of(publisher.link()));
      node.world.runUntil(follow::isDone, Duration.ofMinutes(1));
      if (!follow.isCompletedExceptionally()) {
        acknowledged.add(publisher.share());
      }
    }
    node.runFor(Duration.ofSeconds(10));
    List<String> updated =
        node.events.stream().filter(event -> event.startsWith("updated")).toList();

    node.restart();

    assertThat(node.get(node.following.list()))
        .extracting(Subscription::shareId)
        .containsAll(acknowledged);
    for (Subscription subscription : node.get(node.following.list())) {
      boolean told = updated.contains("updated " + subscription.shareId() + " 1");
      assertThat(!told || subscription.version().isPresent()).isTrue();
    }
    node.runFor(Duration.ofMinutes(3));
    assertThat(node.index.names()).hasSize(3 * node.get(node.following.list()).size());
    assertThat(node.get(node.following.list())).allMatch(sub -> sub.problem() == null);
  }
}
