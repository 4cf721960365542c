package io.scp2p.examples.fuzz;

import io.scp2p.examples.fuzz.HttpRequest.Framing;
import io.scp2p.examples.fuzz.HttpRequest.Who;
import io.scp2p.examples.node.daemon.http.Route;
import io.scp2p.examples.node.daemon.json.Json;
import io.scp2p.examples.node.daemon.json.JsonException;
import io.scp2p.examples.node.daemon.json.JsonReader;
import io.scp2p.examples.node.daemon.json.JsonWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The interface of the example node's daemon: requests of all kinds of callers to all of its
 * routes, bytes on its socket that are none, and its reader of JSON.
 */
final class HttpTargets {
  private static final String SLOW = "! ";
  private static final String SEEDS = "http-requests.txt";

  /** To see whether the daemon still answers somebody else. */
  private static final int LOOK_EVERY = 64;

  private static final int FIRST_ERROR = 400;
  private static final int BAD = 400;
  private static final int NO_TYPE = 415;
  private static @Nullable HttpLine line;
  private static int asked;

  private HttpTargets() {}

  static List<FuzzTarget> all() {
    return List.of(
        new FuzzTarget(
            "http-request",
            "the daemon: requests to its routes, with and without a token",
            vectors -> requests(),
            HttpTargets::request),
        new FuzzTarget(
            "http-bytes",
            "the daemon: bytes on its socket, without a token",
            vectors -> HttpBytes.seeds(),
            HttpTargets::bytes),
        new FuzzTarget(
            "http-json",
            "the daemon: the body of a request, as text",
            vectors -> bodies(),
            HttpTargets::json));
  }

