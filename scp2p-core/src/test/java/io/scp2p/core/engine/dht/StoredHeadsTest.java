package io.scp2p.core.engine.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.spi.MetricsSink;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.diagnostics.Telemetry;
import io.scp2p.core.protocol.dht.DhtKeys;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.protocol.sync.Publisher;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.Store;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.ShareHead;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Heads that others give this node to keep. */
class StoredHeadsTest {
  private static final Requester SOMEBODY =
      Requester.v1(Publisher.peer(2), InetAddress.getLoopbackAddress());

  private final SimWorld world = SimWorld.seeded(20_261_122);
  private final Loop loop = new SimLoop(world.network().host("node"));
  private final DhtState state =
      new DhtState(
          loop,
          new Offload(loop, Runnable::run),
          Publisher.peer(1),
          NodeConfig.defaults(),
          key -> Optional.empty(),
          new Telemetry(MetricsSink.none()),
          world.random("dht"));
  private final List<String> heard = new ArrayList<>();
  private final ServiceRegistry services =
      new DhtServices(state, (share, seq) -> heard.add(share + " " + seq))
          .addTo(ServiceRegistry.builder())
          .build();
  private final Publisher publisher = new Publisher(7);

  private Answer store(ShareHead head) {
    List<Answer> answers = new ArrayList<>();
    Bytes value = head.encoded();
    DhtEntry entry = new DhtEntry(DhtKeys.shareHead(publisher.share()), value, 3_600);
    loop.post(() -> services.serve(new Store(entry), SOMEBODY, answers::add));
    world.runUntil(() -> !answers.isEmpty(), Duration.ofSeconds(1));
    return answers.get(0);
  }

  @Test
  void aHeadThatItsKeyHasSignedIsNews() {
    state.learn(publisher.key.shareKey());
    assertThat(store(publisher.version(4, "a").head())).isInstanceOf(Answer.Success.class);
    assertThat(heard).containsExactly(publisher.share() + " 4");
  }

  @Test
  void aHeadThatAnybodyMayHaveMadeIsNone() {
    assertThat(store(publisher.version(4, "a").head())).isInstanceOf(Answer.Success.class);
    assertThat(heard).as("nobody knows the key").isEmpty();
    state.learn(publisher.key.shareKey());
    ShareHead other = publisher.version(5, "a").head();
    store(new ShareHead(other.body(), publisher.version(6, "a").head().signature()));
    assertThat(heard).as("the signature is of another head").isEmpty();
  }
}
