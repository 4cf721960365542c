package io.scp2p.examples.fuzz;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.examples.node.daemon.content.OpenContents;
import io.scp2p.examples.node.daemon.http.Gate;
import io.scp2p.examples.node.daemon.http.HttpInterface;
import io.scp2p.examples.node.daemon.http.Route;
import io.scp2p.examples.node.daemon.http.Routes;
import io.scp2p.examples.node.daemon.route.AllRoutes;
import io.scp2p.examples.node.daemon.route.Context;
import io.scp2p.examples.node.daemon.route.Folders;
import io.scp2p.examples.node.daemon.route.Happenings;
import io.scp2p.examples.node.daemon.route.Metrics;
import io.scp2p.examples.node.daemon.route.Settings;
import io.scp2p.examples.node.daemon.route.Staging;
import io.scp2p.examples.node.daemon.route.Tracked;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.util.Loggers;

/**
 * The daemon of the example node under hostile requests: its interface with all its routes on
 * loopback, and behind it a node that keeps nothing and reaches nobody. Which route a request came
 * to is seen, so that it can be said of one that was refused that it came to none.
 */
final class HttpDaemon implements AutoCloseable {
  /** What was made in between is thrown away: a node with a million shares is another target. */
  private static final int MAX_CHANGES = 2_000;

  /** Held: what was set of a logger that nobody holds may be forgotten. */
  private static final Logger SERVER = Logger.getLogger("reactor.netty");

  private static final String NOTHING = "00000000-0000-4000-8000-000000000000";

  /** Of the specification's section on links; followed as soon as a request says so. */
  private static final String LINK =
      "scp2p://s/Vkdap1RjR0wChd9dvyvKtz2mUTWIOem3dIGy6rEHcIwDoQe_88"
          + "4Qvh1w3RjnS8CZZ-TWMJulDV8d3IZkElUxuA";

  private static @Nullable HttpDaemon running;

  private static final Complaints COMPLAINTS = Complaints.of(HttpInterface.class);

  private final Path box;
  private final Scp2pNode node;
  private final Happenings happenings;
  private final OpenContents contents = new OpenContents();
  private final HttpInterface http;
  private final String token = Gate.newToken();
  private final Set<Route> reached = ConcurrentHashMap.newKeySet();
  private final List<Route> routes;
  private final Map<String, String> names = new LinkedHashMap<>();
  private volatile String cookie = Gate.newToken();
  private int changes;

  private HttpDaemon(Path box) throws IOException {
    this.box = box;
    Path home = Files.createDirectories(box.resolve("home"));
    Files.createDirectories(box.resolve("folder/b"));
    Files.writeString(box.resolve("folder/a.txt"), "a letter");
    Files.writeString(box.resolve("folder/b/c.txt"), "another letter");
    Metrics metrics = new Metrics();
    node =
        Scp2pNode.builder()
            .inMemory()
            .transports(
                List.of(new NoTransport(TransportKind.TCP), new NoTransport(TransportKind.QUIC)))
            .config(
                NodeConfig.builder()
                    .network(
                        network ->
                            network
                                .tcpPort(1)
                                .quicPort(1)
                                .listen(false)
                                .lanDiscovery(false)
                                .portMapping(false))
                    .build())
            .metrics(metrics)
            .start();
    happenings = new Happenings(node);
    Context context =
        new Context(
            node,
            home,
            new Folders(box.resolve("downloads")),
            new Staging(home),
            new Tracked(),
            happenings,
            metrics,
            Settings.of(home, Map.of()),
            contents,
            () -> {});
    Routes all = new Routes();
    Gate gate = new Gate(token, cookie, (port, next) -> cookie = next);
    AllRoutes.register(all, context, gate);
    routes = all.all();
    http = new HttpInterface(0, gate, routes.stream().map(this::watched).toList());
  }

