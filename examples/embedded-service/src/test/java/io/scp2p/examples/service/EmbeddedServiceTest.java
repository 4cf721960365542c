package io.scp2p.examples.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.share.ShareVersion;
import io.scp2p.api.share.Subscription;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service as its surroundings see it: over HTTP, and as a peer. */
@Timeout(120)
class EmbeddedServiceTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir Path root;

  private static NodeConfig loopback() {
    return NodeConfig.builder()
        .network(
            network ->
                network
                    .tcpPort(0)
                    .quicPort(0)
                    .lanDiscovery(false)
                    .portMapping(false)
                    .advertised(List.of(ANY_PORT)))
        .build();
  }

  private static HttpResponse<String> ask(EmbeddedService service, String path) throws Exception {
    URI uri = URI.create("http://localhost:" + service.port() + path);
    return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The answer, as soon as it is one of that kind; else the time of the test runs out. */
  private static HttpResponse<String> askUntil(
      EmbeddedService service, String path, Predicate<HttpResponse<String>> wanted)
      throws Exception {
    HttpResponse<String> answer = ask(service, path);
    while (!wanted.test(answer)) {
      answer = ask(service, path);
    }
    return answer;
  }

  private EmbeddedService start() throws IOException {
    Path folder = Files.createDirectories(root.resolve("folder"));
    Files.writeString(folder.resolve("hello.txt"), "Hello");
    return EmbeddedService.start(root.resolve("home"), loopback(), folder, ANY_PORT);
  }

  @Test
  void isHealthyCountsAndServesWhatItPublishes() throws Exception {
    try (EmbeddedService service = start();
        Scp2pNode reader = Scp2pNode.builder().home(root.resolve("b")).config(loopback()).start()) {
      assertThat(ask(service, "/health").statusCode()).isEqualTo(200);
      String link = askUntil(service, "/link", one -> one.statusCode() == 200).body().strip();
      reader.subscriptions().follow(ShareLink.parse(link)).block();
      Subscription synced = reader.subscriptions().sync(ShareLink.parse(link).shareId()).block();
      assertThat(synced.version()).map(ShareVersion::itemCount).hasValue(1L);
      // A measurement may come after the result it is of.
      askUntil(service, "/metrics", one -> one.body().contains("scp2p_transfer_open 0\n"));
      askUntil(
          service, "/metrics", one -> one.body().contains("scp2p_transfer_hashed_bytes_total 5\n"));
    }
  }

  @Test
  void aFolderThatIsNotThereIsUnhealthy() throws Exception {
    try (EmbeddedService service =
        EmbeddedService.start(
            root.resolve("home"), loopback(), root.resolve("nowhere"), ANY_PORT)) {
      assertThat(ask(service, "/link").statusCode()).isEqualTo(503);
      HttpResponse<String> health = askUntil(service, "/health", one -> one.statusCode() == 503);
      assertThat(health.body()).contains("PUBLISHING");
    }
  }

  @Test
  void closingLeavesNothing() throws Exception {
    EmbeddedService service = start();
    service.close();
    assertThatThrownBy(() -> ask(service, "/health")).isInstanceOf(IOException.class);
    // The home is free again at once.
    start().close();
  }
}
