package io.scp2p.core.engine.portmap;

import io.scp2p.api.spi.TimeSource;
import io.scp2p.core.protocol.portmap.PortMapEffect;
import io.scp2p.core.protocol.portmap.PortMapInput;
import io.scp2p.core.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** HTTP with a router: no proxy, no redirection, and bounds in bytes and time. */
final class RouterHttp {
  /** As much as the machine reads. */
  static final int MAX_BYTES = 65_536;

  /** For connecting, and between two bytes. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  /** For the whole answer, however slowly it drips. */
  static final Duration MAX_TIME = Duration.ofSeconds(8);

  private static final int ERRORS = 400;
  private static final int PART_BYTES = 4_096;

  private RouterHttp() {}

  /** Blocks, in bounded time. */
  static PortMapInput.Fetched fetch(PortMapEffect.Fetch what, TimeSource time) {
    return fetch(what, time, MAX_TIME);
  }

  static PortMapInput.Fetched fetch(PortMapEffect.Fetch what, TimeSource time, Duration maxTime) {
    try {
      return exchange(what, time, maxTime);
    } catch (IOException | IllegalArgumentException failed) {
      return new PortMapInput.Fetched(what.ticket(), 0, Bytes.EMPTY);
    }
  }

  private static PortMapInput.Fetched exchange(
      PortMapEffect.Fetch what, TimeSource time, Duration maxTime) throws IOException {
    HttpURLConnection http =
        (HttpURLConnection) URI.create(what.url()).toURL().openConnection(Proxy.NO_PROXY);
    // Nothing else bounds a head that drips: the limit between two bytes is never reached.
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(
            http::disconnect,
            CompletableFuture.delayedExecutor(maxTime.toNanos(), TimeUnit.NANOSECONDS));
    try {
      http.setInstanceFollowRedirects(false);
      http.setConnectTimeout((int) PATIENCE.toMillis());
      http.setReadTimeout((int) PATIENCE.toMillis());
      http.setUseCaches(false);
      http.setRequestProperty("Connection", "close");
      if (!what.soapAction().isEmpty()) {
        http.setRequestMethod("POST");
        http.setRequestProperty("Content-Type", "text/xml; charset=\"utf-8\"");
        http.setRequestProperty("SOAPAction", what.soapAction());
        http.setDoOutput(true);
        http.setFixedLengthStreamingMode(what.body().size());
        try (OutputStream out = http.getOutputStream()) {
          out.write(what.body().toArray());
        }
      }
      int status = http.getResponseCode();
      // UPnP says what went wrong in the body of an error.
      InputStream body = status >= ERRORS ? http.getErrorStream() : http.getInputStream();
      return new PortMapInput.Fetched(
          what.ticket(), status, body == null ? Bytes.EMPTY : read(body, time, maxTime));
    } finally {
      end.cancel(false);
      http.disconnect();
    }
  }

  private static Bytes read(InputStream body, TimeSource time, Duration maxTime)
      throws IOException {
    long endNanos = time.nanos() + maxTime.toNanos();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] part = new byte[PART_BYTES];
    try (body) {
      for (int count = body.read(part); count >= 0; count = body.read(part)) {
        all.write(part, 0, count);
        if (all.size() > MAX_BYTES || time.nanos() - endNanos > 0) {
          throw new IOException("the answer of a router has no end");
        }
      }
    }
    return Bytes.wrap(all.toByteArray());
  }
}
