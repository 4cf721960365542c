package io.scp2p.core.sim;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A bound datagram port of a host. */
public final class SimSocket implements AutoCloseable {
  /** The most that fits a UDP datagram over IPv4. */
  public static final int MAX_DATAGRAM_BYTES = 65_507;

  private final SimHost host;
  private final InetSocketAddress local;
  private final Receiver receiver;

  SimSocket(SimHost host, InetSocketAddress local, Receiver receiver) {
    this.host = host;
    this.local = local;
    this.receiver = receiver;
  }

  /** Address and port it is bound to. */
  public InetSocketAddress local() {
    return local;
  }

  /** Sends a copy of these bytes; like any datagram it may not arrive. */
  public void send(InetSocketAddress to, ByteBuffer bytes) {
    if (bytes.remaining() > MAX_DATAGRAM_BYTES) {
      throw new IllegalArgumentException("too large for a datagram: " + bytes.remaining());
    }
    host.send(this, to, ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip());
  }

  /** Gives the port back; nothing is received any more. */
  @Override
  public void close() {
    host.unbind(this);
  }

  void receive(InetSocketAddress from, ByteBuffer bytes) {
    receiver.received(from, bytes);
  }

  /** Told of each datagram. */
  @FunctionalInterface
  public interface Receiver {
    void received(InetSocketAddress from, ByteBuffer bytes);
  }
}
