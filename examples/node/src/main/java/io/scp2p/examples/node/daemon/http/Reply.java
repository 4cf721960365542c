package io.scp2p.examples.node.daemon.http;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerResponse;

/** An answer that is not simply the route's value with the route's status. */
public sealed interface Reply {
  /**
   * JSON.
   *
   * @param status HTTP status
   * @param body the value, or null for none
   * @param headers besides the usual ones
   */
  record Json(int status, @Nullable Object body, Map<String, String> headers) implements Reply {}

  /**
   * Something that writes itself, as fast as the other side reads.
   *
   * @param send writes head and body
   */
  record Streamed(Function<HttpServerResponse, Publisher<Void>> send) implements Reply {}

  /**
   * Long work has begun.
   *
   * @param body what it looks like now
   * @param location where to look again
   */
  static Reply accepted(Object body, String location) {
    return new Json(202, body, Map.of("Location", location));
  }

  /** A redirection after which the browser asks with GET. */
  static Reply seeOther(String location, Map<String, String> headers) {
    return new Streamed(
        response -> {
          response.status(303).header("Location", location);
          headers.forEach(response::header);
          return response.header("Content-Length", "0").send();
        });
  }
}
