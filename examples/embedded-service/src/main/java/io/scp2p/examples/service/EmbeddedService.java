package io.scp2p.examples.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.event.LifecycleEvent;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import reactor.core.publisher.Mono;

/**
 * Publishes a folder for as long as it runs, and answers on HTTP:
 *
 * <pre>
 * GET /health    200, or 503 with what is wrong
 * GET /metrics   what the node measures, for Prometheus
 * GET /link      the link of the folder
 * </pre>
 *
 * <p>A service manager ends it with SIGTERM; it then answers 503 first, and closes the node.
 */
public final class EmbeddedService implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Set<String> problems = new ConcurrentSkipListSet<>();
  private final PrometheusSink metrics = new PrometheusSink();
  private final Scp2pNode node;
  private final HttpServer server;
  private final ExecutorService workers = Executors.newFixedThreadPool(4);
  private final Mono<Share> published;
  private volatile boolean closing;

  private EmbeddedService(Path home, NodeConfig config, Path folder, HttpServer server) {
    this.server = server;
    // tag::start[]
    node = Scp2pNode.builder().home(home).config(config).metrics(metrics).start();
    node.events(0).ofType(LifecycleEvent.class).subscribe(this::heard);
    published = node.shares().publish(SharePlan.folder(folder).title("Service").build()).cache();
    published.subscribe(share -> {}, failure -> problems.add("PUBLISHING"));
    // end::start[]
    server.setExecutor(workers);
    server.createContext("/health", this::health);
    server.createContext("/metrics", exchange -> answer(exchange, 200, metrics.text()));
    server.createContext("/link", this::link);
    server.start();
  }

  // tag::problems[]
  private void heard(LifecycleEvent event) {
    if (event instanceof LifecycleEvent.ProblemRaised raised) {
      problems.add(raised.problem().name());
    } else if (event instanceof LifecycleEvent.ProblemCleared cleared) {
      problems.remove(cleared.problem().name());
    }
  }

  // end::problems[]

  /** Returns once it answers; publishing goes on. */
  static EmbeddedService start(Path home, NodeConfig config, Path folder, InetSocketAddress address)
      throws IOException {
    HttpServer server = HttpServer.create(address, 0);
    try {
      return new EmbeddedService(home, config, folder, server);
    } catch (RuntimeException e) {
      server.stop(0); // A node that does not start leaves no port bound.
      throw e;
    }
  }

  /** HOME FOLDER PORT; runs until the process is asked to end. */
  public static void main(String... arguments) throws IOException {
    if (arguments.length != 3) {
      System.err.println("usage: HOME FOLDER PORT");
      return;
    }
    InetSocketAddress address = new InetSocketAddress("localhost", Integer.parseInt(arguments[2]));
    EmbeddedService service =
        start(Path.of(arguments[0]), NodeConfig.defaults(), Path.of(arguments[1]), address);
    // The threads of the server keep the process; those of a node never do.
    Runtime.getRuntime().addShutdownHook(new Thread(service::close, "close-service"));
    System.out.println("ready http://localhost:" + service.port());
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void health(HttpExchange exchange) throws IOException {
    String wrong = closing ? "closing" : String.join(" ", problems);
    answer(exchange, wrong.isEmpty() ? 200 : 503, wrong.isEmpty() ? "ok\n" : wrong + "\n");
  }

  private void link(HttpExchange exchange) throws IOException {
    String link = published.map(Share::link).timeout(PATIENCE).onErrorReturn("").block();
    if (link == null || link.isEmpty()) {
      answer(exchange, 503, "not published yet\n");
    } else {
      answer(exchange, 200, link + "\n");
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Answers what is asked already, closes the node, and leaves no thread. */
  @Override
  public void close() {
    closing = true;
    node.close();
    server.stop(1);
    workers.shutdown();
  }
}
