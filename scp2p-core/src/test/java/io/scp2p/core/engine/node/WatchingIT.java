package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.EventLoop;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.NetworkListener;
import io.scp2p.core.engine.NetworkParts;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.protocol.catalog.CatalogMessages;
import io.scp2p.core.protocol.catalog.GetCatalog;
import io.scp2p.core.protocol.catalog.HeadChanged;
import io.scp2p.core.protocol.catalog.Noted;
import io.scp2p.core.protocol.catalog.WatchShares;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.protocol.session.LocalNode;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.message.Request;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is told which shares a node follows. */
@Timeout(300)
class WatchingIT {
  @TempDir Path root;

  @Test
  void whoHasShownNothingOfAShareIsNotToldItsIdAndWhoHasTellsWhatIsNew() throws Exception {
    try (Fleet fleet = new Fleet(root, TransportKind.TCP);
        Stranger before = new Stranger();
        Stranger after = new Stranger()) {
      Scp2pNode alice = fleet.start("alice");
      // Whoever is not told of an update does not see it in the time of this test.
      Scp2pNode bob =
          fleet.start("bob", config -> config.sync(sync -> sync.interval(Duration.ofHours(1))));
      before.connect(addressOf(bob));
      Share share = Fleet.publish(alice, files("one"));
      Fleet.follow(bob, share.shareLink());
      after.connect(addressOf(bob));

      Files.writeString(root.resolve("shared/two"), "two");
      Fleet.publish(alice, SharePlan.folder(root.resolve("shared")).updating(share.id()).build());
      assertThat(Waiter.realTime().await(() -> newest(bob, share) == 2, Fleet.PATIENCE)).isTrue();
      for (Stranger stranger : List.of(before, after)) {
        assertThat(Waiter.realTime().await(() -> stranger.isConnected, Fleet.PATIENCE)).isTrue();
        assertThat(stranger.told).isEmpty();
      }
    }
  }

  private SharePlan files(String name) throws Exception {
    Path folder = Files.createDirectories(root.resolve("shared"));
    Files.writeString(folder.resolve(name), name);
    return SharePlan.folder(folder).build();
  }

  private static long newest(Scp2pNode node, Share share) {
    return Fleet.get(node.subscriptions().get(share.id())).newest().sequence();
  }

  private static BootstrapAddress addressOf(Scp2pNode node) {
    Share share = Fleet.publish(node, SharePlan.text("a.txt", "a").build());
    return share.shareLink().bootstrap().get(0);
  }

  /** Speaks the catalog feature, has nothing, and remembers where it was told the id of a share. */
  private static final class Stranger implements NetworkListener, AutoCloseable {
    final List<Request> told = new CopyOnWriteArrayList<>();
    volatile boolean isConnected;
    private final EventLoop loop = new EventLoop("stranger", TimeSource.system());
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final Network network;

    Stranger() {
      ServiceRegistry services =
          ServiceRegistry.builder()
              .serve(
                  FindValue.class,
                  (request, from, to) ->
                      to.answer(new Answer.Success(new FindValueResult(null, List.of()))))
              .serve(
                  WatchShares.class,
                  (request, from, to) -> {
                    told.add(request);
                    to.answer(new Answer.Success(new Noted(request.type())));
                  })
              .serve(
                  HeadChanged.class,
                  (request, from, to) -> {
                    told.add(request);
                    to.answer(new Answer.Success(new Noted(request.type())));
                  })
              .serve(
                  GetCatalog.class,
                  (request, from, to) -> {
                    told.add(request);
                    to.answer(new Answer.Failure("no such share"));
                  })
              .build();
      NodeConfig config = NodeConfig.builder().dht(dht -> dht.enabled(false)).build();
      network =
          new Network(
              NetworkParts.of(
                      loop,
                      new Offload(loop, executor),
                      Map.of(
                          TransportKind.TCP, Fleet.transports(List.of(TransportKind.TCP)).get(0)),
                      new LocalNode(
                          SigningKey.generate(Entropy.system()),
                          Offers.capabilities(config),
                          Offers.extensions()),
                      Entropy.system(),
                      config,
                      services,
                      this)
                  .bindAddress(InetAddress.getLoopbackAddress())
                  .codecs(Offers::codec));
    }

    void connect(BootstrapAddress at) throws Exception {
      CompletableFuture<NodeKey> met = new CompletableFuture<>();
      loop.post(
          () ->
              network
                  .contact(at.endpoint(), at.key())
                  .whenComplete(
                      (key, failure) -> {
                        if (failure == null) {
                          met.complete(key);
                        } else {
                          met.completeExceptionally(failure);
                        }
                      }));
      NodeKey key = met.get(30, TimeUnit.SECONDS);
      assertThat(network.peer(key).map(CatalogMessages::agreedWith)).contains(true);
    }

    @Override
    public void connected(NodeKey peer, PathKind path, Endpoint at, boolean extended) {
      isConnected = true;
    }

    @Override
    public void close() {
      network.close().orTimeout(30, TimeUnit.SECONDS).join();
      loop.close();
      executor.shutdown();
    }
  }
}
