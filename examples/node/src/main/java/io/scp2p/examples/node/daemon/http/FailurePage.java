package io.scp2p.examples.node.daemon.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * An error for a person: somebody has opened an address in a browser, for instance one that an
 * earlier run of the daemon has printed. Programs and scripts are answered in JSON.
 */
final class FailurePage {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
        <meta charset="utf-8">
        <title>%1$s – Scp2p node</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <link rel="icon" href="/web/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/web/css/tokens.css">
        <link rel="stylesheet" href="/web/css/base.css">
        <link rel="stylesheet" href="/web/css/components.css">
        <script src="/web/js/theme-first.js"></script>
      </head>
      <body>
        <main class="failure stack">
          <h1>%1$s</h1>
          <p class="strong">%2$s</p>
          <p>What to do: %3$s</p>
          <p class="row"><a class="btn btn-primary" href="/">%4$s</a></p>
          <p class="muted small mono">%5$d %6$s</p>
        </main>
      </body>
      </html>
      """;

  private FailurePage() {}

  /** Whether a browser wants to show it as a page: scripts and pictures ask for other types. */
  static boolean isWanted(HttpServerRequest request) {
    String accept = request.requestHeaders().get(HttpHeaderNames.ACCEPT);
    String method = request.method().name();
    return accept != null && accept.contains("text/html") && method.equals("GET");
  }

  /** The page. */
  static Reply of(HttpFailure failure) {
    HttpFailure.Body body = failure.body();
    boolean stranger = failure.status() == 401;
    String html =
        PAGE.formatted(
            stranger ? "This browser is not signed in" : "This cannot be shown",
            text(body.message()),
            text(body.action()),
            stranger ? "Sign in with the token" : "To the node's own pages",
            failure.status(),
            text(body.code()));
    byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
    return new Reply.Streamed(
        response ->
            response
                .status(failure.status())
                .header("Content-Type", "text/html; charset=utf-8")
                .header("Content-Length", Integer.toString(bytes.length))
                .header("Cache-Control", "no-store")
                .sendByteArray(Mono.just(bytes))
                .then());
  }

  /** Words, and nothing but words: some of them may be a stranger's. */
  private static String text(String words) {
    return words
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
