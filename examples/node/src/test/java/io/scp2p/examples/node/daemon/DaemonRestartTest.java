package io.scp2p.examples.node.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser that was let in, and a daemon that ends and starts again. */
class DaemonRestartTest {
  private static final byte[] NOTHING = {};

  @TempDir private Path disk;
  private DaemonFleet fleet;
  private DaemonFleet.One one;
  private String cookie = "";

  @BeforeEach
  void open() throws IOException {
    fleet = new DaemonFleet(disk);
    one = fleet.start("a", Daemon.LAST_PORT, Map.of());
    Raw.Answer login =
        Raw.send(one, "GET", "/login?token=" + one.token(), List.of(host()), NOTHING);
    String set = login.header("set-cookie");
    cookie = "Cookie: " + set.substring(0, set.indexOf(';'));
    assertThat(status()).isEqualTo(200);
  }

  @AfterEach
  void close() throws IOException {
    fleet.close();
  }

  private String host() {
    return "Host: 127.0.0.1:" + one.port();
  }

  private int status() throws IOException {
    return Raw.send(one, "GET", "/api/v1/status", List.of(host(), cookie), NOTHING).status();
  }

  private void restart() throws IOException {
    fleet.stop(one);
    one = fleet.start("a", Daemon.LAST_PORT, Map.of());
  }

  private Path session() {
    return one.home().resolve("daemon.session");
  }

  @Test
  void theBrowserComesBackAtTheSameAddressAndProgramsNeedTheNewToken() throws IOException {
    int port = one.port();
    String token = one.token();
    restart();
    assertThat(one.port()).isEqualTo(port);
    assertThat(status()).isEqualTo(200);
    assertThat(one.token()).isNotEqualTo(token);
    List<String> old = List.of(host(), "Authorization: Bearer " + token);
    assertThat(Raw.send(one, "GET", "/api/v1/status", old, NOTHING).status()).isEqualTo(401);
  }

  @Test
  void theSecretIsTheOwnersAlone() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(session())))
        .isEqualTo("rw-------");
    assertThat(Files.readString(session())).contains(cookie.substring(cookie.indexOf('=') + 1));
    try (Stream<Path> files = Files.list(one.home())) {
      assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith(".daemon"));
    }
  }

  @Test
  void whoRemovesTheTokenLocksAllBrowsersOutFromTheNextStartOn() throws IOException {
    Files.delete(one.home().resolve("daemon.token"));
    restart();
    assertThat(status()).isEqualTo(401);
  }

  @Test
  void soItIsAfterACrash() throws IOException {
    byte[] info = Files.readAllBytes(one.home().resolve("daemon.json"));
    byte[] kept = Files.readAllBytes(session());
    fleet.stop(one);
    // As it is after a kill, and somebody has removed the token then.
    Files.write(one.home().resolve("daemon.json"), info);
    Files.write(session(), kept);
    one = fleet.start("a", Daemon.LAST_PORT, Map.of());
    assertThat(status()).isEqualTo(401);
  }

  @Test
  void whoHasLoggedOutIsOutForGood() throws IOException {
    List<String> own = List.of(host(), cookie, "Origin: http://127.0.0.1:" + one.port());
    assertThat(Raw.send(one, "POST", "/api/v1/logout", own, NOTHING).status()).isEqualTo(204);
    assertThat(status()).isEqualTo(401);
    restart();
    assertThat(status()).isEqualTo(401);
  }

  @Test
  void whatIsNoSecretIsReplacedAndATakenPortIsNotInsistedOn() throws IOException {
    int port = one.port();
    fleet.stop(one);
    Files.writeString(session(), "{\"port\":" + port + ",\"cookie\":\"guess\"}");
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      one = fleet.start("a", Daemon.LAST_PORT, Map.of());
      assertThat(one.port()).isNotEqualTo(taken.getLocalPort());
    }
    assertThat(Files.readString(session())).doesNotContain("guess");
    cookie = "Cookie: scp2p-" + one.port() + "=guess";
    assertThat(status()).isEqualTo(401);
  }
}
