package io.scp2p.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.contract.Waiter;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;

/** Section 3.2, without sockets: two engines and the bytes between them. */
class TlsEnginesTest {
  private static final InetSocketAddress SERVER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 7001);

  private final TlsEngines node = engines();
  private final TlsEngines other = engines();

  private static TlsEngines engines() {
    SecureRandom random = new SecureRandom();
    return new TlsEngines(NodeCertificate.create(random), random);
  }

  /** A finished handshake. */
  private record Handshake(SSLEngine client, SSLEngine server, int bytesOfServer) {
    ExtendedSSLSession session() {
      return (ExtendedSSLSession) client.getSession();
    }

    byte[] binding() throws Exception {
      return NodeCertificate.bindingOf(session().getPeerCertificates()[0]);
    }
  }

  private static Handshake shake(SSLEngine client, SSLEngine server) throws SSLException {
    ByteBuffer toServer = ByteBuffer.allocate(1 << 17).flip();
    ByteBuffer toClient = ByteBuffer.allocate(1 << 17).flip();
    client.beginHandshake();
    server.beginHandshake();
    int bytesOfServer = 0;
    int idle = 0;
    while (idle < 2) { // Tickets follow the handshake: until neither side has anything to say.
      int before = toClient.remaining();
      boolean moved = step(client, toClient, toServer);
      moved |= step(server, toServer, toClient);
      bytesOfServer += Math.max(0, toClient.remaining() - before);
      idle = moved ? 0 : idle + 1;
    }
    assertThat(client.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
    return new Handshake(client, server, bytesOfServer);
  }

  private static boolean step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      out.compact();
      SSLEngineResult result = engine.wrap(ByteBuffer.allocate(0), out);
      out.flip();
      return result.bytesProduced() > 0;
    }
    if (!in.hasRemaining()) {
      return false;
    }
    ByteBuffer plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    return engine.unwrap(in, plain).bytesConsumed() > 0;
  }

  private static SSLEngine speaking(SSLEngine engine, String... protocols) {
    engine.setEnabledProtocols(protocols);
    return engine;
  }

  @Test
  void twoNodesSpeakTls13WithoutAlpnOrClientCertificate() throws Exception {
    SSLEngine server = other.server();
    Handshake done = shake(node.client(SERVER), server);
    assertThat(done.session().getProtocol()).isEqualTo("TLSv1.3");
    assertThat(done.session().getCipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
    assertThat(done.client().getApplicationProtocol()).isEmpty();
    assertThat(done.binding()).isEqualTo(other.certificate().binding());
    assertThatThrownBy(() -> server.getSession().getPeerCertificates())
        .isInstanceOf(SSLException.class);
    assertThat(((ExtendedSSLSession) server.getSession()).getRequestedServerNames())
        .containsExactly(new SNIHostName("localhost"));
  }

  @Test
  void tls12IsToleratedInBothRoles() throws Exception {
    Handshake asServer = shake(speaking(node.client(SERVER), "TLSv1.2"), other.server());
    assertThat(asServer.session().getProtocol()).isEqualTo("TLSv1.2");
    assertThat(asServer.binding()).isEqualTo(other.certificate().binding());
    Handshake asClient = shake(engines().client(SERVER), speaking(other.server(), "TLSv1.2"));
    assertThat(asClient.session().getProtocol()).isEqualTo("TLSv1.2");
  }

  @Test
  void nothingOlderIsSpoken() {
    assertThatThrownBy(() -> shake(speaking(node.client(SERVER), "TLSv1.1"), other.server()))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void aClientThatNamesAnotherServerOrNoneIsWelcome() throws Exception {
    for (List<SNIHostName> names :
        List.of(List.<SNIHostName>of(), List.of(new SNIHostName("x.y")))) {
      SSLEngine client = engines().client(SERVER);
      SSLParameters parameters = client.getSSLParameters();
      parameters.setServerNames(List.copyOf(names));
      client.setSSLParameters(parameters);
      assertThat(shake(client, other.server()).session().getProtocol()).isEqualTo("TLSv1.3");
    }
  }

  @Test
  void aReconnectResumesTheSessionAndKeepsTheBinding() throws Exception {
    for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
      TlsEngines client = engines();
      Handshake first = shake(speaking(client.client(SERVER), protocol), other.server());
      Handshake second = shake(speaking(client.client(SERVER), protocol), other.server());
      assertThat(second.bytesOfServer())
          .as("%s: no certificate is sent again", protocol)
          .isLessThan(first.bytesOfServer() - 300);
      assertThat(second.binding()).isEqualTo(first.binding());
    }
  }

  /** The platform would keep them all for an hour, one for each reconnect. */
  @Test
  void sessionsThatWereResumedDoNotPileUp() throws Exception {
    List<WeakReference<SSLSession>> sessions = new ArrayList<>();
    Set<Long> created = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      SSLEngine client = shake(node.client(SERVER), other.server()).client();
      node.shaken(SERVER, client);
      sessions.add(new WeakReference<>(client.getSession()));
      created.add(client.getSession().getCreationTime());
    }
    assertThat(created).as("most were resumed").hasSizeLessThan(10);
    boolean few =
        Waiter.realTime()
            .await(
                () -> {
                  System.gc();
                  return sessions.stream().filter(s -> s.get() != null).count()
                      <= Resumptions.MAX_IN_A_ROW + 1;
                },
                Duration.ofSeconds(30));
    assertThat(few).isTrue();
  }

  @Test
  void onlySoManyServersAreRemembered() throws Exception {
    Resumptions resumptions = new Resumptions(2);
    for (int port = 1; port <= 5; port++) {
      InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      resumptions.shaken(server, shake(node.client(server), other.server()).session());
    }
    assertThat(resumptions.size()).isEqualTo(2);
  }

  /** Whoever restarts has a new certificate, and cannot read the tickets of the old one. */
  @Test
  void aServerThatWasRestartedIsShakenHandsWithAnew() throws Exception {
    Handshake first = shake(node.client(SERVER), other.server());
    TlsEngines restarted = engines();
    Handshake second = shake(node.client(SERVER), restarted.server());
    assertThat(second.binding())
        .isEqualTo(restarted.certificate().binding())
        .isNotEqualTo(first.binding());
  }

  @Test
  void theCertificateIsAsThoseOfTheReference() {
    var certificate = node.certificate().certificate();
    assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
    assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
    assertThat(certificate.getSubjectX500Principal())
        .isEqualTo(certificate.getIssuerX500Principal());
    assertThat(certificate.getNotBefore().toInstant()).isBefore("1976-01-01T00:00:00Z");
    assertThat(certificate.getNotAfter().toInstant()).isAfter("4095-01-01T00:00:00Z");
  }
}
