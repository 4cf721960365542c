package io.scp2p.transport.quic;

import io.scp2p.api.spi.PacketPort;
import io.scp2p.api.spi.TimeSource;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one UDP port of a transport. One thread reads it and sorts what comes: packets that are not
 * QUIC to a handler, packets for a connection id that one of our clients uses to that client, and
 * everything else to the listener, past its {@link ServerGate}.
 */
final class SharedSocket {
  /** An error that stays must not make the reader spin. */
  private static final long ERROR_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long BUG_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long NEVER = Long.MIN_VALUE;
  private static final System.Logger LOG = System.getLogger(SharedSocket.class.getName());

  private static final PacketPort.Receiver NOBODY = (from, packet) -> {};

  private final DatagramPort port;
  private final InetSocketAddress local;
  private final TimeSource time;
  private final ServerGate gate;
  private final TrafficCounters counters = new TrafficCounters();
  private final Map<Long, FrontSocket> clients = new ConcurrentHashMap<>();
  private final Detours detours = new Detours();
  private final SidePorts sides = new SidePorts(this);
  private volatile PacketPort.Receiver nonQuic = NOBODY;
  private volatile @Nullable FrontSocket server;
  private final AtomicLong bugSaidNanos = new AtomicLong(NEVER);
  private volatile boolean closed;

  SharedSocket(DatagramPort port, ServerGate gate, TimeSource time) {
    this.port = port;
    this.local = port.local();
    this.gate = gate;
    this.time = time;
  }

  /** Starts the reader. */
  void start(QuicThreads threads) {
    sides.start(threads);
    threads.start("scp2p-quic-socket", this::read);
  }

  InetSocketAddress local() {
    return local;
  }

  TrafficCounters counters() {
    return counters;
  }

  /**
   * The address that packets to {@code remote} leave from. If we listen on all addresses only the
   * system knows; asking it sends nothing.
   */
  InetSocketAddress localTowards(InetSocketAddress remote) {
    if (!local.getAddress().isAnyLocalAddress()) {
      return local;
    }
    if (detours.has(remote)) {
      return local;
    }
    try (DatagramSocket probe = new DatagramSocket()) {
      probe.connect(remote);
      return new InetSocketAddress(probe.getLocalAddress(), local.getPort());
    } catch (SocketException | RuntimeException e) {
      return local;
    }
  }

  /** Ways past this socket. */
  Detours detours() {
    return detours;
  }

  /** Ports beside this one. */
  SidePorts sides() {
    return sides;
  }

  /** A packet has come by one of them. */
  void arrived(InetSocketAddress alias, ByteBuffer content) {
    if (closed || !detours.has(alias) || content.remaining() > QuicLimits.MAX_DATAGRAM_BYTES) {
      counters.dropped();
      return;
    }
    byte[] copy = new byte[content.remaining()];
    content.get(copy);
    sort(new DatagramPacket(copy, copy.length, alias));
  }

  void receiver(PacketPort.Receiver receiver) {
    nonQuic = receiver;
    if (closed) {
      nonQuic = NOBODY;
    }
  }

  /** A front for one outgoing connection, which learns its connection id from what is sent. */
  FrontSocket openClient(Runnable onClose) {
    ClientId id = new ClientId();
    FrontSocket front =
        new FrontSocket(
            this,
            QuicLimits.CLIENT_QUEUE_DATAGRAMS,
            id,
            () -> {
              id.forget();
              onClose.run();
            });
    id.front = front;
    return front;
  }

  /** Whether the library still holds a client's front. */
  boolean hasClients() {
    return !clients.isEmpty();
  }

  /** The front for the listener; there is at most one. */
  FrontSocket openServer() {
    FrontSocket front =
        new FrontSocket(
            this,
            QuicLimits.SERVER_QUEUE_DATAGRAMS,
            packet -> gate.answering(packet, time.nanos()),
            () -> server = null);
    server = front;
    return front;
  }

  /** Sends a packet that is not QUIC. */
  void send(InetSocketAddress to, ByteBuffer content) throws IOException {
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    if (bytes.length == 0 || QuicHeader.isQuic(bytes[0])) {
      throw new IllegalArgumentException("the first two bits must be 0, or it would pass for QUIC");
    }
    DatagramPacket packet = new DatagramPacket(bytes, bytes.length, to);
    if (!detours.send(packet)) {
      port.send(packet);
    }
    counters.sent(bytes.length);
  }

