package io.scp2p.examples.node.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.contract.Waiter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What callers are told when nothing comes of it, and what the log is. */
class HttpRefusalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Logger LOG = Logger.getLogger(HttpInterface.class.getName());

  private final List<LogRecord> complaints = Collections.synchronizedList(new ArrayList<>());
  private final Routes routes = new Routes();
  private HttpInterface http;

  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          if (entry.getLevel().intValue() >= Level.SEVERE.intValue()) {
            complaints.add(entry);
          }
        }

        @Override
        public void flush() {
          // Nothing is kept back.
        }

        @Override
        public void close() {
          // There is nothing to close.
        }
      };

  @BeforeEach
  void open() {
    LOG.addHandler(listener);
    routes
        .outside("GET", "/missing", "Looks for a file")
        .open()
        .to(call -> Mono.error(new UncheckedIOException(new NoSuchFileException("/x/y"))));
    routes
        .outside("GET", "/broken", "Has a bug")
        .open()
        .to(call -> Mono.error(new IllegalStateException("words")));
    routes
        .outside("POST", "/body", "Reads a body")
        .open()
        .takes(Fields.NONE)
        .to(call -> call.body().then());
    http = new HttpInterface(0, new Gate("token", "cookie", (port, cookie) -> {}), routes.all());
  }

  @AfterEach
  void close() {
    http.close();
    LOG.removeHandler(listener);
  }

  private String answer(String request) throws IOException {
    try (Socket socket = sent(request)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Socket sent(String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket
        .getOutputStream()
        .write(
            request
                .replace("{host}", "127.0.0.1:" + http.port())
                .getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  @Test
  void whatIsNoRequestIsToldSoLikeEverythingElse() throws IOException {
    for (String bad :
        List.of(
            "\r\n\r\nnothing\r\n\r\n",
            "GET /missing HTTP/1.1\r\nX: " + "y".repeat(20_000) + "\r\n\r\n",
            "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: {host}\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: {host}\r\nX: \u0000\r\n\r\n",
            "GET / HTTP/0.1\r\nHost: {host}\r\n\r\n",
            "GET / HTTP/1.2\r\nHost: {host}\r\n\r\n",
            "GET / HTTP/9.9\r\nHost: {host}\r\nConnection: keep-alive\r\n\r\n",
            "POST /body HTTP/0.9\r\nHost: {host}\r\nContent-Length: 4\r\n\r\nGET ",
            "POST /body HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")) {
      assertThat(answer(bad))
          .startsWith("HTTP/1.1 400 ")
          .containsIgnoringCase("content-security-policy: default-src 'none'")
          .containsIgnoringCase("x-content-type-options: nosniff")
          .containsIgnoringCase("content-type: application/json")
          .contains("\"code\":\"HTTP_MALFORMED\"");
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsNoBug() throws IOException {
    String answer = answer("GET /missing HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    assertThat(answer)
        .startsWith("HTTP/1.1 500 ")
        .contains("\"code\":\"FILE_MISSING\"", "\"file\":\"/x/y\"");
    assertThat(complaints).isEmpty();
  }

  @Test
  void aBugIsInTheLogAndItsWordsAreNotInTheAnswer() throws IOException {
    String answer = answer("GET /broken HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 500 ").contains("\"code\":\"INTERNAL\"");
    assertThat(answer).doesNotContain("words");
    assertThat(complaints).hasSize(1);
  }

  @Test
  void whoLeavesWithinABodyIsNoBug() throws IOException {
    String half = "POST /body HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n";
    try (Socket socket = sent(half + "Content-Length: 1000\r\n\r\n{")) {
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
    assertThat(Waiter.realTime().await(() -> http.connections() == 0, PATIENCE)).isTrue();
    assertThat(complaints).isEmpty();
  }

  @Test
  void everySystemsWordsForAFailingDiskHaveACode() {
    for (Map.Entry<String, String> words :
        Map.of(
                "No space left on device", "DISK_FULL",
                "Disk quota exceeded", "DISK_FULL",
                "There is not enough space on the disk", "DISK_FULL",
                "Read-only file system", "FILE_DENIED",
                "Permission denied", "FILE_DENIED",
                "Is a directory", "FILE_KIND",
                "Input/output error", "STORE_FAILED")
            .entrySet()) {
      assertThat(HttpFailure.from(new IOException(words.getKey())).body().code())
          .as(words.getKey())
          .isEqualTo(words.getValue());
    }
    assertThat(HttpFailure.from(new java.nio.file.AccessDeniedException("/x")).body().code())
        .isEqualTo("FILE_DENIED");
    assertThat(HttpFailure.from(new java.nio.file.FileAlreadyExistsException("/x")).status())
        .isEqualTo(409);
    assertThat(HttpFailure.from(new IOException("No space left on device")).status())
        .isEqualTo(507);
    assertThat(HttpFailure.from(new IOException()).body().code()).isEqualTo("STORE_FAILED");
  }
}
