package io.scp2p.core.engine.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.core.protocol.portmap.PortMapEffect;
import io.scp2p.core.protocol.portmap.PortMapInput;
import io.scp2p.core.wire.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RouterHttpTest {
  private static final Bytes BODY = Bytes.wrap("<call/>".getBytes(StandardCharsets.UTF_8));

  private static PortMapInput.Fetched fetch(HttpHandler handler, String action) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", handler);
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/desc";
      return RouterHttp.fetch(new PortMapEffect.Fetch(7, url, action, BODY), TimeSource.system());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aCallIsPostedAndItsErrorIsRead() throws IOException {
    AtomicReference<String> seen = new AtomicReference<>("");
    PortMapInput.Fetched fetched =
        fetch(
            exchange -> {
              seen.set(
                  exchange.getRequestMethod()
                      + exchange.getRequestHeaders().getFirst("SOAPAction")
                      + new String(
                          exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
              exchange.sendResponseHeaders(500, 5);
              exchange.getResponseBody().write("wrong".getBytes(StandardCharsets.UTF_8));
              exchange.close();
            },
            "\"urn:x#Get\"");

    assertThat(seen.get()).isEqualTo("POST\"urn:x#Get\"<call/>");
    assertThat(fetched.ticket()).isEqualTo(7);
    assertThat(fetched.status()).isEqualTo(500);
    assertThat(fetched.body().utf8()).isEqualTo("wrong");
  }

  @Test
  void nobodyIsSentOnElsewhere() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    PortMapInput.Fetched fetched =
        fetch(
            exchange -> {
              asked.incrementAndGet();
              exchange.getResponseHeaders().add("Location", "/elsewhere");
              exchange.sendResponseHeaders(302, -1);
              exchange.close();
            },
            "");

    assertThat(fetched.status()).isEqualTo(302);
    assertThat(asked.get()).isEqualTo(1);
  }

  @Test
  void anAnswerWithoutEndIsNone() throws IOException {
    PortMapInput.Fetched fetched =
        fetch(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              try (OutputStream out = exchange.getResponseBody()) {
                for (int i = 0; i < 100; i++) {
                  out.write(new byte[RouterHttp.MAX_BYTES / 8]);
                }
              }
            },
            "");

    assertThat(fetched.status()).isZero();
    assertThat(fetched.body().isEmpty()).isTrue();
  }

  /** Each byte comes in time, and the last never does. */
  @Test
  void aHeadThatDripsIsNoAnswer() throws Exception {
    CountDownLatch hungUp = new CountDownLatch(1);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread dripping = new Thread(() -> drip(server, hungUp));
      dripping.start();
      PortMapInput.Fetched fetched =
          RouterHttp.fetch(
              new PortMapEffect.Fetch(
                  1, "http://127.0.0.1:" + server.getLocalPort() + "/", "", BODY),
              TimeSource.system(),
              Duration.ofMillis(600));

      assertThat(fetched.status()).isZero();
      assertThat(hungUp.await(10, TimeUnit.SECONDS)).as("the connection is ended").isTrue();
      dripping.join();
    }
  }

  private static void drip(ServerSocket server, CountDownLatch hungUp) {
    try (Socket socket = server.accept()) {
      socket.getOutputStream().write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.UTF_8));
      while (!hungUp.await(50, TimeUnit.MILLISECONDS)) {
        socket.getOutputStream().write('a');
      }
    } catch (IOException gone) {
      hungUp.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void nobodyThereIsNoAnswer() {
    PortMapInput.Fetched fetched =
        RouterHttp.fetch(
            new PortMapEffect.Fetch(1, "http://127.0.0.1:1/", "", BODY), TimeSource.system());

    assertThat(fetched.status()).isZero();
  }
}
