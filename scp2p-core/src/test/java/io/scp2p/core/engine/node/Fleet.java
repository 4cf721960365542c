package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.NodeBuilder;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NetworkConfig;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.Subscription;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportProvider;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.DownloadResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/**
 * Real nodes of one machine: a home each below one folder, whatever ports are free, loopback only.
 * What was not closed by a test is closed with the fleet.
 */
final class Fleet implements AutoCloseable {
  /** Nothing here takes long; a test that waits for this has found something. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  /** For what is looked for again and again, and moves from one path to another. */
  static final Duration LONG = Duration.ofMinutes(2);

  /** Nobody listens there. */
  static final InetSocketAddress NOWHERE = new InetSocketAddress("127.0.0.9", 9);

  private final Path root;
  private final List<TransportKind> kinds;
  private final List<Scp2pNode> nodes = Collections.synchronizedList(new ArrayList<>());

  Fleet(Path root, TransportKind... kinds) {
    this.root = root;
    this.kinds = List.of(kinds);
  }

  Path home(String name) {
    return root.resolve("home-" + name);
  }

  Path folder(String name) {
    return root.resolve(name);
  }

  Scp2pNode start(String name) {
    return start(name, config -> config);
  }

  Scp2pNode start(String name, UnaryOperator<NodeConfig.Builder> config) {
    return start(name, config, parts -> parts);
  }

  Scp2pNode start(
      String name, UnaryOperator<NodeConfig.Builder> config, UnaryOperator<NodeBuilder> parts) {
    return start(name, Fleet::anyPorts, config, parts);
  }

  Scp2pNode start(
      String name,
      UnaryOperator<NetworkConfig.Builder> network,
      UnaryOperator<NodeConfig.Builder> config,
      UnaryOperator<NodeBuilder> parts) {
    NodeConfig settings = config.apply(NodeConfig.builder().network(network)).build();
    NodeBuilder builder = Scp2pNode.builder().home(home(name)).config(settings);
    if (!kinds.isEmpty()) {
      builder.transports(transports(kinds));
    }
    Scp2pNode node = parts.apply(builder).start();
    nodes.add(node);
    return node;
  }

  /** Any ports, and links that name loopback. */
  static NetworkConfig.Builder anyPorts(NetworkConfig.Builder network) {
    return network
        .tcpPort(0)
        .quicPort(0)
        .lanDiscovery(false)
        .portMapping(false)
        .advertised(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
  }

  /** As {@link #anyPorts}, at a port where somebody is expected. */
  static NetworkConfig.Builder atPort(NetworkConfig.Builder network, int port) {
    return network
        .tcpPort(port)
        .quicPort(0)
        .lanDiscovery(false)
        .portMapping(false)
        .anyPortIfTaken(false)
        .advertised(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
  }

  /** Listens at any ports, and tells nobody where: only relays lead there. */
  static NetworkConfig.Builder hidden(NetworkConfig.Builder network) {
    return network
        .tcpPort(0)
        .quicPort(0)
        .lanDiscovery(false)
        .portMapping(false)
        .advertised(List.of(NOWHERE));
  }

  /** Slow enough for something to happen while it downloads. */
  static NodeConfig.Builder slow(NodeConfig.Builder config, int mibPerSecond) {
    return config.transfer(
        transfer -> transfer.maxDownloadBytesPerSecond(mibPerSecond * (long) Trees.MIB));
  }

  static List<Transport> transports(List<TransportKind> kinds) {
    return ServiceLoader.load(TransportProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> kinds.contains(provider.kind()))
        .map(provider -> provider.create(TransportSettings.defaults()))
        .toList();
  }

  static <T> T get(Mono<T> answer) {
    return answer.blockOptional(PATIENCE).orElseThrow();
  }

  static Share publish(Scp2pNode node, SharePlan plan) {
    return get(node.shares().publish(plan));
  }

  static Share publish(Scp2pNode node, Path folder) {
    return publish(node, SharePlan.folder(folder).title(folder.getFileName().toString()).build());
  }

  /** Follows and waits for the newest version. */
  static Subscription follow(Scp2pNode node, ShareLink link) {
    get(node.subscriptions().follow(link));
    return get(node.subscriptions().sync(link.shareId()));
  }

  /** As {@link #follow}; what was published a moment ago may not have been announced yet. */
  static void followOnceFound(Scp2pNode node, Share share) {
    get(node.subscriptions().follow(share.shareLink()));
    await(
        "the share is found",
        () -> {
          try {
            get(node.subscriptions().sync(share.id()));
            return true;
          } catch (Scp2pException notYet) {
            return false;
          }
        });
  }

  /** Where a node listens, as the link of something it publishes for that says. */
  BootstrapAddress at(Scp2pNode node, TransportKind kind) throws IOException {
    Path any = folder("any-" + node.identity().self().id());
    Trees.write(any.resolve("a.txt"), new byte[] {1});
    return publish(node, any).shareLink().bootstrap().stream()
        .filter(each -> each.transport() == kind)
        .findFirst()
        .orElseThrow();
  }

  static void await(String what, BooleanSupplier condition) {
    assertThat(Waiter.realTime().await(condition, LONG)).as(what).isTrue();
  }

  static DownloadResult download(Scp2pNode node, Share share, Path into) {
    return result(node.downloads().start(DownloadPlan.share(share.id()).into(into)));
  }

  static DownloadResult result(Download download) {
    return get(download.result());
  }

  /** How it fails; it must. */
  static ErrorCode failure(Mono<?> answer) {
    return thrown(answer).code();
  }

  static Scp2pException thrown(Mono<?> answer) {
    try {
      Object value = answer.block(PATIENCE);
      throw new AssertionError("it did not fail but gave " + value);
    } catch (Scp2pException failure) {
      return failure;
    }
  }

  @Override
  public void close() {
    // Together: QUIC stays with a closed connection for a while.
    List<Thread> closing = nodes.stream().map(node -> new Thread(node::close)).toList();
    closing.forEach(Thread::start);
    for (Thread each : closing) {
      try {
        each.join();
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted while nodes close", e);
      }
    }
  }
}
