package io.scp2p.examples.node.daemon.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.scp2p.examples.node.daemon.json.JsonWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.logging.AbstractHttpMessageLogFactory;
import reactor.netty.http.logging.HttpMessageArgProvider;
import reactor.netty.http.logging.HttpMessageLogFactory;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/** The server on loopback: lets a request through the gate, finds its route, writes the answer. */
public final class HttpInterface implements AutoCloseable {
  private static final Logger LOG = System.getLogger(HttpInterface.class.getName());

  /** A browser holds six, the command line one; more is not one user. */
  static final int MAX_CONNECTIONS = 256;

  /** A reader that takes nothing for so long is gone, or comes back with a range. */
  static final Duration WRITE_PATIENCE = Duration.ofMinutes(2);

  /** Without a request, or without a byte of the one that was begun. */
  static final Duration IDLE_PATIENCE = Duration.ofSeconds(60);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  /** Up to 10 MB of a refused body are read and dropped, for so long. */
  private static final int MAX_DRAINED_DIGITS = 7;

  private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(5);
  private static final int THREADS = 2;
  private static final int MAX_LINE = 16 << 10;
  private static final int MAX_HEADERS = 16 << 10;
  private static final int MAX_PARAMETERS = 64;

  /** What strangers send is not shown on a terminal: the server would, when it cannot read it. */
  private static final HttpMessageLogFactory WORDLESS =
      new AbstractHttpMessageLogFactory() {
        @Override
        public String common(HttpMessageArgProvider message) {
          return "(" + message.httpMessageType() + ")";
        }
      };

  private final Gate gate;
  private final Duration writePatience;
  private final Router router;
  private final LoopResources loops;
  private final DisposableServer server;
  private final AtomicInteger connections = new AtomicInteger();

  /** Those that are open: streams of events go on until they are closed. */
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  /**
   * Listens from now on.
   *
   * @param port where, or 0 for any
   */
  public HttpInterface(int port, Gate gate, List<Route> routes) {
    this(port, gate, routes, WRITE_PATIENCE);
  }

  HttpInterface(int port, Gate gate, List<Route> routes, Duration writePatience) {
    this.gate = gate;
    this.writePatience = writePatience;
    this.router = new Router(routes);
    this.loops = LoopResources.create("daemon-http", THREADS, true);
    try {
      this.server =
          HttpServer.create()
              .host(InetAddress.getLoopbackAddress().getHostAddress())
              .port(port)
              .runOn(loops)
              .idleTimeout(IDLE_PATIENCE)
              .readTimeout(IDLE_PATIENCE)
              .httpRequestDecoder(
                  spec ->
                      spec.maxInitialLineLength(MAX_LINE)
                          .maxHeaderSize(MAX_HEADERS)
                          .validateHeaders(true))
              .httpMessageLogFactory(WORDLESS)
              .doOnChannelInit((observer, channel, address) -> admit(channel))
              .handle(this::answer)
              .bindNow();
    } catch (RuntimeException e) {
      loops.dispose();
      throw e;
    }
    gate.listensOn(server.port());
  }

  /** Where it listens. */
  public int port() {
    return server.port();
  }

  /** How many connections are open now. */
  public int connections() {
    return connections.get();
  }

  /** When it comes, and not only with its first request: a silent one takes a place, too. */
  private void admit(Channel channel) {
    channel.closeFuture().addListener(closed -> connections.decrementAndGet());
    open.add(channel); // Closes at once what comes while everything is closed.
    if (connections.incrementAndGet() > MAX_CONNECTIONS) {
      ChannelFuture unused = channel.close();
      return;
    }
    channel
        .pipeline()
        .addFirst(new WriteTimeoutHandler(writePatience.toMillis(), TimeUnit.MILLISECONDS))
        .addAfter(NettyPipeline.HttpCodec, "unreadable", new Unreadable());
  }

