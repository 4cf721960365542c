package io.scp2p.transport.quic;

import io.scp2p.api.spi.PacketPort;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * UDP ports beside the shared one, each for packets to one address and from there: the kernel lets
 * nobody else in. One thread reads all of them, and is there while there are any. Safe for all
 * threads.
 */
final class SidePorts {
  /** Datagrams read from one port before the next one has its turn. */
  private static final int MAX_READS = 64;

  private static final System.Logger LOG = System.getLogger(SidePorts.class.getName());

  private final SharedSocket socket;
  private final Map<InetSocketAddress, DatagramChannel> open = new HashMap<>();
  private @Nullable QuicThreads threads;
  private @Nullable Selector selector;
  private boolean closed;

  SidePorts(SharedSocket socket) {
    this.socket = socket;
  }

  /** Where the reader is to run; before the first port. */
  synchronized void start(QuicThreads where) {
    threads = where;
  }

  /** Opens one; false if there are too many, or the system has none. */
  synchronized boolean open(InetSocketAddress alias, InetSocketAddress remote) {
    if (closed || open.size() >= PacketPort.MAX_SIDE_PORTS || open.containsKey(alias)) {
      return false;
    }
    DatagramChannel channel = null;
    try {
      Selector reader = reader();
      channel = connected(remote);
      channel.register(reader, SelectionKey.OP_READ, alias);
      DatagramChannel out = channel;
      if (socket.detours().set(alias, packet -> send(out, packet))) {
        open.put(alias, channel);
        reader.wakeup();
        return true;
      }
      discard(channel);
    } catch (IOException | RuntimeException e) {
      // No descriptor left, no way to there, or another address family than the port has.
      LOG.log(System.Logger.Level.DEBUG, "no further UDP port towards " + remote, e);
      if (channel != null) {
        discard(channel);
      }
    }
    endIfUnused();
    return false;
  }

  private DatagramChannel connected(InetSocketAddress remote) throws IOException {
    boolean v4 = remote.getAddress() instanceof Inet4Address;
    ProtocolFamily family = v4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    InetSocketAddress local = socket.local();
    DatagramChannel channel = DatagramChannel.open(family);
    try {
      // Never blocking, so it is not closed when a thread is interrupted while it sends.
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, QuicLimits.SOCKET_BUFFER_BYTES);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, QuicLimits.SOCKET_BUFFER_BYTES);
      channel.bind(
          local.getAddress().isAnyLocalAddress()
              ? null
              : new InetSocketAddress(local.getAddress(), 0));
      channel.connect(remote);
      return channel;
    } catch (IOException | RuntimeException e) {
      discard(channel);
      throw e;
    }
  }

  private static void send(DatagramChannel channel, ByteBuffer packet) {
    try {
      channel.write(packet); // Nothing is written where there is no room: the packet is lost.
    } catch (IOException e) {
      // Nobody there at the moment, or closed meanwhile: the packet is lost.
    }
  }

  /** Ends one; nothing if there is none. */
  synchronized void close(InetSocketAddress alias) {
    DatagramChannel channel = open.remove(alias);
    if (channel != null) {
      socket.detours().set(alias, null);
      discard(channel);
      endIfUnused();
    }
  }

  /** Ends all, for good. */
  synchronized void close() {
    closed = true;
    open.values().forEach(SidePorts::discard);
    open.clear();
    endIfUnused();
  }

  private static void discard(DatagramChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a UDP port was not closed", e);
    }
  }

  /** The selector of the reader, which is started if there is none. */
  private Selector reader() throws IOException {
    Selector running = selector;
    if (running == null) {
      Selector fresh = Selector.open();
      if (threads == null) {
        throw new IllegalStateException("not started");
      }
      threads.start("scp2p-quic-side", () -> read(fresh));
      selector = fresh;
      running = fresh;
    }
    return running;
  }

  /** A closed port keeps its descriptor until the selector has looked. */
  private void endIfUnused() {
    Selector running = selector;
    if (running == null) {
      return;
    }
    if (!open.isEmpty()) {
      running.wakeup();
      return;
    }
    selector = null;
    try {
      running.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a selector was not closed", e);
    }
  }

  private void read(Selector from) {
    ByteBuffer buffer = ByteBuffer.allocate(QuicLimits.MAX_DATAGRAM_BYTES + 1);
    try {
      while (from.isOpen()) {
        from.select(key -> read(key, buffer));
      }
    } catch (IOException | ClosedSelectorException e) {
      LOG.log(System.Logger.Level.DEBUG, "the reader of further UDP ports has ended", e);
    }
  }

  private void read(SelectionKey key, ByteBuffer buffer) {
    try {
      DatagramChannel channel = (DatagramChannel) key.channel();
      InetSocketAddress alias = (InetSocketAddress) key.attachment();
      for (int i = 0; i < MAX_READS; i++) {
        buffer.clear();
        if (channel.receive(buffer) == null) {
          return;
        }
        socket.arrived(alias, buffer.flip());
      }
    } catch (IOException | RuntimeException e) {
      // Nobody was there a moment ago, closed meanwhile, or a handler's bug: others are read.
    }
  }
}