  /** The one of this process, from time to time a new one. */
  static synchronized HttpDaemon running() {
    try {
      HttpDaemon now = running;
      if (now == null) {
        quieten();
        Runtime.getRuntime().addShutdownHook(new Thread(HttpDaemon::stop, "remove-box"));
      } else if (now.changes < MAX_CHANGES) {
        return now;
      } else {
        now.close();
      }
      HttpDaemon next = new HttpDaemon(Files.createTempDirectory("scp2p-fuzz"));
      running = next;
      next.furnish();
      return next;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server has a line to say about everything it cannot read. */
  private static void quieten() {
    Loggers.useJdkLoggers();
    SERVER.setLevel(Level.OFF);
  }

  private static synchronized void stop() {
    if (running != null) {
      running.close();
    }
  }

  private Route watched(Route route) {
    return new Route(
        route.method(),
        route.pattern(),
        route.summary(),
        route.open(),
        route.query(),
        route.takes(),
        route.gives(),
        call -> {
          reached.add(route);
          return route.handler().apply(call);
        });
  }

  /** Things that requests can be about. */
  private void furnish() throws IOException {
    try (HttpLine line = new HttpLine(port())) {
      names.put("nothing", NOTHING);
      names.put("other", "5a".repeat(ShareId.LENGTH));
      names.put("peer", "5a".repeat(NodeId.LENGTH));
      names.put("file", "5a".repeat(FileId.LENGTH));
      names.put("followed", ShareLink.parse(LINK).shareId().hex());
      names.put("vaultlink", new String(Samples.vaultLink(), StandardCharsets.UTF_8));
      CBORObject self = ask(line, "GET", "/identity", "");
      names.put("node", self.get("id").AsString());
      names.put("key", self.get("key").AsString());
      CBORObject community = ask(line, "POST", "/communities", "{\"name\":\"friends\"}");
      names.put("community", community.get("id").AsString());
      names.put("communitylink", community.get("link").AsString());
      names.put("staging", ask(line, "POST", "/staging", "{}").get("id").AsString());
      String note = "{\"source\":{\"text\":{\"name\":\"note.txt\",\"content\":\"some words\"}}}";
      CBORObject publication = ask(line, "POST", "/shares", note);
      names.put("transfer", publication.get("id").AsString());
      names.put("share", published(line, publication));
      CBORObject items = ask(line, "GET", "/shares/" + names.get("share") + "/items", "");
      names.put("content", items.get("items").get(0).get("content").AsString());
    }
  }

  /** The stream of its events ends with it. */
  private String published(HttpLine line, CBORObject publication) throws IOException {
    String address = "/transfers/" + publication.get("id").AsString();
    CBORObject now = ask(line, "GET", address, "");
    for (int tries = 0; now.get("result").isNull() && tries < HttpLine.PATIENCE_MILLIS; tries++) {
      now = ask(line, "GET", address, "");
    }
    return now.get("result").get("id").AsString();
  }

  private CBORObject ask(HttpLine line, String method, String address, String body)
      throws IOException {
    String request =
        "%s /api/v1%s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"
                .formatted(method, address, host(), token)
            + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(body.length(), body);
    line.send(request.getBytes(StandardCharsets.ISO_8859_1));
    HttpAnswer answer = line.answer(false);
    Finding.unless(answer.status() < 300, method + " " + address + ": " + answer.text());
    return CBORObject.FromJSONString(answer.text());
  }

  int port() {
    return http.port();
  }

  String host() {
    return "127.0.0.1:" + http.port();
  }

  String token() {
    return token;
  }

  String cookie() {
    return cookie;
  }

  String cookieName() {
    return "scp2p-" + http.port();
  }

  /** Where files may be read and written. */
  Path box() {
    return box;
  }

  List<Route> routes() {
    return routes;
  }

  /** What the names in braces stand for. */
  String named(String text) {
    String whole = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      whole = whole.replace("{" + name.getKey() + "}", name.getValue());
    }
    return whole;
  }

  /** Forgets where requests have come to. */
  void forget() {
    COMPLAINTS.forget();
    reached.clear();
  }

  Set<Route> reached() {
    return Set.copyOf(reached);
  }

  /** Whether the daemon takes something for a bug of its own. */
  boolean hasFailed() {
    return COMPLAINTS.hasAny();
  }

  /** Something may be there now that was not there before. */
  void changed() {
    changes++;
  }

  /** Whether somebody who is let in is answered. */
  boolean isAlive() {
    try (HttpLine line = new HttpLine(port())) {
      return ask(line, "GET", "/identity", "").get("id").AsString().equals(named("{node}"));
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    http.close();
    contents.close();
    happenings.close();
    node.close();
    try (Stream<Path> all = Files.walk(box)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
