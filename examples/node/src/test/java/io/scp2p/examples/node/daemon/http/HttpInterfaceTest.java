package io.scp2p.examples.node.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.contract.Waiter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What one user's programs may take of the interface, and no more. */
class HttpInterfaceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int BLOCK_BYTES = 64 << 10;

  private final Gate gate = new Gate("token", "cookie", (port, cookie) -> {});
  private final Routes routes = new Routes();

  private static void waitFor(String what, BooleanSupplier condition) {
    assertThat(Waiter.realTime().await(condition, PATIENCE)).as(what).isTrue();
  }

  private void answering() {
    routes
        .outside("GET", "/here", "Answers")
        .open()
        .streams(Route.Form.BYTES)
        .to(call -> Mono.just(Reply.seeOther("/there", Map.of())));
  }

  private static Socket ask(HttpInterface http, String path) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    String request = "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n".formatted(path, http.port());
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void oneConnectionTooManyIsClosedAndRoomComesBack() throws IOException {
    answering();
    List<SocketChannel> open = new ArrayList<>();
    try (HttpInterface http = new HttpInterface(0, gate, routes.all())) {
      try {
        for (int i = 0; i < HttpInterface.MAX_CONNECTIONS; i++) {
          open.add(connect(http));
        }
        waitFor("all of them", () -> http.connections() == HttpInterface.MAX_CONNECTIONS);
        try (SocketChannel more = connect(http)) {
          waitFor("its end", () -> isClosed(more));
        }
        assertThat(open).noneMatch(HttpInterfaceTest::isClosed);
      } finally {
        for (SocketChannel channel : open) {
          channel.close();
        }
      }
      waitFor("room", () -> http.connections() == 0);
      try (Socket socket = ask(http, "/here")) {
        assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
            .isEqualTo("HTTP/1.1 303");
      }
    }
  }

  private static SocketChannel connect(HttpInterface http) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), http.port()));
    channel.configureBlocking(false);
    return channel;
  }

  private static boolean isClosed(SocketChannel channel) {
    try {
      return channel.read(ByteBuffer.allocate(1)) < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void whoTakesNothingIsLeftAfterAWhileAndNothingIsMadeForThemAnyMore() throws IOException {
    AtomicLong made = new AtomicLong();
    AtomicBoolean cancelled = new AtomicBoolean();
    Flux<byte[]> endless =
        Flux.<byte[]>generate(
                sink -> {
                  made.incrementAndGet();
                  sink.next(new byte[BLOCK_BYTES]);
                })
            .doOnCancel(() -> cancelled.set(true));
    routes
        .outside("GET", "/endless", "Never ends")
        .open()
        .streams(Route.Form.BYTES)
        .to(call -> Mono.just(new Reply.Streamed(response -> response.sendByteArray(endless))));
    try (HttpInterface http = new HttpInterface(0, gate, routes.all(), Duration.ofMillis(500));
        Socket lazy = ask(http, "/endless")) {
      assertThat(lazy.getInputStream().read()).isEqualTo('H');
      waitFor("the end of the stream", cancelled::get);
      waitFor("the end of the connection", () -> http.connections() == 0);
      // What the system holds for a socket, and no more.
      assertThat(made.get() * BLOCK_BYTES).isLessThan(64L << 20);
    }
    assertThat(HttpInterface.WRITE_PATIENCE).isEqualTo(Duration.ofMinutes(2));
  }

  /** From another thread their end comes late: then the server lost the request after the next. */
  @Test
  void answersAreSentFromTheThreadThatReadsRequests() throws IOException {
    List<String> threads = Collections.synchronizedList(new ArrayList<>());
    Reply reply =
        new Reply.Streamed(
            response -> {
              threads.add(Thread.currentThread().getName());
              return response.status(204).send();
            });
    routes
        .outside("GET", "/elsewhere", "Is answered on another thread")
        .open()
        .streams(Route.Form.BYTES)
        .to(call -> Mono.just(reply).publishOn(Schedulers.single()));
    try (HttpInterface http = new HttpInterface(0, gate, routes.all());
        Socket socket = ask(http, "/elsewhere")) {
      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 204");
      assertThat(threads).singleElement().asString().startsWith("daemon-http");
    }
  }
}
