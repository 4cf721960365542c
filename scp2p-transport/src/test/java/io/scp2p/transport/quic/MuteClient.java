package io.scp2p.transport.quic;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import tech.kwik.core.QuicClientConnection;

/** A client that sends one flawless first packet and is never heard of again. */
final class MuteClient implements AutoCloseable {
  private final DatagramSocket socket;
  private final Thread thread;

  MuteClient(InetSocketAddress server) throws Exception {
    this(server, new CyclicBarrier(1));
  }

  /** The packet leaves when those of all others at the barrier are ready, too. */
  MuteClient(InetSocketAddress server, CyclicBarrier together) throws Exception {
    socket = new OneShot(together);
    QuicClientConnection quic =
        QuicClientConnection.newBuilder()
            .host("localhost")
            .proxy(server.getAddress().getHostAddress())
            .port(server.getPort())
            .applicationProtocol(QuicLimits.ALPN)
            .customTrustManager(new AnyServerCertificate())
            .connectionIdLength(QuicLimits.CONNECTION_ID_BYTES)
            .socketFactory(destination -> socket)
            .build();
    thread =
        new Thread(
            () -> {
              try {
                quic.connect();
              } catch (Exception expected) {
                socket.close();
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  /** Sends the first packet for real, and pretends with the others. */
  private static final class OneShot extends DatagramSocket {
    private final CyclicBarrier together;
    private boolean sent;

    OneShot(CyclicBarrier together) throws SocketException {
      super();
      this.together = together;
    }

    @Override
    public synchronized void send(DatagramPacket packet) throws java.io.IOException {
      if (!sent) {
        sent = true;
        try {
          together.await();
        } catch (BrokenBarrierException | InterruptedException e) {
          throw new java.io.IOException("there is one too few", e);
        }
        super.send(packet);
      }
    }

    @Override
    public void receive(DatagramPacket packet) throws java.io.IOException {
      while (true) {
        super.receive(packet); // Whatever the server says, it is not listened to.
      }
    }
  }
}
