package io.scp2p.core.engine.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.share.PublicShare;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.protocol.sync.Publisher;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.message.PublicShareList;
import io.scp2p.core.wire.record.ShareSummary;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublicBrowseTest {
  private final FollowWorld node = new FollowWorld(1);
  private final PublicBrowse browse =
      new PublicBrowse(node.loop, new Offload(node.loop, Runnable::run), node.peers);

  private static ShareSummary summary(Publisher publisher, String title) {
    return new ShareSummary(
        publisher.share(),
        publisher.key.shareKey(),
        1,
        publisher.version(1).verifiedManifest().id(),
        title,
        null);
  }

  private static PublicShareList list(int from, int to) {
    return new PublicShareList(
        IntStream.range(from, to).mapToObj(i -> summary(new Publisher(i), "t" + i)).toList());
  }

  private List<PublicShare> browse(int... peers) {
    List<NodeKey> keys = IntStream.of(peers).mapToObj(Publisher::peer).toList();
    return node.get(browse.browse(keys));
  }

  @Test
  void answersAreMergedEachShareOnce() {
    node.peers.peer(1, request -> list(1, 4));
    node.peers.peer(2, request -> list(3, 6));

    List<PublicShare> found = browse(1, 2, 1);

    assertThat(found).extracting(PublicShare::title).containsExactly("t1", "t2", "t3", "t4", "t5");
    assertThat(found.get(2).listedBy()).isEqualTo(Publisher.peer(1).id());
    assertThat(found.get(0).link()).isEqualTo(new Publisher(1).link());
    assertThat(node.peers.asked).hasSize(2);
  }

  @Test
  void keyThatDoesNotBelongToTheIdIsLeftOut() {
    ShareSummary good = summary(new Publisher(1), "t");
    ShareSummary bad =
        new ShareSummary(
            new Publisher(2).share(),
            new Publisher(3).key.shareKey(),
            1,
            good.latestManifestId(),
            null,
            null);
    node.peers.peer(1, request -> new PublicShareList(List.of(bad, good)));

    assertThat(browse(1)).extracting(PublicShare::id).containsExactly(good.shareId());
  }

  @Test
  void onePeerCannotFillTheResultNorLongTextsTheMemory() {
    node.peers.peer(1, request -> list(1, PublicBrowse.MAX_PER_PEER + 30));
    node.peers.peer(
        2,
        request ->
            new PublicShareList(
                List.of(summary(new Publisher(500), "x".repeat(PublicBrowse.MAX_TEXT + 1)))));

    assertThat(browse(1)).hasSize(PublicBrowse.MAX_PER_PEER);
    assertThat(browse(2).get(0).title()).hasSize(PublicBrowse.MAX_TEXT);
  }

  @Test
  void manyPeersAreAskedAFewAtATimeAndTheResultIsBounded() {
    for (int peer = 0; peer < 100; peer++) {
      int from = peer * 40;
      node.peers.peer(peer, request -> list(from, from + 40));
    }
    CompletableFuture<List<PublicShare>> all =
        browse.browse(node.peers.known(new Publisher(1).share()));
    node.runFor(Duration.ofMillis(10));
    assertThat(node.peers.asked).hasSize(PublicBrowse.PARALLEL);

    assertThat(node.get(all)).hasSize(PublicBrowse.MAX_SHARES);
    assertThat(node.peers.asked).hasSize(PublicBrowse.MAX_PEERS);
  }

  @Test
  void silentAndConfusedPeersDoNotHoldItUp() {
    node.peers.peer(1, request -> null);
    node.peers.peer(2, request -> new FindValueResult(null, List.of()));
    node.peers.peer(3, request -> list(1, 2));
    CompletableFuture<List<PublicShare>> found =
        browse.browse(List.of(Publisher.peer(1), Publisher.peer(2), Publisher.peer(3)));

    node.runFor(PublicBrowse.TIMEOUT);

    assertThat(found).isCompletedWithValueMatching(shares -> shares.size() == 1);
    assertThat(node.get(browse.browse(List.of()))).isEmpty();
  }
}
