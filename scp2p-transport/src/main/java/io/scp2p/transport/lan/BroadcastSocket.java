package io.scp2p.transport.lan;

import io.scp2p.api.spi.LanSocket;
import io.scp2p.api.spi.TimeSource;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends to 255.255.255.255 from the address of each interface in turn, which is what makes the
 * system take that interface, and listens on 0.0.0.0. The port is shared: on every system we know a
 * broadcast reaches all sockets that have asked for it.
 */
final class BroadcastSocket implements LanSocket {
  /** Datagrams read before a pause; with the pause, at most some 1,300 in a second. */
  static final int MAX_BATCH = 64;

  private static final long BATCH_PAUSE_NANOS = 50_000_000;

  /** Between two looks at the interfaces, and two attempts to get the port. */
  private static final long LOOK_MILLIS = 3_000;

  private static final long CLOSE_MILLIS = 5_000;
  private static final System.Logger LOG = System.getLogger(BroadcastSocket.class.getName());

  private final int port;
  private final Interfaces interfaces;
  private final TimeSource time = TimeSource.system();
  private final AtomicReference<byte @Nullable []> unsent = new AtomicReference<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM_BYTES + 1);
  private volatile boolean closed;
  private volatile @Nullable Selector selector;
  private @Nullable Thread thread;
  private @Nullable DatagramChannel receiver;
  private List<Interfaces.Lan> lans = List.of();
  private long lookNanos;

  BroadcastSocket(int port, Interfaces interfaces) {
    this.port = port;
    this.interfaces = interfaces;
  }

  @Override
  public synchronized void open(Listener listener) {
    if (thread != null || closed) {
      throw new IllegalStateException("the socket was opened or closed before");
    }
    try {
      Selector own = Selector.open();
      selector = own;
      Thread reader = new Thread(() -> run(own, listener), "scp2p-lan");
      reader.setDaemon(true);
      thread = reader;
      reader.start();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "there is no LAN discovery: no selector", e);
    }
  }

  @Override
  public void broadcast(byte[] datagram) {
    unsent.set(datagram);
    Selector now = selector;
    if (now != null) {
      now.wakeup();
    }
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
    }
    Selector now = selector;
    if (now != null) {
      now.wakeup();
    }
    if (running != null && running != Thread.currentThread()) {
      LockSupport.unpark(running);
      try {
        running.join(CLOSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run(Selector own, Listener listener) {
    lookNanos = time.nanos();
    try (own) {
      look(own, listener);
      while (!closed) {
        own.select(LOOK_MILLIS);
        if (!closed) {
          step(own, listener);
        }
      }
    } catch (IOException | ClosedSelectorException e) {
      LOG.log(System.Logger.Level.WARNING, "LAN discovery has ended", e);
    } finally {
      drop();
    }
  }

  private void step(Selector own, Listener listener) throws IOException {
    byte[] datagram = unsent.getAndSet(null);
    if (time.nanos() - lookNanos >= LOOK_MILLIS * 1_000_000) {
      lookNanos = time.nanos();
      look(own, listener);
    }
    if (datagram != null) {
      lans.forEach(lan -> send(lan, datagram));
    }
    own.selectedKeys().clear();
    if (receive(listener) == MAX_BATCH) {
      LockSupport.parkNanos(BATCH_PAUSE_NANOS);
    }
  }

  /** Interfaces come and go, and so may whoever had the port for himself. */
  private void look(Selector own, Listener listener) throws IOException {
    if (receiver == null) {
      bind(own);
    }
    List<Interfaces.Lan> now = interfaces.look();
    if (!now.equals(lans)) {
      lans = now;
      listener.networks(now.stream().map(Interfaces.Lan::network).toList());
    }
  }

  private void bind(Selector own) throws IOException {
    DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
        // What BSD and macOS want for the same; Linux accepts both.
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      channel.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[4]), port));
      channel.configureBlocking(false);
      channel.register(own, SelectionKey.OP_READ);
      receiver = channel;
    } catch (IOException taken) {
      LOG.log(System.Logger.Level.DEBUG, "port " + port + " cannot be shared", taken);
      channel.close();
    }
  }

  /** A socket for each packet: it is one in three seconds, and interfaces come and go. */
  private void send(Interfaces.Lan lan, byte[] datagram) {
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
      channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
      channel.configureBlocking(false);
      channel.bind(new InetSocketAddress(lan.network().address(), 0));
      if (!send(channel, lan.limited(), datagram)) {
        send(channel, lan.directed(), datagram);
      }
    } catch (IOException gone) {
      LOG.log(System.Logger.Level.DEBUG, "nothing can be sent into a network", gone);
    }
  }

  private boolean send(DatagramChannel channel, InetAddress to, byte[] datagram) {
    try {
      return channel.send(ByteBuffer.wrap(datagram), new InetSocketAddress(to, port)) > 0;
    } catch (IOException refused) {
      LOG.log(System.Logger.Level.DEBUG, "a broadcast was refused", refused);
      return false;
    }
  }

  private int receive(Listener listener) throws IOException {
    DatagramChannel channel = receiver;
    int count = 0;
    while (channel != null && count < MAX_BATCH && !closed) {
      buffer.clear();
      InetSocketAddress from;
      try {
        from = (InetSocketAddress) channel.receive(buffer);
      } catch (IOException broken) {
        drop(); // Bound again at the next look.
        return count;
      }
      if (from == null) {
        return count;
      }
      count++;
      buffer.flip();
      if (buffer.remaining() <= MAX_DATAGRAM_BYTES
          && from.getAddress() instanceof Inet4Address address) {
        byte[] datagram = new byte[buffer.remaining()];
        buffer.get(datagram);
        listener.received(address, datagram);
      }
    }
    return count;
  }

  private void drop() {
    DatagramChannel channel = receiver;
    receiver = null;
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "a socket did not close well", e);
      }
    }
  }
}
