package io.scp2p.examples.node.daemon.http;

import reactor.netty.http.server.HttpServerResponse;

/** What every answer says, so that a browser does nothing that was not meant. */
public final class SecurityHeaders {
  /** The pages of the daemon load their own scripts, styles and pictures, and nothing else. */
  private static final String PAGES =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " media-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  /** Content of strangers: no scripts, no forms, no origin, nothing loaded. */
  public static final String CONTENT =
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'";

  private SecurityHeaders() {}

  static void put(HttpServerResponse response) {
    response
        .header("Content-Security-Policy", PAGES)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header("X-Frame-Options", "DENY")
        .header("Cross-Origin-Opener-Policy", "same-origin")
        .header("Cross-Origin-Resource-Policy", "same-origin")
        .header("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
  }
}
