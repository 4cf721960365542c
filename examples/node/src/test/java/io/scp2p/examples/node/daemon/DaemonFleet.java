package io.scp2p.examples.node.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.contract.Waiter;
import io.scp2p.examples.node.daemon.client.DaemonClient;
import io.scp2p.examples.node.daemon.client.ServerEvents;
import io.scp2p.examples.node.daemon.json.Json;
import io.scp2p.examples.node.daemon.route.Metrics;
import io.scp2p.examples.node.daemon.route.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Real nodes with real interfaces on loopback, a home each; closed with the fleet. */
public final class DaemonFleet implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Path root;
  private final Deque<One> all = new ArrayDeque<>();

  /** Homes and folders below a root. */
  public DaemonFleet(Path root) {
    this.root = root;
  }

  /** One of them. */
  public record One(String name, Path home, Scp2pNode node, Daemon daemon, DaemonClient client)
      implements AutoCloseable {
    int port() {
      return Integer.parseInt(daemon.url().substring(daemon.url().lastIndexOf(':') + 1));
    }

    String token() {
      return daemon.loginUrl().substring(daemon.loginUrl().indexOf('=') + 1);
    }

    @Override
    public void close() throws IOException {
      daemon.close();
      node.close();
    }
  }

  Path folder(String name) {
    return root.resolve(name);
  }

  /** Starts one. */
  public One start(String name) throws IOException {
    return start(name, Map.of());
  }

  One start(String name, Map<String, Object> more) throws IOException {
    return start(name, 0, more);
  }

  One start(String name, int httpPort, Map<String, Object> more) throws IOException {
    Path home = root.resolve("home-" + name);
    Map<String, Object> given = new TreeMap<>();
    given.put("network.tcpPort", 0);
    given.put("network.quicPort", 0);
    given.put("network.lanDiscovery", false);
    given.put("network.portMapping", false);
    given.put(
        "network.advertised", List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    given.putAll(more);
    Settings settings = Settings.of(home, given);
    Metrics metrics = new Metrics();
    Scp2pNode node =
        Scp2pNode.builder().home(home).config(settings.effective()).metrics(metrics).start();
    Daemon daemon =
        Daemon.start(
            node, new Daemon.Options(home, home.resolve("downloads"), httpPort, settings, metrics));
    One one = new One(name, home, node, daemon, DaemonClient.find(home).orElseThrow());
    all.push(one);
    return one;
  }

  void stop(One one) throws IOException {
    all.remove(one);
    one.close();
  }

  /** Publishes a folder and waits for it. */
  static Json publish(One one, Path folder, String title) {
    Json begun =
        one.client()
            .post("/shares", Map.of("source", Map.of("folder", folder.toString()), "title", title));
    return done(one, begun).at("result");
  }

  /** Waits for the end of a transfer, whatever it is. */
  public static Json ended(DaemonClient client, Json transfer) {
    String address = "/transfers/" + transfer.at("id").text() + "/events";
    while (true) { // A stream that breaks off is followed again: a test may be too slow for it.
      try (ServerEvents events = client.events(address, null)) {
        while (events.hasNext()) {
          ServerEvents.Event event = events.next();
          if (event.name().equals("end")) {
            return event.data();
          }
        }
      }
    }
  }

  /** Waits for a transfer that must succeed. */
  static Json done(One one, Json transfer) {
    Json end = ended(one.client(), transfer);
    assertThat(end.at("state").text()).as(end.toString()).isEqualTo("COMPLETED");
    return end;
  }

  /** Follows a link and waits for its first version. */
  static Json follow(One one, String link) {
    Json subscription = one.client().post("/subscriptions", Map.of("link", link));
    return one.client()
        .post("/subscriptions/" + subscription.at("shareId").text() + "/sync", Map.of());
  }

  /** The bootstrap string of a node: taken from a link it has made. */
  public static void connect(One from, One to) {
    Json note =
        done(
            to,
            to.client()
                .post(
                    "/shares",
                    Map.of(
                        "source",
                        Map.of(
                            "text",
                            Map.of("name", "hello.txt", "content", "hello " + to.name())))));
    String link = note.at("result", "link").text();
    String hint = ShareLink.parse(link).hints().get(0);
    assertThat(from.client().post("/peers", Map.of("address", hint)).at("connected").isTrue())
        .isTrue();
  }

  static void waitFor(String what, BooleanSupplier condition) {
    assertThat(Waiter.realTime().await(condition, PATIENCE)).as(what).isTrue();
  }

  @Override
  public void close() throws IOException {
    while (!all.isEmpty()) {
      all.pop().close();
    }
  }
}
