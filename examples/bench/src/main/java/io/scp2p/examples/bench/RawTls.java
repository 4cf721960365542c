package io.scp2p.examples.bench;

import io.scp2p.transport.tls.NodeCertificate;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * The yardstick: the JDK's own TLS 1.3 socket copies the same bytes, one blocking thread on each
 * side, with the cipher suite that our transport prefers.
 */
final class RawTls implements AutoCloseable {
  private static final String[] PROTOCOLS = {"TLSv1.3"};
  private static final String[] SUITES = {"TLS_AES_128_GCM_SHA256"};

  /** What one write or read is given. */
  private static final int PIECE_BYTES = 256 << 10;

  private final SSLServerSocket listener;
  private final Chunks chunks;

  RawTls(NodeCertificate certificate, Chunks chunks) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    char[] password = new char[0];
    keys.setKeyEntry(
        "raw", certificate.privateKey(), password, new Certificate[] {certificate.certificate()});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, new SecureRandom());
    this.listener =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 16, InetAddress.getLoopbackAddress());
    listener.setEnabledProtocols(PROTOCOLS);
    listener.setEnabledCipherSuites(SUITES);
    this.chunks = chunks;
    Thread thread = new Thread(this::accept, "raw-tls");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (!listener.isClosed()) {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
          socket.setTcpNoDelay(true);
          send(socket);
        } catch (EOFException e) {
          // The other side has had enough and hung up; the next one, please.
        }
      }
    } catch (IOException e) {
      if (!listener.isClosed()) {
        System.err.println("raw TLS server: " + e);
      }
    }
  }

  private void send(SSLSocket socket) throws IOException {
    long left = new DataInputStream(socket.getInputStream()).readLong();
    OutputStream out = socket.getOutputStream();
    for (long i = 0; left > 0; i++) {
      byte[] piece = chunks.chunk(i).buffer().array();
      int length = (int) Math.min(left, piece.length);
      out.write(piece, 0, length);
      left -= length;
    }
  }

  /** Fetches {@code bytes} from such a server and returns how many came. */
  static long fetch(int port, Certificate trusted, long bytes)
      throws IOException, GeneralSecurityException {
    try (SSLSocket socket = connect(port, trusted)) {
      socket.setTcpNoDelay(true);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeLong(bytes);
      out.flush();
      InputStream in = socket.getInputStream();
      byte[] piece = new byte[PIECE_BYTES];
      long received = 0;
      while (received < bytes) {
        int read = in.read(piece);
        if (read < 0) {
          throw new EOFException("raw TLS ended after " + received + " bytes");
        }
        received += read;
      }
      return received;
    }
  }

  private static SSLSocket connect(int port, Certificate trusted)
      throws IOException, GeneralSecurityException {
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    roots.setCertificateEntry("raw", trusted);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(roots);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), new SecureRandom());
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setEnabledProtocols(PROTOCOLS);
    socket.setEnabledCipherSuites(SUITES);
    return socket;
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
