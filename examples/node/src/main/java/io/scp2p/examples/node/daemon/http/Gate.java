package io.scp2p.examples.node.daemon.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Who may come in.
 *
 * <p>Every program of this machine can connect to loopback, and every page that a browser of this
 * machine shows can make it send requests there. So: a token that only the user can read; {@code
 * Host} must name loopback, or a name that was rebound to 127.0.0.1 would make a stranger's page
 * the same origin; {@code Origin} and {@code Sec-Fetch-Site} must not name another site, because
 * for cookies all ports of a host are one site.
 */
public final class Gate {
  private static final int SECRET_BYTES = 32;
  private static final Pattern SECRET = Pattern.compile("[0-9a-f]{" + 2 * SECRET_BYTES + "}");
  private static final Set<String> SAFE = Set.of("GET", "HEAD");
  private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

  private final byte[] token;
  private final Renewed renewed;
  private volatile String cookie;
  private volatile int port;

  /** Keeps the secret of browsers for the runs to come. */
  @FunctionalInterface
  public interface Renewed {
    void keep(int port, String cookie);
  }

  /**
   * A gate that opens to one token and to the browsers that were let in with it.
   *
   * @param cookie the secret of those browsers, perhaps of an earlier run
   * @param renewed told the new secret when all of them are locked out
   */
  public Gate(String token, String cookie, Renewed renewed) {
    this.token = token.getBytes(StandardCharsets.US_ASCII);
    this.cookie = cookie;
    this.renewed = renewed;
  }

  /** A new token, or secret of a cookie: 64 hexadecimal digits. */
  public static String newToken() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Whether a text could be one. */
  public static boolean isSecret(String text) {
    return SECRET.matcher(text).matches();
  }

  /** Tells where the server came to listen; nobody comes in before. */
  public void listensOn(int boundPort) {
    port = boundPort;
  }

  /** Refuses a request that is none of ours; {@code open} routes need no token. */
  void check(HttpServerRequest request, boolean open) {
    HttpHeaders headers = request.requestHeaders();
    checkHost(headers.getAll(HttpHeaderNames.HOST));
    checkSite(headers);
    if (open) {
      return;
    }
    String bearer = headers.get(HttpHeaderNames.AUTHORIZATION);
    if (bearer != null) {
      if (!bearer.startsWith("Bearer ") || !isToken(bearer.substring("Bearer ".length()))) {
        throw unauthorized("The token is not the one of this run of the daemon.");
      }
      return;
    }
    if (!hasCookie(headers)) {
      throw unauthorized("There is no token.");
    }
    // Browsers name the origin of whatever changes something: without it, this is none of them.
    boolean safe = SAFE.contains(request.method().name());
    if (!safe && headers.get(HttpHeaderNames.ORIGIN) == null) {
      throw forbiddenOrigin();
    }
  }

  private void checkHost(List<String> hosts) {
    if (hosts.size() != 1 || !isOwn(hosts.get(0).toLowerCase(Locale.ROOT))) {
      throw HttpFailure.of(
          403,
          "HTTP_FORBIDDEN_HOST",
          "The Host header does not name this daemon.",
          "Use http://127.0.0.1:" + port + ".");
    }
  }

  private boolean isOwn(String host) {
    return port > 0
        && (host.equals("127.0.0.1:" + port)
            || host.equals("localhost:" + port)
            || host.equals("[::1]:" + port));
  }

  private void checkSite(HttpHeaders headers) {
    List<String> origins = headers.getAll(HttpHeaderNames.ORIGIN);
    String site = headers.get("Sec-Fetch-Site");
    boolean foreign =
        origins.size() > 1
            || (origins.size() == 1 && !isOwnOrigin(origins.get(0)))
            || (site != null && !OWN_SITE.contains(site));
    if (foreign) {
      throw forbiddenOrigin();
    }
  }

  private boolean isOwnOrigin(String origin) {
    String text = origin.toLowerCase(Locale.ROOT);
    return text.startsWith("http://") && isOwn(text.substring("http://".length()));
  }

  private boolean hasCookie(HttpHeaders headers) {
    String name = cookieName();
    byte[] expected = cookie.getBytes(StandardCharsets.US_ASCII);
    for (String header : headers.getAll(HttpHeaderNames.COOKIE)) {
      for (Cookie sent : ServerCookieDecoder.STRICT.decode(header)) {
        if (sent.name().equals(name) && same(expected, sent.value())) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a browser was let in before. */
  public boolean knows(Call call) {
    return hasCookie(call.request().requestHeaders());
  }

  /** Whether a text is the token; takes the same time for every text of its length. */
  public boolean isToken(@Nullable String text) {
    return text != null && same(token, text);
  }

  private static boolean same(byte[] expected, String given) {
    return MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
  }

  /** What makes a browser one of ours. Ports share cookies: hence the port in the name. */
  public String setCookie() {
    return cookieName() + "=" + cookie + "; Path=/; HttpOnly; SameSite=Strict";
  }

  /** Ends what was set before, in every browser; also for the runs to come. */
  public String endCookies() {
    String next = newToken();
    cookie = next;
    renewed.keep(port, next);
    return cookieName() + "=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0";
  }

  private String cookieName() {
    return "scp2p-" + port;
  }

  private static HttpFailure unauthorized(String message) {
    return HttpFailure.of(
        401,
        "HTTP_UNAUTHORIZED",
        message,
        "Read it from daemon.token in the home of the daemon, or open the address that"
            + " 'scp2p run' has printed.");
  }

  private static HttpFailure forbiddenOrigin() {
    return HttpFailure.of(
        403,
        "HTTP_FORBIDDEN_ORIGIN",
        "The request comes from another site.",
        "Open the interface itself.");
  }
}
