package io.scp2p.core.engine.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.ShareVersion;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.catalog.CatalogIndex;
import io.scp2p.core.engine.catalog.CatalogStore;
import io.scp2p.core.engine.catalog.CatalogVersion;
import io.scp2p.core.engine.catalog.ItemSource;
import io.scp2p.core.engine.catalog.ManifestService;
import io.scp2p.core.engine.catalog.TestIndex;
import io.scp2p.core.engine.catalog.TestStore;
import io.scp2p.core.engine.catalog.ValueService;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.protocol.sync.Publisher;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.message.GetManifest;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.ShareItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A follower and a publisher that serves: what one node answers, the other can use. */
class DirectSyncTest {
  private final FollowWorld node = new FollowWorld(1);
  private final Publisher publisher = new Publisher(1);
  private final TestStore store = new TestStore();
  private final CatalogStore catalog =
      new CatalogStore(store, new CatalogIndex(new TestIndex()), 3, 10_000);
  private final Offload offload = new Offload(new InlineLoop(node.loop), Runnable::run);
  private final ServiceRegistry services =
      ServiceRegistry.builder()
          .serve(FindValue.class, new ValueService(catalog, offload))
          .serve(GetManifest.class, new ManifestService(catalog, offload))
          .build();
  private final List<String> failures = new ArrayList<>();

  private @Nullable Response serve(Request request) {
    Answer[] answer = {null};
    services.serve(request, Requester.tunnelled(MessageCodec.v1()), given -> answer[0] = given);
    if (answer[0] instanceof Answer.Success success) {
      return success.response();
    }
    failures.add(((Answer.Failure) answer[0]).text());
    return null;
  }

  private void publish(Publisher.Signed version) throws Exception {
    catalog.adopt(
        CatalogVersion.of(version.verifiedHead(), version.verifiedManifest()),
        ItemSource.of(version.manifest().body().items()),
        true);
  }

  private ShareVersion synced() {
    node.peers.peer(1, this::serve);
    node.get(node.following.follow(FollowPlan.of(publisher.link())));
    return node.get(node.following.sync(publisher.share())).version().orElseThrow();
  }

  @Test
  void smallManifestComesAsAValue() throws Exception {
    publish(publisher.version(4, "a", "b"));

    assertThat(synced().itemCount()).isEqualTo(2);
    assertThat(node.peers.asked).noneMatch(GetManifest.class::isInstance);
  }

  @Test
  void bigManifestComesDirectly() throws Exception {
    List<ShareItem> items = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      items.add(Publisher.item("f" + i));
    }
    publish(publisher.version(4, null, "t", items));

    assertThat(synced().itemCount()).isEqualTo(3_000);
    assertThat(node.peers.asked).anyMatch(GetManifest.class::isInstance);
    assertThat(node.index.names()).hasSize(3_000);
  }

  @Test
  void followerServesOnwards() throws Exception {
    publish(publisher.version(4, "a", "b"));
    synced();

    assertThat(node.catalog.head(publisher.share())).isEqualTo(catalog.head(publisher.share()));
    assertThat(node.catalog.manifest(publisher.version(4, "a", "b").verifiedManifest().id()))
        .isPresent();
  }

  @Test
  void whatIsNotHereOrCannotBeReadIsAnsweredAllTheSame() {
    assertThat(serve(new GetManifest(publisher.version(1).verifiedManifest().id()))).isNull();
    assertThat(failures).containsExactly("manifest not found");
    store.crashAfter(0);
    store.close();

    assertThat(
            serve(new FindValue(io.scp2p.core.protocol.dht.DhtKeys.shareHead(publisher.share()))))
        .isEqualTo(new io.scp2p.core.wire.message.FindValueResult(null, List.of()));
    node.runFor(Duration.ofMillis(1));
  }

  /** Answers at once, so that the fake peers can answer at once. */
  private record InlineLoop(io.scp2p.core.engine.Loop loop) implements io.scp2p.core.engine.Loop {
    @Override
    public void post(Runnable action) {
      action.run();
    }

    @Override
    public Timer at(long deadlineNanos, Runnable action) {
      return loop.at(deadlineNanos, action);
    }

    @Override
    public io.scp2p.api.spi.TimeSource time() {
      return loop.time();
    }
  }
}
