package io.scp2p.core.engine.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.protocol.catalog.HeadChanged;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimWorld;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is told what, how often, and how much is remembered of strangers. */
class WatchersTest {
  private final SimWorld world = SimWorld.seeded(3);
  private final List<String> told = new ArrayList<>();
  private final SimLoop loop = new SimLoop(world.network().host("node"));
  private final Watchers watchers =
      new Watchers(loop, (peer, news) -> told.add(name(peer) + " " + text(news)));

  private static NodeKey peer(int number) {
    return NodeKey.of(ByteBuffer.allocate(32).putInt(number).array());
  }

  private static int name(NodeKey peer) {
    return ByteBuffer.wrap(peer.bytes()).getInt();
  }

  private static ShareId share(int number) {
    return ShareId.of(ByteBuffer.allocate(32).putInt(number).array());
  }

  private static String text(HeadChanged news) {
    return ByteBuffer.wrap(news.share().bytes()).getInt() + ":" + news.seq();
  }

  private static List<ShareId> shares(int count) {
    return IntStream.range(0, count).mapToObj(WatchersTest::share).toList();
  }

  private void changed(int share, long seq) {
    loop.post(() -> watchers.changed(share(share), seq));
    world.runFor(Duration.ofMillis(1));
  }

  @Test
  void onlyWhoWatchesIsTold() {
    watchers.watch(peer(1), List.of(share(5)));
    watchers.watch(peer(2), List.of(share(6)));
    changed(5, 3);
    assertThat(told).containsExactly("1 5:3");
  }

  @Test
  void quickPublisherIsToldOnceASecondAndTheLastCounts() {
    watchers.watch(peer(1), List.of(share(5)));
    for (int seq = 1; seq <= 50; seq++) {
      changed(5, seq);
    }
    assertThat(told).containsExactly("1 5:1");
    world.runFor(Duration.ofSeconds(3));
    assertThat(told).containsExactly("1 5:1", "1 5:50");
    changed(5, 51);
    assertThat(told).hasSize(3);
  }

  @Test
  void whoHasLeftIsForgotten() {
    watchers.watch(peer(1), shares(3));
    watchers.left(peer(1));
    watchers.left(peer(1));
    changed(1, 2);
    assertThat(told).isEmpty();
    assertThat(watchers.watches()).isZero();
  }

  @Test
  void strangersCannotMakeItRememberMuch() {
    watchers.watch(peer(1), shares(2_000));
    assertThat(watchers.watches()).isEqualTo(Watchers.MAX_SHARES);
    watchers.watch(peer(1), shares(2_000));
    assertThat(watchers.watches()).isEqualTo(Watchers.MAX_SHARES);
    for (int i = 2; i < 100; i++) {
      watchers.watch(peer(i), shares(1_024));
    }
    assertThat(watchers.watches()).isEqualTo(Watchers.MAX_WATCHES);
  }

  @Test
  void onePopularShareHasABound() {
    for (int i = 0; i < 5_000; i++) {
      watchers.watch(peer(i), List.of(share(5)));
    }
    changed(5, 3);
    assertThat(told).hasSize(Watchers.MAX_PEERS);
  }
}
