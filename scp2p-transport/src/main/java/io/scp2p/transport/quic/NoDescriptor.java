package io.scp2p.transport.quic;

import java.net.DatagramPacket;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * A socket implementation that has no socket: {@link FrontSocket} gives it to its super class so
 * that the system opens no descriptor, and overrides everything that would use it.
 */
final class NoDescriptor extends DatagramSocketImpl {
  private static SocketException unsupported() {
    return new SocketException("a front socket has no descriptor");
  }

  @Override
  protected void create() {}

  @Override
  protected void bind(int port, InetAddress address) {}

  @Override
  protected void close() {}

  @Override
  protected void send(DatagramPacket packet) throws SocketException {
    throw unsupported();
  }

  @Override
  protected int peek(InetAddress address) throws SocketException {
    throw unsupported();
  }

  @Override
  protected int peekData(DatagramPacket packet) throws SocketException {
    throw unsupported();
  }

  @Override
  protected void receive(DatagramPacket packet) throws SocketException {
    throw unsupported();
  }

  @Override
  @Deprecated
  @SuppressWarnings({"deprecation", "InlineMeSuggester"})
  protected void setTTL(byte ttl) {}

  @Override
  @Deprecated
  @SuppressWarnings({"deprecation", "InlineMeSuggester"})
  protected byte getTTL() {
    return 0;
  }

  @Override
  protected void setTimeToLive(int hops) {}

  @Override
  protected int getTimeToLive() {
    return 0;
  }

  @Override
  protected void join(InetAddress group) throws SocketException {
    throw unsupported();
  }

  @Override
  protected void leave(InetAddress group) throws SocketException {
    throw unsupported();
  }

  @Override
  protected void joinGroup(SocketAddress group, NetworkInterface on) throws SocketException {
    throw unsupported();
  }

  @Override
  protected void leaveGroup(SocketAddress group, NetworkInterface on) throws SocketException {
    throw unsupported();
  }

  @Override
  public void setOption(int option, Object value) {}

  @Override
  public Object getOption(int option) throws SocketException {
    throw unsupported();
  }
}
