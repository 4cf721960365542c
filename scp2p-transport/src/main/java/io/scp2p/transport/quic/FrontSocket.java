package io.scp2p.transport.quic;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * What the library takes for its UDP socket. There is one for the listener and one for each
 * connection dialled; all of them send and receive through one {@link SharedSocket}.
 *
 * <p>It stands between the library and the system's errors, because the library answers an error of
 * its socket by giving up the connection, or the whole process: {@link #receive} waits whatever
 * happens and fails only once the library itself has closed this socket; {@link #send} drops what
 * cannot be sent, as the network may do at any time.
 */
final class FrontSocket extends DatagramSocket {
  /** Sees what the library sends, before it is sent. */
  @FunctionalInterface
  interface Outgoing {
    void sending(DatagramPacket packet);
  }

  private static final Datagram CLOSED =
      new Datagram(new InetSocketAddress(0), ByteBuffer.allocate(0));

  private final SharedSocket shared;
  private final Outgoing outgoing;
  private final Runnable onClose;
  private final BlockingQueue<Datagram> received;
  private volatile boolean frontClosed;
  private volatile boolean heard;
  private volatile boolean confirmed;
  private volatile @Nullable IOException lastSendFailure;

  FrontSocket(SharedSocket shared, int queueDatagrams, Outgoing outgoing, Runnable onClose) {
    super(new NoDescriptor());
    this.shared = shared;
    this.outgoing = outgoing;
    this.onClose = onClose;
    this.received = new ArrayBlockingQueue<>(queueDatagrams);
  }

  /** Queues a packet for the library; false when there is no room. Never blocks. */
  boolean offer(Datagram datagram) {
    heard = true;
    if (!confirmed && datagram.content().get(0) >= 0) {
      confirmed = true;
    }
    return !frontClosed && received.offer(datagram);
  }

  /** Whether anything was ever received for it. */
  boolean hasHeard() {
    return heard;
  }

  /** Whether a packet with a short header has come: its sender has finished the handshake. */
  boolean isConfirmed() {
    return confirmed;
  }

  /** Why the last packet could not be sent; null if it could. */
  @Nullable IOException lastSendFailure() {
    return lastSendFailure;
  }

  @Override
  public void receive(DatagramPacket packet) throws IOException {
    Datagram next;
    try {
      next = frontClosed ? CLOSED : received.take();
    } catch (InterruptedException e) {
      // The library interrupts its reader to make it look whether it should stop. This exception is
      // the one that it takes for "nothing came, look and go on".
      throw new SocketTimeoutException("interrupted");
    }
    if (frontClosed) {
      throw new SocketException("closed");
    }
    packet.setData(next.content().array(), 0, next.content().limit());
    packet.setSocketAddress(next.from());
  }

  @Override
  public void send(DatagramPacket packet) {
    if (frontClosed) {
      return;
    }
    outgoing.sending(packet);
    lastSendFailure = shared.sendOrDrop(packet);
  }

  /** Called by the library when it needs this socket no more; harmless when repeated. */
  @Override
  public void close() {
    synchronized (this) {
      if (frontClosed) {
        return;
      }
      frontClosed = true;
    }
    received.clear();
    received.add(CLOSED);
    onClose.run();
  }

  @Override
  public boolean isClosed() {
    return frontClosed;
  }

  @Override
  public boolean isBound() {
    return true;
  }

  @Override
  public int getReceiveBufferSize() {
    return QuicLimits.SOCKET_BUFFER_BYTES;
  }

  @Override
  public int getLocalPort() {
    return shared.local().getPort();
  }

  @Override
  public InetAddress getLocalAddress() {
    return shared.local().getAddress();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return shared.local();
  }
}
