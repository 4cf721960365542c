package io.scp2p.examples.node.daemon.http;

import io.netty.handler.codec.http.HttpHeaders;

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

  /** An answer that has this header has them all. */
  static final String POLICY = "Content-Security-Policy";

  private SecurityHeaders() {}

  static void put(HttpHeaders headers) {
    headers
        .set(POLICY, PAGES)
        .set("X-Content-Type-Options", "nosniff")
        .set("Referrer-Policy", "no-referrer")
        .set("X-Frame-Options", "DENY")
        .set("Cross-Origin-Opener-Policy", "same-origin")
        .set("Cross-Origin-Resource-Policy", "same-origin")
        .set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
  }
}
