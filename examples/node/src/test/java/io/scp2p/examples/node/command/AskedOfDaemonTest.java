package io.scp2p.examples.node.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.scp2p.examples.node.Scp2pMain;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What commands ask of a daemon, as a daemon sees it that says what it is told to say. */
class AskedOfDaemonTest {
  private static final String LINK =
      "scp2p://s/jkxOwKqqiYjgQZ8xFn9BmYI7qcWgC9xR1IuSUrR2Cn7TQzs7tcUZEfwCd8a6sL2mF3S-xPFmJX7VxOPD39_jZg";

  private static final String SHARE = "ab".repeat(32);

  @TempDir private Path home;

  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, String> answers = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private HttpServer daemon;

  @BeforeEach
  void start() throws IOException {
    daemon = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    daemon.createContext(
        "/api/v1",
        call -> {
          byte[] body = call.getRequestBody().readAllBytes();
          String what =
              call.getRequestMethod()
                  + call.getRequestURI().toString().replaceFirst("/api/v1", " ");
          asked.add((what + " " + new String(body, StandardCharsets.UTF_8)).strip());
          byte[] answer = answers.getOrDefault(what, "{}").getBytes(StandardCharsets.UTF_8);
          call.sendResponseHeaders(200, answer.length);
          call.getResponseBody().write(answer);
          call.close();
        });
    daemon.start();
    Files.writeString(home.resolve("daemon.token"), "secret\n");
    Files.writeString(
        home.resolve("daemon.json"),
        "{\"port\":%d,\"pid\":%d}"
            .formatted(daemon.getAddress().getPort(), ProcessHandle.current().pid()));
  }

  @AfterEach
  void stop() {
    daemon.stop(0);
  }

  private int execute(String... arguments) {
    CommandLine line = Scp2pMain.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--home", home.toString()));
    return line.execute(all.toArray(String[]::new));
  }

  private static String hit(String content) {
    return "{\"item\":{\"content\":\"%s\",\"name\":\"%s.txt\"}}".formatted(content, content);
  }

  @Test
  void everythingThatTheWordsFindIsDownloadedAlsoFromFurtherPages() {
    String search = "GET /search?q=beach&share=" + SHARE + "&limit=200";
    answers.put(
        "POST /subscriptions/" + SHARE + "/sync", "{\"newest\":{\"sequence\":1,\"itemCount\":3}}");
    answers.put(search, "{\"hits\":[" + hit("a") + "," + hit("b") + "],\"next\":\"x y\"}");
    answers.put(search + "&after=x+y", "{\"hits\":[" + hit("c") + "],\"next\":null}");

    assertThat(execute("get", SHARE, "--search", "beach", "--detach")).as("%s", err).isZero();

    assertThat(asked)
        .anyMatch(
            one ->
                one.startsWith("POST /downloads") && one.contains("\"items\":[\"a\",\"b\",\"c\"]"));
    assertThat(out.toString()).contains("found: c.txt");
  }

  @Test
  void whoFollowsAgainChangesOnlyWhatIsSaid() {
    assertThat(execute("follow", LINK)).as("%s", err).isZero();
    assertThat(execute("follow", LINK, "--trust", "TRUSTED")).as("%s", err).isZero();

    String link = "POST /subscriptions {\"link\":\"" + LINK + "\"";
    assertThat(asked).contains(link + "}", link + ",\"trust\":\"TRUSTED\"}");
  }

  @Test
  void whatOthersAreAskedForIsAskedForInTheLargestPages() {
    answers.put("GET /discover/shares?seconds=5&limit=1000", "{\"items\":[],\"next\":\"1\"}");

    assertThat(execute("browse")).as("%s", err).isZero();

    assertThat(asked)
        .endsWith(
            "GET /discover/shares?seconds=5&limit=1000",
            "GET /discover/shares?seconds=5&limit=1000&after=1");
  }

  @Test
  void moreIsPromisedOnlyWhereTheLimitCanBeRaised() {
    String page = "{\"hits\":[" + hit("a") + "],\"total\":900,\"next\":\"x\"}";
    String search = "GET /search?q=beach&mode=STANDARD&order=RELEVANCE&limit=";
    answers.put(search + "20", page);
    answers.put(search + "200", page);

    assertThat(execute("search", "beach")).isZero();
    assertThat(out.toString()).contains("900 in all; more with --limit");
    out.getBuffer().setLength(0);
    assertThat(execute("search", "beach", "--limit", "200")).isZero();
    assertThat(out.toString())
        .contains("900 in all; more words find less")
        .doesNotContain("--limit");
  }

  @Test
  void aTokenThatCannotBeReadIsNotTakenForADaemonThatIsNotThere() throws IOException {
    Path unreadable = Path.of("/proc/self/mem");
    assumeTrue(Files.isRegularFile(unreadable), "a file that even root cannot read from its start");
    Path token = home.resolve("daemon.token");
    Files.delete(token);
    Files.createSymbolicLink(token, unreadable);

    assertThat(execute("status")).isEqualTo(ExitCode.FAILED.number());
    assertThat(err.toString()).contains(token.toString(), "Input/output error");

    Files.delete(token);
    assertThat(execute("status")).isEqualTo(ExitCode.NO_DAEMON.number());
  }
}
