package io.scp2p.transport.quic;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;

/** The one real UDP socket of a transport; an interface so that a test can make it fail. */
interface DatagramPort {
  void receive(DatagramPacket packet) throws IOException;

  void send(DatagramPacket packet) throws IOException;

  InetSocketAddress local();

  void close();

  /** Opens a socket of the system. */
  static DatagramPort open(InetSocketAddress local) throws SocketException {
    // Not a channel: those are closed when a thread is interrupted while it uses them.
    DatagramSocket socket = new DatagramSocket(null);
    try {
      socket.setReceiveBufferSize(QuicLimits.SOCKET_BUFFER_BYTES);
      socket.setSendBufferSize(QuicLimits.SOCKET_BUFFER_BYTES);
      socket.bind(local);
    } catch (SocketException | RuntimeException e) {
      socket.close();
      throw e;
    }
    return new DatagramPort() {
      @Override
      public void receive(DatagramPacket packet) throws IOException {
        socket.receive(packet);
      }

      @Override
      public void send(DatagramPacket packet) throws IOException {
        socket.send(packet);
      }

      @Override
      public InetSocketAddress local() {
        return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
      }

      @Override
      public void close() {
        socket.close();
      }
    };
  }
}