  /** The lines of the seeds. */
  static List<String> lines() {
    try (InputStream in = HttpTargets.class.getResourceAsStream(SEEDS)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Method and address, and the body. */
  static String[] parts(String seed) {
    String[] parts = (isSlow(seed) ? seed.substring(SLOW.length()) : seed).split(" ", 3);
    return new String[] {parts[0] + " " + parts[1], parts.length > 2 ? parts[2] : ""};
  }

  private static boolean isSlow(String seed) {
    return seed.startsWith(SLOW);
  }

  private static List<byte[]> requests() {
    List<byte[]> all = new ArrayList<>();
    int number = 0;
    for (String seed : lines()) {
      if (isSlow(seed)) {
        continue;
      }
      String[] parts = parts(seed);
      boolean bare = parts[1].isEmpty();
      Framing framing = bare ? Framing.NOT_AT_ALL : Framing.LENGTH;
      Who who = List.of(Who.values()).get(number % Who.values().length);
      Framing other = List.of(Framing.values()).get(number % Framing.values().length);
      all.add(HttpRequest.input(Who.TOKEN, framing, 9, parts[0], parts[1]));
      all.add(HttpRequest.input(who, framing, 9, parts[0], parts[1]));
      if (!bare) {
        all.add(HttpRequest.input(Who.TOKEN, other, 9, parts[0], parts[1]));
      }
      number++;
    }
    String content = "GET /content/{content}?share={share}\n";
    for (String header :
        List.of(
            "Range: bytes=2-5",
            "Range: bytes=-4\nIf-Range: \"x\"",
            "Range: bytes=999-",
            "If-None-Match: *",
            "Accept: text/html",
            "Expect: 100-continue",
            "Connection: close")) {
      all.add(HttpRequest.input(Who.COOKIE, Framing.NOT_AT_ALL, 9, content + header, ""));
    }
    String page = "GET /api/v1/shares/x?y=%3Cb%3E\nAccept: text/html";
    all.add(HttpRequest.input(Who.TOKEN, Framing.NOT_AT_ALL, 9, page, ""));
    String resumed = "GET /api/v1/events\nLast-Event-ID: 0a0b0c0d:17";
    all.add(HttpRequest.input(Who.TOKEN, Framing.NOT_AT_ALL, 9, resumed, ""));
    return all;
  }

  /** The routes that a line comes to and that make sense of it. */
  static synchronized Set<Route> understood(String seed) {
    HttpDaemon daemon = HttpDaemon.running();
    String[] parts = parts(seed);
    HttpRequest request =
        HttpRequest.of(
            new Input(HttpRequest.input(Who.TOKEN, Framing.LENGTH, 1, parts[0], parts[1])));
    HttpAnswer answer = exchanged(daemon, request, request.bytes(daemon));
    boolean refused = answer == null || answer.status() == BAD || answer.status() == NO_TYPE;
    return refused ? Set.of() : daemon.reached();
  }

  private static List<byte[]> bodies() {
    Stream<String> edges =
        Stream.of(
            "[]", "[1e3,-0.5,-0,9223372036854775807]", "\"\\ud83d\\u0000\\/\"", "{\"a\":[[[{}]]]}");
    return Stream.concat(lines().stream().map(seed -> parts(seed)[1]), edges)
        .filter(body -> !body.isEmpty())
        .map(body -> body.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static synchronized boolean request(byte[] bytes) {
    HttpDaemon daemon = HttpDaemon.running();
    HttpRequest request = HttpRequest.of(new Input(bytes));
    byte[] sent = request.bytes(daemon);
    HttpAnswer answer = exchanged(daemon, request, sent);
    if (answer == null) {
      check(daemon, request, null);
      return false;
    }
    HttpContract.check(answer, request.method().equals("HEAD"), sent, daemon);
    check(daemon, request, answer);
    if (answer.status() < FIRST_ERROR && !request.method().equals("GET")) {
      daemon.changed();
    }
    return answer.status() < FIRST_ERROR;
  }

  /** The answer, or null where none has to come and none came. */
  static @Nullable HttpAnswer exchanged(HttpDaemon daemon, HttpRequest request, byte[] sent) {
    daemon.forget();
    try {
      boolean kept = line != null;
      HttpLine open = open(daemon);
      open.send(sent);
      if (kept && request.isWhole() && open.isGone()) {
        // A server may close a connection that is kept: one asks again (RFC 9112 section 9.3.1).
        Finding.unless(daemon.reached().isEmpty(), "done and not answered");
        leave();
        open = open(daemon);
        open.send(sent);
      }
      if (!request.isWhole()) {
        return unfinished(open, request);
      }
      HttpAnswer answer = open.answer(request.method().equals("HEAD"));
      if (answer.last()) {
        leave();
      } else {
        Finding.unless(!open.hasSurplus(), "more than one answer: " + HttpContract.said(answer));
      }
      return answer;
    } catch (SocketTimeoutException e) {
      leave();
      throw new Finding("no answer within " + HttpLine.PATIENCE_MILLIS + " ms", e);
    } catch (IOException e) {
      leave();
      throw new Finding("the connection broke instead of an answer", e);
    }
  }

  private static @Nullable HttpAnswer unfinished(HttpLine open, HttpRequest request)
      throws IOException {
    open.finish();
    try {
      return open.hasMore() ? open.answer(request.method().equals("HEAD")) : null;
    } catch (EOFException | java.net.SocketException left) {
      return null;
    } finally {
      leave();
    }
  }

  private static HttpLine open(HttpDaemon daemon) throws IOException {
    if (++asked % LOOK_EVERY == 0) {
      leave();
      Finding.unless(daemon.isAlive(), "the daemon does not answer any more");
      daemon.forget();
    }
    HttpLine now = line;
    if (now == null || now.port() != daemon.port()) {
      leave();
      now = new HttpLine(daemon.port());
      line = now;
    }
    return now;
  }

  private static void leave() {
    if (line != null) {
      line.close();
      line = null;
    }
  }

  /** Where the request came to, and what it was told. */
  private static void check(HttpDaemon daemon, HttpRequest request, @Nullable HttpAnswer answer) {
    Set<Route> reached = daemon.reached();
    if (!request.isLetIn()) {
      Finding.unless(reached.stream().allMatch(Route::open), "let in without a token: " + reached);
      Finding.unless(
          request.who().isLocal() || reached.isEmpty(), "let in from another site: " + reached);
    }
    if (answer != null && answer.status() < FIRST_ERROR && request.framing().isWhole()) {
      Finding.unless(reached.size() == 1, "not one route: " + reached);
      HttpContract.done(answer, reached.iterator().next());
    }
  }

  /** Nobody who sends them has the token. */
  private static synchronized boolean bytes(byte[] bytes) {
    HttpDaemon daemon = HttpDaemon.running();
    daemon.forget();
    byte[] sent =
        new String(bytes, StandardCharsets.ISO_8859_1)
            .replace("{host}", daemon.host())
            .getBytes(StandardCharsets.ISO_8859_1);
    List<HttpAnswer> answers = new ArrayList<>();
    try {
      HttpLine open = open(daemon);
      open.send(sent);
      HttpBytes.read(open, new String(sent, StandardCharsets.ISO_8859_1), answers);
    } catch (SocketTimeoutException e) {
      throw new Finding("not closed within " + HttpLine.PATIENCE_MILLIS + " ms", e);
    } catch (IOException left) {
      // The other side had nothing to say, or had said it.
    } finally {
      leave();
    }
    boolean toHead = HttpBytes.isHead(new String(sent, StandardCharsets.ISO_8859_1));
    answers.forEach(answer -> HttpContract.check(answer, toHead, sent, daemon));
    Finding.unless(!daemon.hasFailed(), "a bug of ours in the log");
    Set<Route> reached = daemon.reached();
    Finding.unless(reached.stream().allMatch(Route::open), "let in without a token: " + reached);
    return answers.stream().anyMatch(answer -> answer.status() < FIRST_ERROR);
  }

  private static boolean json(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Json answer = Json.read(text);
    Object value;
    try {
      value = Json.parse(text).raw();
    } catch (JsonException refused) {
      Finding.unless(answer.members().isEmpty(), "no JSON, and read as something");
      return false;
    }
    Finding.unless(Objects.equals(value, answer.raw()), "read in two ways");
    String written = JsonWriter.write(value);
    try {
      Finding.unless(
          Objects.equals(value, JsonReader.read(written)), "read as something else: " + written);
    } catch (JsonException e) {
      throw new Finding("not read again: " + written, e);
    }
    return true;
  }
}
