package io.scp2p.examples.node.daemon.client;

import io.scp2p.examples.node.daemon.DaemonFiles;
import io.scp2p.examples.node.daemon.json.JsonWriter;
import java.io.FileNotFoundException;
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
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Talks to the daemon of a home. Calls block; failures are {@link DaemonException}s. Addresses are
 * those of docs/http-api.md, without the base: {@code client.get("/shares")}.
 */
public final class DaemonClient {
  private static final String BASE = "/api/v1";
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** Examining reachability and asking a community take up to a minute. */
  private static final Duration ANSWER = Duration.ofMinutes(2);

  private static final Set<String> ENDED = Set.of("COMPLETED", "ERROR", "CANCELLED");

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

  /** The client for a daemon at an address. */
  public static DaemonClient at(String url, String token) {
    return new DaemonClient(url, token);
  }

  /** The client for the daemon of a home, or {@link DaemonException#NOT_RUNNING}. */
  public static DaemonClient of(Path home) {
    return find(home)
        .orElseThrow(
            () ->
                new DaemonException(
                    0,
                    DaemonException.NOT_RUNNING,
                    "No daemon runs in " + home + ".",
                    "Start it with 'scp2p run', or name its --home.",
                    false));
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

  /** {@return the address that lets a browser in} */
  public String loginUrl() {
    return url + "/login?token=" + token;
  }

  /** Reads. */
  public Json get(String path) {
    return call("GET", path, null);
  }

  /** Reads, with parameters: names and values in turn. */
  public Json get(String path, String... parameters) {
    return call("GET", withParameters(path, parameters), null);
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
  public List<Json> all(String path, String... parameters) {
    List<Json> items = new ArrayList<>();
    String after = null;
    do {
      List<String> whole = new ArrayList<>(List.of(parameters));
      if (after != null) {
        whole.addAll(List.of("after", after));
      }
      Json page = get(path, whole.toArray(String[]::new));
      items.addAll(page.objects("items"));
      after = page.text("next").orElse(null);
    } while (after != null);
    return items;
  }

  /** Sends a file as body. */
  public Json upload(String path, Path file) throws FileNotFoundException {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/octet-stream")
            .PUT(BodyPublishers.ofFile(file))
            .build();
    return answer(send(request, BodyHandlers.ofString(StandardCharsets.UTF_8)));
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
        HttpRequest.newBuilder(URI.create(url + BASE + path))
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

  /**
   * Waits for the end of a transfer.
   *
   * @param id its name
   * @param progress receives every progress, as in docs/http-api.md
   * @return the transfer at its end, whatever it is
   */
  public Json await(String id, Consumer<Json> progress) {
    while (true) {
      try (ServerEvents events = events("/transfers/" + id + "/events", null)) {
        while (events.hasNext()) {
          ServerEvents.Event event = events.next();
          if (event.name().equals("progress")) {
            progress.accept(event.data());
          } else if (event.name().equals("end")) {
            return event.data();
          }
        }
      }
      // The stream broke without an end: the daemon is closing, or this program was too slow.
      Json now = get("/transfers/" + id);
      if (ENDED.contains(now.textOr("state", ""))) {
        return now;
      }
    }
  }

  /** The error of a transfer that has failed, as if a call had. */
  public static Optional<DaemonException> failure(Json transfer) {
    return transfer.object("error").map(error -> DaemonException.of(0, error));
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
    return request(URI.create(url + BASE + path));
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
    return DaemonException.of(status, Json.read(body).object("error").orElse(Json.of(null)));
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

  private static String withParameters(String path, String... parameters) {
    StringBuilder out = new StringBuilder(path);
    char separator = path.indexOf('?') < 0 ? '?' : '&';
    for (int i = 0; i + 1 < parameters.length; i += 2) {
      out.append(separator).append(encode(parameters[i]));
      out.append('=').append(encode(parameters[i + 1]));
      separator = '&';
    }
    return out.toString();
  }

  /** A part of an address, percent-encoded. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
