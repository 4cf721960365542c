package io.scp2p.examples.node.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who comes in, and what those who do not are told. */
class DaemonGateTest {
  private static final byte[] NOTHING = {};

  @TempDir private static Path disk;
  private static DaemonFleet fleet;
  private static DaemonFleet.One one;

  @BeforeAll
  static void open() throws IOException {
    fleet = new DaemonFleet(disk);
    one = fleet.start("a");
  }

  @AfterAll
  static void close() throws IOException {
    fleet.close();
  }

  private static String host() {
    return "Host: 127.0.0.1:" + one.port();
  }

  private static String bearer() {
    return "Authorization: Bearer " + one.token();
  }

  private static Raw.Answer get(String path, String... headers) throws IOException {
    return Raw.send(one, "GET", path, List.of(headers), NOTHING);
  }

  private static void refused(Raw.Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.text()).contains("\"code\":\"" + code + "\"");
  }

  @Test
  void withTheTokenAndALoopbackHostOneComesIn() throws IOException {
    for (String host : List.of("127.0.0.1", "localhost", "LocalHost", "[::1]")) {
      assertThat(get("/api/v1/status", "Host: " + host + ":" + one.port(), bearer()).status())
          .isEqualTo(200);
    }
  }

  @Test
  void noTokenOrAnotherIsRefusedOnEveryRoute() throws IOException {
    String other = "Authorization: Bearer " + "0".repeat(64);
    for (String path :
        List.of(
            "/api/v1/status",
            "/api/v1/events",
            "/api/v1/nothing",
            "/api/v1/identity",
            "/content/" + "0".repeat(64),
            "/shares/" + "0".repeat(64) + "/x")) {
      refused(get(path, host()), 401, "HTTP_UNAUTHORIZED");
      refused(get(path, host(), other), 401, "HTTP_UNAUTHORIZED");
      refused(get(path, host(), "Authorization: Basic eDp5"), 401, "HTTP_UNAUTHORIZED");
      refused(get(path, host(), "Cookie: scp2p-" + one.port() + "=1"), 401, "HTTP_UNAUTHORIZED");
    }
    refused(get("/login?token=" + "0".repeat(64), host()), 401, "HTTP_UNAUTHORIZED");
    refused(get("/login", host()), 401, "HTTP_UNAUTHORIZED");
  }

  @Test
  void aNameThatWasReboundToLoopbackIsRefusedEvenWithTheToken() throws IOException {
    for (String host :
        List.of("evil.example:" + one.port(), "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil:80")) {
      refused(get("/api/v1/status", "Host: " + host, bearer()), 403, "HTTP_FORBIDDEN_HOST");
      refused(get("/", "Host: " + host), 403, "HTTP_FORBIDDEN_HOST");
    }
    Raw.Answer none = get("/api/v1/status", bearer());
    assertThat(none.status()).isIn(400, 403);
    Raw.Answer two = get("/api/v1/status", host(), "Host: evil.example", bearer());
    assertThat(two.status()).isIn(400, 403);
  }

  @Test
  void anotherSiteIsRefusedEvenWithTheToken() throws IOException {
    for (String header :
        List.of(
            "Origin: http://evil.example",
            "Origin: null",
            "Origin: https://127.0.0.1:" + one.port(),
            "Origin: http://127.0.0.1:1",
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Site: same-site")) {
      refused(get("/api/v1/status", host(), bearer(), header), 403, "HTTP_FORBIDDEN_ORIGIN");
    }
    assertThat(
            get("/api/v1/status", host(), bearer(), "Origin: http://127.0.0.1:" + one.port())
                .status())
        .isEqualTo(200);
  }

  @Test
  void aBrowserComesInByItsCookieAndMustSayFromWhereWhenItChangesSomething() throws IOException {
    Raw.Answer login = get("/login?token=" + one.token(), host());
    assertThat(login.status()).isEqualTo(303);
    assertThat(login.header("location")).isEqualTo("/");
    String set = login.header("set-cookie");
    assertThat(set).contains("HttpOnly").contains("SameSite=Strict").doesNotContain(one.token());
    String cookie = "Cookie: other=1; " + set.substring(0, set.indexOf(';'));
    assertThat(get("/api/v1/status", host(), cookie).status()).isEqualTo(200);

    List<String> change = List.of(host(), cookie, "Content-Type: application/json");
    byte[] body = "{\"set\":{}}".getBytes(StandardCharsets.UTF_8);
    refused(Raw.send(one, "PATCH", "/api/v1/config", change, body), 403, "HTTP_FORBIDDEN_ORIGIN");
    List<String> own = new ArrayList<>(change);
    own.add("Origin: http://127.0.0.1:" + one.port());
    assertThat(Raw.send(one, "PATCH", "/api/v1/config", own, body).status()).isEqualTo(200);

    assertThat(Raw.send(one, "POST", "/api/v1/logout", own, NOTHING).status()).isEqualTo(204);
    refused(get("/api/v1/status", host(), cookie), 401, "HTTP_UNAUTHORIZED");
  }

  @Test
  void bodiesAreBoundedAndOfOneType() throws IOException {
    List<String> json = List.of(host(), bearer(), "Content-Type: application/json");
    byte[] large = new byte[(1 << 20) + 1];
    refused(Raw.send(one, "POST", "/api/v1/peers", json, large), 413, "HTTP_BODY_TOO_LARGE");
    List<String> form = List.of(host(), bearer(), "Content-Type: text/plain");
    byte[] small = "{\"address\":\"tcp://127.0.0.1:1\"}".getBytes(StandardCharsets.UTF_8);
    refused(
        Raw.send(one, "POST", "/api/v1/peers", form, small), 415, "HTTP_UNSUPPORTED_MEDIA_TYPE");
    byte[] deep = "[".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    refused(Raw.send(one, "POST", "/api/v1/peers", json, deep), 400, "HTTP_MALFORMED");
    byte[] notText = {'{', (byte) 0xff, '}'};
    refused(Raw.send(one, "POST", "/api/v1/peers", json, notText), 400, "HTTP_MALFORMED");
  }

  @Test
  void aBodyInPiecesIsBoundedToo() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), one.port())) {
      socket.setSoTimeout(60_000);
      String head =
          "POST /api/v1/peers HTTP/1.1\r\n"
              + host()
              + "\r\n"
              + bearer()
              + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] chunk =
          ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      try {
        for (int i = 0; i < 1_000; i++) {
          socket.getOutputStream().write(chunk);
        }
      } catch (SocketException closed) {
        // The daemon has stopped to read: what this is about.
      }
      InputStream in = socket.getInputStream();
      String answer;
      try {
        answer = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
      } catch (SocketException reset) {
        answer = "HTTP/1.1 413";
      }
      assertThat(answer).isEqualTo("HTTP/1.1 413");
    }
    assertThat(get("/api/v1/status", host(), bearer()).status()).isEqualTo(200);
  }

  @Test
  void addressesDoNotClimb() throws IOException {
    for (String path :
        List.of(
            "/web/../daemon.token",
            "/web/..%2f..%2fdaemon.token",
            "/web/%2e%2e/x.html",
            "/web//etc/passwd",
            "/web/.hidden",
            "/web/x%00.html",
            "/web/",
            "/%2e%2e/%2e%2e/etc/passwd")) {
      Raw.Answer answer = get(path, host(), bearer());
      assertThat(answer.status()).as(path).isIn(400, 404);
    }
    assertThat(get("/api/v1/st%zztus", host(), bearer()).status()).isEqualTo(400);
    assertThat(Raw.send(one, "PUT", "/api/v1/status", List.of(host(), bearer()), NOTHING).status())
        .isEqualTo(405);
  }

  @Test
  void filesOfTheInterfaceAreServedByTheirExactNamesAndCompared() throws IOException {
    Raw.Answer file = get("/web/probe.svg", host());
    assertThat(file.status()).isEqualTo(200);
    assertThat(file.text()).isEqualTo("a file of the interface\n");
    assertThat(file.header("content-type")).isEqualTo("image/svg+xml");
    String etag = file.header("etag");
    Raw.Answer same = get("/web/probe.svg", host(), "If-None-Match: " + etag);
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.header("content-security-policy"))
        .isEqualTo(file.header("content-security-policy"));
    Raw.Answer head = Raw.send(one, "HEAD", "/web/probe.svg", List.of(host()), NOTHING);
    assertThat(head.header("content-length")).isEqualTo("24");
    assertThat(head.body()).isEmpty();
    for (String path : List.of("/web/./probe.svg", "/web/%2e/probe.svg", "/web//probe.svg")) {
      assertThat(get(path, host()).status()).as(path).isEqualTo(404);
    }
  }

  @Test
  void everyAnswerTellsTheBrowserToDoNothingElse() throws IOException {
    for (String path : List.of("/api/v1/status", "/nothing", "/login")) {
      Raw.Answer answer = get(path, host(), bearer());
      assertThat(answer.header("content-security-policy")).startsWith("default-src 'none'");
      assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
      assertThat(answer.header("referrer-policy")).isEqualTo("no-referrer");
      assertThat(answer.header("cross-origin-resource-policy")).isEqualTo("same-origin");
      assertThat(answer.header("access-control-allow-origin")).isEmpty();
    }
  }

  @Test
  void theTokenIsTheOwnersAlone() throws IOException {
    for (String file : List.of("daemon.token", "daemon.json")) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(one.home().resolve(file))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void itListensOnOneAddressOfLoopbackAndNoOther() throws IOException {
    List<InetAddress> others = new ArrayList<>();
    // Every system has it, or cannot reach it: nothing else in 127/8 is listened on.
    others.add(InetAddress.getByName("127.0.0.2"));
    for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
      network.inetAddresses().filter(own -> !own.isLoopbackAddress()).forEach(others::add);
    }
    new Socket(InetAddress.getLoopbackAddress(), one.port()).close();
    for (InetAddress other : others) {
      assertThatThrownBy(() -> connect(other)).as("%s", other).isInstanceOf(IOException.class);
    }
  }

  private static void connect(InetAddress address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, one.port()), 2_000);
    }
  }

  @Test
  void aPersonIsToldInWordsAndAProgramInJson() throws IOException {
    String browser = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";
    String old = "/login?token=" + "0".repeat(64);
    Raw.Answer page = get(old, host(), browser);
    assertThat(page.status()).isEqualTo(401);
    assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.header("content-security-policy")).startsWith("default-src 'none'");
    assertThat(page.text())
        .contains("This browser is not signed in", "earlier run", "What to do:", "daemon.token")
        .doesNotContain("{\"error\"", one.token());
    refused(get(old, host(), "Accept: application/json"), 401, "HTTP_UNAUTHORIZED");

    Raw.Answer nothing = get("/<b>nothing%3Cb%3E", host(), bearer(), browser);
    assertThat(nothing.text()).doesNotContain("<b>");
    Raw.Answer parameter = get("/login?%3Cimg%20src=x", host(), browser);
    assertThat(parameter.status()).isEqualTo(400);
    assertThat(parameter.text()).doesNotContain("<img");
  }

  @Test
  void aBrowserThatWasLetInMayUseAnOldAddress() throws IOException {
    String set = get("/login?token=" + one.token(), host()).header("set-cookie");
    String cookie = "Cookie: " + set.substring(0, set.indexOf(';'));
    Raw.Answer again = get("/login?token=" + "0".repeat(64), host(), cookie);
    assertThat(again.status()).isEqualTo(303);
    assertThat(again.header("location")).isEqualTo("/");
    assertThat(again.header("set-cookie")).isEmpty();
    refused(get("/login?token=" + "0".repeat(64), host(), cookie + "0"), 401, "HTTP_UNAUTHORIZED");
  }

  @Test
  void browsersThatAskForAPictureGetIt() throws IOException {
    Raw.Answer picture = get("/favicon.ico", host());
    assertThat(picture.status()).isEqualTo(200);
    assertThat(picture.header("content-type")).isEqualTo("image/svg+xml");
    assertThat(picture.text()).startsWith("<svg");
  }
}