  /** Sends a packet of the library; says why it could not, or null. */
  @Nullable IOException sendOrDrop(DatagramPacket packet) {
    try {
      if (!detours.send(packet)) {
        port.send(packet);
      }
      counters.sent(packet.getLength());
      return null;
    } catch (IOException e) {
      counters.sendFailed();
      return e;
    } catch (RuntimeException e) {
      counters.sendFailed(); // Port 0, or an address family that this socket does not speak.
      return new IOException(e);
    }
  }

  private void read() {
    DatagramPacket packet = new DatagramPacket(new byte[QuicLimits.MAX_DATAGRAM_BYTES + 1], 1);
    while (!closed) {
      packet.setLength(QuicLimits.MAX_DATAGRAM_BYTES + 1);
      try {
        port.receive(packet);
      } catch (IOException | RuntimeException e) {
        if (!closed) {
          counters.receiveFailed();
          LockSupport.parkNanos(ERROR_PAUSE_NANOS);
        }
        continue;
      }
      try {
        sort(packet);
      } catch (RuntimeException e) {
        bug(e); // It must not end the reader.
      }
    }
  }

  /** A handler has thrown. Said now and then only: what makes it do so may come by the thousand. */
  void bug(RuntimeException thrown) {
    counters.dropped();
    long nowNanos = time.nanos();
    long lastNanos = bugSaidNanos.get();
    if ((lastNanos == NEVER || nowNanos - lastNanos >= BUG_PAUSE_NANOS)
        && bugSaidNanos.compareAndSet(lastNanos, nowNanos)) {
      LOG.log(System.Logger.Level.ERROR, "what handles packets failed; others are read", thrown);
    }
  }

  /** On the reader's thread, and on those on which packets come by a detour. */
  private synchronized void sort(DatagramPacket packet) {
    int length = packet.getLength();
    counters.received(length);
    if (length == 0 || length > QuicLimits.MAX_DATAGRAM_BYTES) {
      counters.dropped();
      return;
    }
    InetSocketAddress from = (InetSocketAddress) packet.getSocketAddress();
    byte[] buffer = packet.getData();
    if (!QuicHeader.isQuic(buffer[0])) {
      counters.nonQuic();
      nonQuic.received(from, ByteBuffer.wrap(buffer, 0, length).asReadOnlyBuffer());
      return;
    }
    QuicHeader header = QuicHeader.parse(buffer, length).orElse(null);
    if (header == null) {
      counters.dropped();
      return;
    }
    FrontSocket client =
        header.destination().remaining() == Long.BYTES
            ? clients.get(header.destination().getLong(0))
            : null;
    FrontSocket front = client != null ? client : server;
    int accepted = length;
    if (client == null && front != null) {
      accepted =
          gate.admits(from, header, length, time.nanos())
              ? QuicHeader.lengthWithoutEarlyData(buffer, length)
              : 0;
    }
    byte[] copy = new byte[accepted];
    System.arraycopy(buffer, 0, copy, 0, accepted);
    if (front == null || accepted == 0 || !front.offer(new Datagram(from, ByteBuffer.wrap(copy)))) {
      counters.dropped();
    }
  }

  /** Ends the reader and frees the port. The fronts stay until the library closes them. */
  void close() {
    closed = true;
    nonQuic = NOBODY;
    port.close();
    sides.close();
    detours.clear();
  }

  /** Learns the connection id of one client from the first long header that it sends. */
  private final class ClientId implements FrontSocket.Outgoing {
    private @Nullable FrontSocket front;
    private volatile @Nullable Long id;
    private boolean forgotten;

    @Override
    public void sending(DatagramPacket packet) {
      if (id != null || packet.getOffset() != 0) {
        return;
      }
      QuicHeader.parse(packet.getData(), packet.getLength())
          .filter(header -> header.source().remaining() == Long.BYTES)
          .ifPresent(header -> learn(header.source().getLong(0)));
    }

    private synchronized void learn(long connectionId) {
      if (!forgotten && front != null) {
        id = connectionId;
        clients.put(connectionId, front);
      }
    }

    synchronized void forget() {
      forgotten = true;
      if (id != null) {
        clients.remove(id);
      }
    }
  }
}
