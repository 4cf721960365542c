package io.scp2p.transport.quic;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A NAT in front of one client, which can forget its binding and use another port from then on. */
final class Rebinding implements AutoCloseable {
  private final InetSocketAddress server;
  private final DatagramSocket inside = new DatagramSocket(Ends.ANY_PORT);
  private final List<DatagramSocket> outsides = new ArrayList<>();
  private volatile InetSocketAddress client = new InetSocketAddress(0);
  private volatile DatagramSocket outside;

  Rebinding(InetSocketAddress server) throws IOException {
    this.server = server;
    outside = open();
    start(() -> pass(inside));
  }

  /** What the client dials. */
  InetSocketAddress address() {
    return (InetSocketAddress) inside.getLocalSocketAddress();
  }

  /** From now on another port is used outside, and nothing comes in at the old one. */
  void rebind() throws IOException {
    DatagramSocket old = outside;
    outside = open();
    old.close();
  }

  private DatagramSocket open() throws IOException {
    DatagramSocket socket = new DatagramSocket(Ends.ANY_PORT);
    outsides.add(socket);
    start(() -> pass(socket));
    return socket;
  }

  private static void start(Runnable body) {
    Thread thread = new Thread(body);
    thread.setDaemon(true);
    thread.start();
  }

  private void pass(DatagramSocket from) {
    DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
    while (!from.isClosed()) {
      try {
        packet.setLength(2_000);
        from.receive(packet);
        if (from == inside) {
          client = (InetSocketAddress) packet.getSocketAddress();
          packet.setSocketAddress(server);
          outside.send(packet);
        } else {
          packet.setSocketAddress(client);
          inside.send(packet);
        }
      } catch (IOException closed) {
        continue;
      }
    }
  }

  @Override
  public void close() {
    inside.close();
    outsides.forEach(DatagramSocket::close);
  }
}
