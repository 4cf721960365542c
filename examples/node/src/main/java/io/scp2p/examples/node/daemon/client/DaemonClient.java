package io.scp2p.examples.node.daemon.client;

import io.scp2p.examples.node.daemon.DaemonFiles;
import io.scp2p.examples.node.daemon.http.Routes;
import io.scp2p.examples.node.daemon.json.Json;
import io.scp2p.examples.node.daemon.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Talks to the daemon of a home. Calls block; failures are {@link DaemonException}s. Addresses are
 * those of docs/http-api.md, without the base: {@code client.get("/shares")}.
 */
public final class DaemonClient {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** Examining reachability and asking a community take up to a minute. */
  private static final Duration ANSWER = Duration.ofMinutes(2);

  private final HttpClient http;
  private final String url;
  private final String token;

  private DaemonClient(String url, String token) {
    this.url = url;
    this.token = token;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
  }

  /**
   * The client for the daemon of a home, if one runs there.
   *
   * @throws UncheckedIOException if its files are there and cannot be read: it may run
   */
  public static Optional<DaemonClient> find(Path home) {
    try {
      return new DaemonFiles(home)
          .find()
          .map(found -> new DaemonClient(found.url(), found.token()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return where the daemon answers} */
  public String url() {
    return url;
  }

  /** Reads. */
  public Json get(String path) {
    return call("GET", path, null);
  }

  /** Makes or does something. */
  public Json post(String path, Map<String, ?> body) {
    return call("POST", path, body);
  }

  /** Sets something. */
  public Json put(String path, Map<String, ?> body) {
    return call("PUT", path, body);
  }

  /** Changes something. */
  public Json patch(String path, Map<String, ?> body) {
    return call("PATCH", path, body);
  }

  /** Removes something. */
  public Json delete(String path) {
    return call("DELETE", path, null);
  }

  /** Every item of a list, page after page. */
  public List<Json> all(String path) {
    List<Json> items = new ArrayList<>();
    String after = "";
    do {
      Json page = get(path(path, Map.of("after", after)));
      items.addAll(page.at("items").elements());
      after = page.at("next").text();
    } while (!after.isEmpty());
    return items;
  }

  /** Bytes of content; the address is whole here, such as {@code /content/…}. */
  public InputStream open(String address) {
    HttpRequest request = request(URI.create(url + address)).GET().build();
    HttpResponse<InputStream> response = send(request, BodyHandlers.ofInputStream());
    if (response.statusCode() >= 400) {
      throw failure(response.statusCode(), read(response.body()));
    }
    return response.body();
  }

  private static String read(InputStream body) {
    try (body) {
      return new String(body.readNBytes(1 << 16), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Follows a stream of events.
   *
   * @param lastEventId to resume after, or null
   */
  public ServerEvents events(String path, @Nullable String lastEventId) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + Routes.BASE + path))
            .header("Authorization", "Bearer " + token)
            .header("Accept", "text/event-stream");
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<Stream<String>> response = send(request.GET().build(), BodyHandlers.ofLines());
    if (response.statusCode() >= 400) {
      try (Stream<String> lines = response.body()) {
        throw failure(response.statusCode(), String.join("", lines.toList()));
      }
    }
    return new ServerEvents(response.body());
  }

  private Json call(String method, String path, @Nullable Map<String, ?> body) {
    HttpRequest.Builder request = request(path).timeout(ANSWER);
    BodyPublisher content = BodyPublishers.noBody();
    if (body != null) {
      request.header("Content-Type", "application/json");
      content = BodyPublishers.ofString(JsonWriter.write(body), StandardCharsets.UTF_8);
    }
    return answer(
        send(
            request.method(method, content).build(),
            BodyHandlers.ofString(StandardCharsets.UTF_8)));
  }

  private HttpRequest.Builder request(String path) {
    return request(URI.create(url + Routes.BASE + path));
  }

  private HttpRequest.Builder request(URI address) {
    return HttpRequest.newBuilder(address).header("Authorization", "Bearer " + token);
  }

  private static Json answer(HttpResponse<String> response) {
    if (response.statusCode() >= 400) {
      throw failure(response.statusCode(), response.body());
    }
    return Json.read(response.body());
  }

  private static DaemonException failure(int status, String body) {
    return DaemonException.of(status, Json.read(body).at("error"));
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw noAnswer("The daemon at " + url + " does not answer: " + e.getMessage() + ".");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw noAnswer("The wait for the daemon was interrupted.");
    }
  }

  private static DaemonException noAnswer(String message) {
    return new DaemonException(
        0,
        DaemonException.NO_ANSWER,
        message,
        "Look whether it still runs ('scp2p status'), and start it again if not.",
        true);
  }

  /** For instance {@code path("/search", Map.of("q", "beach"))}; empty values are left out. */
  public static String path(String path, Map<String, String> parameters) {
    StringBuilder whole = new StringBuilder(path);
    char separator = path.indexOf('?') < 0 ? '?' : '&';
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      if (!parameter.getValue().isEmpty()) {
        whole.append(separator).append(parameter.getKey()).append('=');
        whole.append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
        separator = '&';
      }
    }
    return whole.toString();
  }
}
