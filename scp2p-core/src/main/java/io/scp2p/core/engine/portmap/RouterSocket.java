package io.scp2p.core.engine.portmap;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.portmap.NatPmp;
import io.scp2p.core.wire.record.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * Datagrams to and from a router: one socket for questions and answers, and, where it can be had,
 * one for what routers announce to all (RFC 6887 section 14.1, RFC 6886 section 3.2.1).
 */
final class RouterSocket implements AutoCloseable {
  /** SSDP answers are the longest; a longer datagram is cut, and then not understood. */
  static final int MAX_DATAGRAM_BYTES = 2_048;

  private static final long CLOSE_MILLIS = 2_000;
  private static final System.Logger LOG = System.getLogger(RouterSocket.class.getName());

  private final DatagramChannel channel;
  private final Selector selector;
  private final Listener listener;
  private final ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM_BYTES);
  private final Thread thread;
  private volatile boolean closed;

  /** Told on the thread of the socket; must return at once. */
  interface Listener {
    void received(InetSocketAddress from, Bytes datagram);
  }

  /**
   * Opens it.
   *
   * @param self the own address towards the router, from which everything is sent
   */
  RouterSocket(IpAddress self, Listener listener) throws IOException {
    this.listener = listener;
    this.selector = Selector.open();
    InetAddress own = WayOut.inet(self);
    this.channel = DatagramChannel.open(StandardProtocolFamily.INET);
    try {
      channel.bind(new InetSocketAddress(own, 0));
      NetworkInterface card = NetworkInterface.getByInetAddress(own);
      if (card != null) {
        channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, card);
      }
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
    } catch (IOException e) {
      end();
      throw e;
    }
    listenForAnnouncements();
    this.thread = new Thread(this::run, "scp2p-router");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Everybody on a machine may want them, so the port is shared; without it we ask now and then.
   */
  private void listenForAnnouncements() {
    try {
      DatagramChannel announcements = DatagramChannel.open(StandardProtocolFamily.INET);
      try {
        announcements.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        // To 224.0.0.1, the group of all, in which every host is without asking.
        announcements.bind(new InetSocketAddress(NatPmp.ANNOUNCEMENT_PORT));
        announcements.configureBlocking(false);
        announcements.register(selector, SelectionKey.OP_READ);
      } catch (IOException taken) {
        announcements.close();
        throw taken;
      }
    } catch (IOException taken) {
      LOG.log(System.Logger.Level.DEBUG, "announcements of routers are not heard", taken);
    }
  }

  /** Sends, or does not: the machine asks again. From any thread; never blocks. */
  void send(IpAddress to, int port, Bytes datagram) {
    try {
      int unused = channel.send(datagram.buffer(), new InetSocketAddress(WayOut.inet(to), port));
    } catch (IOException gone) {
      LOG.log(System.Logger.Level.DEBUG, "a datagram to a router was not sent", gone);
    }
  }

  private void run() {
    try {
      while (!closed) {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          receive((DatagramChannel) key.channel());
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException | ClosedSelectorException e) {
      LOG.log(System.Logger.Level.DEBUG, "nothing is heard of the router any more", e);
    } finally {
      end();
    }
  }

  private void receive(DatagramChannel from) {
    buffer.clear();
    try {
      if (from.receive(buffer) instanceof InetSocketAddress sender) {
        buffer.flip();
        byte[] datagram = new byte[buffer.remaining()];
        buffer.get(datagram);
        listener.received(sender, Bytes.wrap(datagram));
      }
    } catch (IOException refused) {
      // Somebody said that nobody listens there: the machine finds out by itself.
      LOG.log(System.Logger.Level.DEBUG, "a datagram of a router was not read", refused);
    }
  }

  private void end() {
    for (SelectionKey key : selector.keys()) {
      close((DatagramChannel) key.channel());
    }
    close(channel);
    try {
      selector.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a selector did not close well", e);
    }
  }

  private static void close(DatagramChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a socket did not close well", e);
    }
  }

  /** Ends soon, without waiting for it. */
  void stop() {
    closed = true;
    selector.wakeup();
  }

  /** Returns once no thread or socket is left. */
  @Override
  public void close() {
    stop();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
