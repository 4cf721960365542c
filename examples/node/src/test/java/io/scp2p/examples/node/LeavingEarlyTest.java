package io.scp2p.examples.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.scp2p.examples.node.command.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who leaves a command while the daemon has not yet said what it has begun. */
@Timeout(300)
class LeavingEarlyTest {
  private static final long PATIENCE_SECONDS = 120;
  private static final String ID = "5f3a9c01-0000-4000-8000-000000000001";

  @TempDir private Path home;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answered = new CountDownLatch(1);
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer daemon;

  /** A daemon that takes its time. */
  @BeforeEach
  void open() throws IOException {
    daemon = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    daemon.setExecutor(threads);
    daemon.createContext("/api/v1/", this::serve);
    daemon.start();
    Files.writeString(home.resolve("daemon.token"), "0".repeat(64));
    Files.writeString(
        home.resolve("daemon.json"),
        "{\"port\":%d,\"pid\":%d}"
            .formatted(daemon.getAddress().getPort(), ProcessHandle.current().pid()));
  }

  @AfterEach
  void close() {
    over.countDown();
    daemon.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange call) throws IOException {
    String address = call.getRequestMethod() + " " + call.getRequestURI().getPath();
    switch (address) {
      case "POST /api/v1/pairing/sendings" -> {
        asked.countDown();
        await(answered);
        answer(call, 202);
      }
      case "POST /api/v1/transfers/" + ID + "/cancel" -> {
        cancelled.countDown();
        answer(call, 200);
      }
      case "GET /api/v1/identity" -> answer(call, 200);
      // Nothing happens: the command waits here, if it has come so far.
      default -> await(over);
    }
  }

  private static void answer(HttpExchange call, int status) throws IOException {
    byte[] body =
        "{\"id\":\"%s\",\"state\":\"IDLE\",\"error\":null,\"sending\":{\"code\":\"1-a-b-c\"}}"
            .formatted(ID)
            .getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().set("Content-Type", "application/json");
    call.sendResponseHeaders(status, body.length);
    call.getResponseBody().write(body);
    call.close();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatIsBegunMeanwhileIsCancelledAllTheSame() throws Exception {
    Path letter = Files.writeString(home.resolve("letter"), "hello");
    Process sending =
        new ProcessBuilder(
                Daemons.commandLine(List.of("send", letter.toString(), "--home", home.toString())))
            .redirectErrorStream(true)
            .start();
    await(asked);
    sending.toHandle().destroy(); // Process.destroy closes what is to be read.
    answered.countDown();
    String said = new String(sending.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(sending.waitFor()).as(said).isEqualTo(ExitCode.TERMINATED.number());
    assertThat(cancelled.getCount()).as("cancelled at the daemon: %s", said).isZero();
    assertThat(said).contains("cancelled: nothing was offered").doesNotContain("code ", "error: ");
  }
}
