package io.scp2p.transport.quic;

import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/**
 * Accepts whatever certificate is shown, as X3 demands: it only gives both ends a value to bind
 * their handshake to. The library still checks that the server holds the certificate's key. That it
 * asked at all is remembered, because a handshake without a certificate must not pass.
 */
final class AnyServerCertificate implements X509TrustManager {
  private volatile boolean asked;

  /** Whether a certificate was shown. */
  boolean wasAsked() {
    return asked;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) {
    asked = chain.length > 0;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) {}

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