  private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
    SecurityHeaders.put(response.responseHeaders());
    return Mono.defer(() -> routed(request))
        .onErrorResume(failure -> refusal(request, failure))
        .publishOn(loop(response))
        .flatMap(reply -> Mono.from(send(reply, response)))
        .onErrorResume(failure -> broken(request, failure));
  }

  /**
   * Where answers are sent from, also those that were made on a thread of the node. From another
   * thread the end of an answer comes to the server's own book-keeping late: a request that came in
   * between was put aside there, and the one after it never read (Reactor Netty 1.3.7).
   */
  private static Scheduler loop(HttpServerResponse response) {
    Scheduler[] loop = {Schedulers.immediate()};
    response.withConnection(
        connection -> loop[0] = Schedulers.fromExecutor(connection.channel().eventLoop()));
    return loop[0];
  }

  /** There is none for somebody who has left before the end of the request. */
  private static Mono<Reply> refusal(HttpServerRequest request, Throwable failure) {
    return isLeft(failure)
        ? Mono.error(failure)
        : drained(request).thenReturn(failed(request, failure));
  }

  /**
   * Reads what is left of a refused body, within bounds: else the other side would see a broken
   * connection instead of the answer.
   */
  private static Mono<Void> drained(HttpServerRequest request) {
    String length = request.requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH);
    if (length == null || length.length() > MAX_DRAINED_DIGITS) {
      return Mono.empty();
    }
    return request.receive().then().timeout(DRAIN_PATIENCE).onErrorComplete();
  }

  private Mono<Reply> routed(HttpServerRequest request) {
    String uri = request.uri();
    int question = uri.indexOf('?');
    String path = question < 0 ? uri : uri.substring(0, question);
    // Before the route is looked for: a stranger learns nothing about addresses.
    gate.check(request, true);
    Router.Match match = find(request, path);
    Route route = match.route();
    gate.check(request, route.open());
    Call call = new Call(request, route, match.path(), parameters(uri));
    return route
        .handler()
        .apply(call)
        .map(value -> reply(route, value))
        .switchIfEmpty(Mono.fromSupplier(() -> new Reply.Json(204, null, Map.of())));
  }

  private Router.Match find(HttpServerRequest request, String path) {
    String method = request.method().name();
    try {
      return router.find(method, path);
    } catch (HttpFailure failure) {
      // What exists is nobody's business who has no token.
      gate.check(request, !path.startsWith(Routes.BASE));
      throw failure;
    }
  }

  private static Map<String, List<String>> parameters(String uri) {
    try {
      return new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, MAX_PARAMETERS).parameters();
    } catch (IllegalArgumentException e) {
      throw HttpFailure.of(
          400,
          "HTTP_MALFORMED",
          "The parameters are not percent-encoded UTF-8.",
          "Encode them as RFC 3986 says.");
    }
  }

  private static Reply reply(Route route, Object value) {
    return value instanceof Reply special
        ? special
        : new Reply.Json(route.gives().status(), value, Map.of());
  }

  private static Reply failed(HttpServerRequest request, Throwable failure) {
    HttpFailure known = HttpFailure.from(failure);
    if (known.isBug()) {
      LOG.log(Level.ERROR, "a bug in the answer to " + request.method(), failure);
    }
    // What is left of a body that nobody reads must not be taken for the next request.
    boolean unread = known.status() == 413 || known.status() == 415 || known.status() == 408;
    if (FailurePage.isWanted(request)) {
      return FailurePage.of(known);
    }
    return new Reply.Json(
        known.status(),
        Map.of("error", known.body()),
        unread ? Map.of("Connection", "close") : Map.of());
  }

  private static Publisher<Void> send(Reply reply, HttpServerResponse response) {
    if (reply instanceof Reply.Json json) {
      response.status(json.status());
      json.headers().forEach(response::header);
      response.header("Cache-Control", "no-store");
      if (json.body() == null) {
        return response.send();
      }
      byte[] bytes = JsonWriter.write(json.body()).getBytes(StandardCharsets.UTF_8);
      return response
          .header("Content-Type", "application/json")
          .header("Content-Length", Integer.toString(bytes.length))
          .sendByteArray(Mono.just(bytes))
          .then();
    }
    return ((Reply.Streamed) reply).send().apply(response);
  }

  /** The head has left: all that can be said is that no more comes. */
  private static Mono<Void> broken(HttpServerRequest request, Throwable failure) {
    if (!isLeft(failure)) {
      LOG.log(Level.DEBUG, "the answer to " + request.method() + " ended early", failure);
    }
    return Mono.error(failure);
  }

  /** The other side, and before the end. */
  private static boolean isLeft(Throwable failure) {
    return failure instanceof AbortedException || AbortedException.isConnectionReset(failure);
  }

  /** Ends all connections, and returns when they are closed. */
  @Override
  public void close() {
    server.disposeNow(CLOSE_PATIENCE);
    open.close().awaitUninterruptibly(CLOSE_PATIENCE.toMillis());
    loops.disposeLater(Duration.ZERO, CLOSE_PATIENCE).block(CLOSE_PATIENCE.multipliedBy(2));
  }
}
