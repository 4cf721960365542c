package io.scp2p.examples.node.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.examples.node.daemon.content.OpenContents;
import io.scp2p.examples.node.daemon.http.Gate;
import io.scp2p.examples.node.daemon.http.OpenApi;
import io.scp2p.examples.node.daemon.http.Route;
import io.scp2p.examples.node.daemon.http.Routes;
import io.scp2p.examples.node.daemon.json.JsonException;
import io.scp2p.examples.node.daemon.json.JsonReader;
import io.scp2p.examples.node.daemon.json.JsonWriter;
import io.scp2p.examples.node.daemon.route.AllRoutes;
import io.scp2p.examples.node.daemon.route.Context;
import io.scp2p.examples.node.daemon.route.Folders;
import io.scp2p.examples.node.daemon.route.Happenings;
import io.scp2p.examples.node.daemon.route.Metrics;
import io.scp2p.examples.node.daemon.route.Settings;
import io.scp2p.examples.node.daemon.route.Staging;
import io.scp2p.examples.node.daemon.route.Tracked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both documents of the interface against the routes that are registered. With {@code
 * -Dupdate=true} docs/openapi.json is written anew.
 */
class DocumentedRoutesTest {
  private static final Path DOCS = Path.of("..", "..", "docs");

  @TempDir private static Path home;
  private static Scp2pNode node;
  private static List<Route> routes;

  @BeforeAll
  static void open() {
    node = Scp2pNode.builder().inMemory().config(quiet()).start();
    Routes all = new Routes();
    Context context =
        new Context(
            node,
            home,
            new Folders(home),
            new Staging(home),
            new Tracked(),
            new Happenings(node),
            new Metrics(),
            Settings.of(home, Map.of()),
            new OpenContents(),
            () -> {});
    AllRoutes.register(all, context, new Gate("token", "cookie", (port, cookie) -> {}));
    routes = all.all();
  }

  private static NodeConfig quiet() {
    return NodeConfig.builder()
        .network(network -> network.tcpPort(0).quicPort(0).lanDiscovery(false).portMapping(false))
        .build();
  }

  @AfterAll
  static void close() {
    node.close();
  }

  @Test
  void theOpenApiDocumentIsThatOfTheRoutes() throws IOException, JsonException {
    Path file = DOCS.resolve("openapi.json");
    String made = pretty(JsonReader.read(JsonWriter.write(OpenApi.of(routes))), "");
    if (Boolean.getBoolean("update")) {
      Files.writeString(file, made + "\n");
    }
    assertThat(Files.readString(file).strip()).isEqualTo(made);
  }

  @Test
  void theDocumentForPeopleNamesEveryRouteAndNoOther() throws IOException {
    Set<String> registered = new TreeSet<>();
    for (Route route : routes) {
      String path =
          route.pattern().startsWith(Routes.BASE + "/")
              ? route.pattern().substring(Routes.BASE.length())
              : route.pattern();
      if (!route.method().equals("HEAD")) {
        registered.add(route.method() + " " + plain(path));
      }
    }
    Set<String> written = new TreeSet<>();
    Matcher named =
        Pattern.compile("`(GET|POST|PUT|PATCH|DELETE) (/[^`?\\s]*)")
            .matcher(Files.readString(DOCS.resolve("http-api.md")));
    while (named.find()) {
      for (String path : named.group(2).split(",")) {
        written.add(named.group(1) + " " + plain(path));
      }
    }
    assertThat(written).containsExactlyElementsOf(registered);
  }

  private static String plain(String path) {
    return path.replaceAll("\\{[^}]*}", "{}");
  }

  @Test
  void thereAreRoutes() {
    assertThat(routes).as("a check of nothing passes").hasSizeGreaterThan(90);
    assertThat(routes.stream().filter(Route::open).map(Route::pattern))
        .as("what needs no token holds nothing private")
        .containsOnly("/login", "/", "/web/{path*}", "/favicon.ico");
  }

  private static String pretty(Object value, String indent) {
    String inner = indent + "  ";
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      return map.entrySet().stream()
          .map(e -> inner + JsonWriter.write(e.getKey()) + ": " + pretty(e.getValue(), inner))
          .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
    }
    if (value instanceof List<?> list && list.stream().anyMatch(e -> e instanceof Map)) {
      return list.stream()
          .map(element -> inner + pretty(element, inner))
          .collect(Collectors.joining(",\n", "[\n", "\n" + indent + "]"));
    }
    return JsonWriter.write(value);
  }
}
