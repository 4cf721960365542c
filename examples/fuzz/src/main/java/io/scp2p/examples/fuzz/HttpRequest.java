package io.scp2p.examples.fuzz;

import io.scp2p.examples.node.daemon.json.JsonException;
import io.scp2p.examples.node.daemon.json.JsonReader;
import io.scp2p.examples.node.daemon.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request made of an input: who asks, how the body is framed, the length of chunks, then lines:
 * method and address, headers, an empty one, and the body.
 *
 * <p>Whoever is let in could read and write what the user may. So the paths in a body that comes
 * with a token are moved into the box of the daemon, and its framing is not the input's to say.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record HttpRequest(
    Who who, Framing framing, int chunk, String first, List<String> lines, byte[] content) {
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}: ?[^\\r]*");
  private static final Set<String> FRAMING = Set.of("content-length", "transfer-encoding");
  private static final String UPLOADS = "/api/v1/staging/";

  /** Who asks, and how it shows. */
  enum Who {
    TOKEN,
    COOKIE,
    NOBODY,
    ANOTHER_TOKEN,
    ANOTHER_COOKIE,
    /** From the page of another site; browsers send the cookie along from sites of this host. */
    COOKIE_AND_FOREIGN_ORIGIN,
    COOKIE_FROM_ANOTHER_SITE,
    /** No browser of today: each names the origin of what changes something. */
    COOKIE_WITHOUT_ORIGIN,
    TOKEN_TO_A_REBOUND_NAME,
    TOKEN_TO_NO_HOST,
    TOKEN_AND_FOREIGN_ORIGIN,
    TOKEN_AND_NULL_ORIGIN;

    /** Whether the daemon may do what is asked. */
    boolean isLetIn(String method) {
      return this == TOKEN
          || this == COOKIE
          || (this == COOKIE_WITHOUT_ORIGIN && (method.equals("GET") || method.equals("HEAD")));
    }

    /** Whether it may be shown what needs no token. */
    boolean isLocal() {
      return isLetIn("GET") || this == NOBODY || this == ANOTHER_TOKEN || this == ANOTHER_COOKIE;
    }
  }

  /** How the body is sent. */
  enum Framing {
    LENGTH,
    CHUNKED,
    CHUNKED_WITH_TRAILERS,
    NOT_AT_ALL,
    /** The rest of the body looks like another request. */
    TOO_SHORT,
    TOO_LONG,
    BAD_CHUNK;

    /** Whether an answer must come. */
    boolean isWhole() {
      return this != TOO_SHORT && this != TOO_LONG && this != BAD_CHUNK;
    }
  }

  /** Reads it out of an input. */
  static HttpRequest of(Input input) {
    Who who = Who.values()[input.below(Who.values().length)];
    Framing framing = Framing.values()[input.below(Framing.values().length)];
    int chunk = 1 + input.u8();
    byte[] rest = input.rest();
    String text = new String(rest, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\n\n");
    String[] head = (end < 0 ? text : text.substring(0, end)).split("\n");
    byte[] content =
        end < 0 ? new byte[0] : text.substring(end + 2).getBytes(StandardCharsets.ISO_8859_1);
    return new HttpRequest(
        who,
        framing,
        chunk,
        head.length == 0 ? "" : head[0],
        List.of(head).subList(Math.min(1, head.length), head.length),
        content);
  }

  /** An input that is read as this request. */
  static byte[] input(Who who, Framing framing, int chunk, String lines, String body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(List.of(Who.values()).indexOf(who));
    out.write(List.of(Framing.values()).indexOf(framing));
    out.write(chunk - 1);
    out.writeBytes((lines + "\n\n" + body).getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  /** As the server may read it: it takes other white space for a blank. */
  String method() {
    int start = 0;
    while (start < first.length() && isBlank(first.charAt(start))) {
      start++;
    }
    int end = start;
    while (end < first.length() && !isBlank(first.charAt(end))) {
      end++;
    }
    return first.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return c <= ' ' || c == 0x7f;
  }

  boolean isLetIn() {
    return who.isLetIn(method());
  }

  /** Whether it is one request and has its end, so that one answer comes. */
  boolean isWhole() {
    return framing().isWhole() && (who.isLetIn("GET") || lines.isEmpty());
  }

  /** The framing that is sent: from whoever is let in no second request comes behind a body. */
  @Override
  public Framing framing() {
    return who.isLetIn("GET") && framing == Framing.TOO_SHORT ? Framing.LENGTH : framing;
  }

  /** As it is sent. */
  byte[] bytes(HttpDaemon daemon) {
    StringBuilder head = new StringBuilder(named(daemon, first)).append(" HTTP/1.1\r\n");
    authority(daemon, head);
    if (method().equals("PUT") && first.contains(UPLOADS)) {
      head.append("Content-Type: application/octet-stream\r\n");
    } else if (content.length > 0) {
      head.append("Content-Type: application/json; charset=utf-8\r\n");
    }
    for (String line : lines) {
      if (!who.isLetIn("GET") || isHarmless(line)) {
        head.append(line).append("\r\n");
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    framed(head, within(daemon), out);
    return out.toByteArray();
  }

  private static boolean isHarmless(String line) {
    return HARMLESS.matcher(line).matches()
        && !FRAMING.contains(line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT));
  }

  private String named(HttpDaemon daemon, String text) {
    String known = daemon.named(text);
    return isLetIn() ? known.replace("{token}", daemon.token()) : known;
  }

  private void authority(HttpDaemon daemon, StringBuilder head) {
    String bearer = "Authorization: Bearer %s\r\n";
    String cookie = "Cookie: a=b; " + daemon.cookieName() + "=%s\r\n";
    String origin = "Origin: %s\r\n";
    String own = "http://" + daemon.host();
    switch (who) {
      case TOKEN_TO_NO_HOST -> {}
      case TOKEN_TO_A_REBOUND_NAME ->
          head.append("Host: rebound.example:").append(daemon.port()).append("\r\n");
      default -> head.append("Host: ").append(daemon.host()).append("\r\n");
    }
    switch (who) {
      case TOKEN, TOKEN_TO_NO_HOST, TOKEN_TO_A_REBOUND_NAME ->
          head.append(bearer.formatted(daemon.token()));
      case TOKEN_AND_FOREIGN_ORIGIN ->
          head.append(bearer.formatted(daemon.token()))
              .append(origin.formatted("http://127.0.0.1:1"));
      case TOKEN_AND_NULL_ORIGIN ->
          head.append(bearer.formatted(daemon.token())).append(origin.formatted("null"));
      case COOKIE ->
          head.append(cookie.formatted(daemon.cookie()))
              .append(origin.formatted(own))
              .append("Sec-Fetch-Site: same-origin\r\n");
      case COOKIE_WITHOUT_ORIGIN -> head.append(cookie.formatted(daemon.cookie()));
      case COOKIE_AND_FOREIGN_ORIGIN ->
          head.append(cookie.formatted(daemon.cookie()))
              .append(origin.formatted(own + ".evil.example"));
      case COOKIE_FROM_ANOTHER_SITE ->
          head.append(cookie.formatted(daemon.cookie())).append("Sec-Fetch-Site: same-site\r\n");
      case ANOTHER_TOKEN -> head.append(bearer.formatted("0".repeat(64)));
      case ANOTHER_COOKIE ->
          head.append(cookie.formatted("0".repeat(64))).append(origin.formatted(own));
      case NOBODY -> {}
    }
  }

  private void framed(StringBuilder head, byte[] body, ByteArrayOutputStream out) {
    switch (framing()) {
      case LENGTH -> length(head, body.length);
      case TOO_SHORT -> length(head, body.length / 2);
      case TOO_LONG -> length(head, body.length + chunk);
      case NOT_AT_ALL -> {}
      default -> head.append("Transfer-Encoding: chunked\r\n");
    }
    head.append("\r\n");
    out.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    switch (framing()) {
      case NOT_AT_ALL -> {}
      case LENGTH, TOO_SHORT, TOO_LONG -> out.writeBytes(body);
      default -> chunked(body, out);
    }
  }

  private static void length(StringBuilder head, int length) {
    head.append("Content-Length: ").append(length).append("\r\n");
  }

  private void chunked(byte[] body, ByteArrayOutputStream out) {
    for (int at = 0; at < body.length; at += chunk) {
      int count = Math.min(chunk, body.length - at);
      String extension = framing() == Framing.CHUNKED_WITH_TRAILERS ? ";name=value" : "";
      put(out, Integer.toHexString(count) + extension + "\r\n");
      out.write(body, at, count);
      put(out, framing() == Framing.BAD_CHUNK ? "zz\r\n" : "\r\n");
    }
    String trailer = framing() == Framing.CHUNKED_WITH_TRAILERS ? "Expires: never\r\n" : "";
    put(out, "0\r\n" + trailer + "\r\n");
  }

  private static void put(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The body, with every absolute path in it moved into the box. */
  private byte[] within(HttpDaemon daemon) {
    byte[] named =
        daemon
            .named(new String(content, StandardCharsets.ISO_8859_1))
            .getBytes(StandardCharsets.ISO_8859_1);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(named)).toString();
      Object value = JsonReader.read(text);
      Object moved = moved(value, path -> moved(daemon.box(), path));
      return Objects.equals(value, moved)
          ? named
          : JsonWriter.write(moved).getBytes(StandardCharsets.UTF_8);
    } catch (CharacterCodingException | JsonException refused) {
      return named; // The daemon reads it with the same reader.
    }
  }

  private static @Nullable Object moved(@Nullable Object value, UnaryOperator<String> move) {
    if (value instanceof String text) {
      return text.startsWith("/") ? move.apply(text) : text;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> all = new ArrayList<>();
      list.forEach(each -> all.add(moved(each, move)));
      return all;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> all = new LinkedHashMap<>();
      map.forEach((name, each) -> all.put(name, moved(each, move)));
      return all;
    }
    return value;
  }

  private static String moved(Path box, String text) {
    try {
      Path path = Path.of(text).normalize();
      Path within = path.startsWith(box) ? path : box.resolve("." + path).normalize();
      return (within.startsWith(box) ? within : box).toString();
    } catch (InvalidPathException refused) {
      return text; // By the daemon, too.
    }
  }
}
