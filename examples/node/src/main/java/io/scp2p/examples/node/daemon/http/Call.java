package io.scp2p.examples.node.daemon.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** One request that has passed the gate, and the route it is for. */
public final class Call {
  /** More than the largest request of the interface; a selection of 10,000 items has 650 KB. */
  static final int MAX_BODY_BYTES = 1 << 20;

  /** For the whole body of a request: over loopback, a second is long. */
  static final Duration BODY_PATIENCE = Duration.ofSeconds(30);

  private static final int MAX_LIMIT = 1_000;
  private static final int DEFAULT_LIMIT = 100;

  private final HttpServerRequest request;
  private final Route route;
  private final Map<String, String> path;
  private final Map<String, List<String>> query;

  Call(
      HttpServerRequest request,
      Route route,
      Map<String, String> path,
      Map<String, List<String>> query) {
    this.request = request;
    this.route = route;
    this.path = path;
    this.query = query;
    query.keySet().stream()
        .filter(name -> route.query().stream().noneMatch(known -> known.name().equals(name)))
        .findFirst()
        .ifPresent(
            name -> {
              throw HttpFailure.invalid(name, "There is no such parameter.");
            });
  }

  /** The request itself, for routes that stream. */
  public HttpServerRequest request() {
    return request;
  }

  /** Whether only the head of the answer is wanted. */
  public boolean headOnly() {
    return request.method().name().equals("HEAD");
  }

  /** A header, if it was sent. */
  public @Nullable String header(String name) {
    return request.requestHeaders().get(name);
  }

  /** A part of the address. */
  public String path(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalStateException("the route has no part " + name);
    }
    return value;
  }

  /** A part of the address that stands for something. */
  public <T> T path(String name, Function<String, T> parser) {
    return parse(name, path(name), parser);
  }

  /** A parameter, if it was given. */
  public Optional<String> query(String name) {
    return queries(name).stream().findFirst();
  }

  /** Every value of a parameter. */
  public List<String> queries(String name) {
    if (route.query().stream().noneMatch(known -> known.name().equals(name))) {
      throw new IllegalStateException("undeclared parameter " + name);
    }
    return query.getOrDefault(name, List.of());
  }

  /** Every value of a parameter that stands for something. */
  public <T> List<T> queries(String name, Function<String, T> parser) {
    return queries(name).stream().map(value -> parse(name, value, parser)).toList();
  }

  /** A parameter that stands for something, if it was given. */
  public <T> Optional<T> query(String name, Function<String, T> parser) {
    return query(name).map(value -> parse(name, value, parser));
  }

  /** A whole number within bounds. */
  public long number(String name, long fallback, long least, long most) {
    long value = query(name, Long::parseLong).orElse(fallback);
    if (value < least || value > most) {
      throw HttpFailure.invalid(name, name + " must be " + least + " to " + most + ".");
    }
    return value;
  }

  /** Which part of a list is wanted. */
  public ListPage.Range range() {
    return new ListPage.Range(
        query(Route.AFTER).orElse(null), (int) number(Route.LIMIT, DEFAULT_LIMIT, 1, MAX_LIMIT));
  }

  static <T> T parse(String name, String value, Function<String, T> parser) {
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException e) {
      throw HttpFailure.invalid(name, name + " is not what it should be.");
    }
  }

  /** Reads the body as the route declares it. */
  public Mono<Input> body() {
    Fields fields = route.takes();
    if (fields == null) {
      throw new IllegalStateException("the route takes no body");
    }
    checkType();
    if (length() > MAX_BODY_BYTES) {
      throw tooLarge();
    }
    return request
        .receive()
        .asByteArray()
        .reduceWith(ByteArrayOutputStream::new, Call::append)
        .timeout(BODY_PATIENCE)
        .map(bytes -> fields.read(text(bytes.toByteArray())));
  }

  private void checkType() {
    String type = header(HttpHeaderNames.CONTENT_TYPE.toString());
    boolean empty = "0".equals(header("Content-Length")) || header("Content-Length") == null;
    boolean chunked = header("Transfer-Encoding") != null;
    // A form of another site cannot send this type without being asked about first.
    boolean json =
        type != null && type.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
    if (!json && (!empty || chunked)) {
      throw HttpFailure.of(
          415,
          "HTTP_UNSUPPORTED_MEDIA_TYPE",
          "The body must be JSON.",
          "Send it with Content-Type: application/json.");
    }
  }

  private long length() {
    String length = header("Content-Length");
    return length == null ? 0 : parse("Content-Length", length, Long::parseLong);
  }

  private static ByteArrayOutputStream append(ByteArrayOutputStream all, byte[] part) {
    if (all.size() + part.length > MAX_BODY_BYTES) {
      throw tooLarge();
    }
    all.writeBytes(part);
    return all;
  }

  private static HttpFailure tooLarge() {
    return HttpFailure.of(
        413,
        "HTTP_BODY_TOO_LARGE",
        "The body has more than " + MAX_BODY_BYTES + " bytes.",
        "Send less at once; files go to /api/v1/staging.");
  }

  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw HttpFailure.of(400, "HTTP_MALFORMED", "The body is not UTF-8.", "Send UTF-8.");
    }
  }
}
