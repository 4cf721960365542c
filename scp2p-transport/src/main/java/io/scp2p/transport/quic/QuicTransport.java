package io.scp2p.transport.quic;

import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.PacketPort;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportException.Reason;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.transport.admission.Admission;
import io.scp2p.transport.tls.NodeCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * QUIC for one node: one UDP port for its listener, all its connections, and packets that are not
 * QUIC. The port is opened by whatever comes first: {@link #listen}, at the address asked for, or
 * {@link #dial} or {@link #localAddress}, at any free port of all addresses. There is one listener,
 * and a {@code listen} that comes second must fit the port that is already open, or it fails with
 * {@link Reason#BIND}; so a node that wants a certain port listens before it dials.
 */
final class QuicTransport implements Transport, PacketPort {
  /**
   * How long {@link #close} waits for the library, which stays with a closed connection for three
   * probe timeouts. Only daemon threads of its own can remain longer, and no port.
   */
  static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);
  private static final InetSocketAddress ANYWHERE = new InetSocketAddress(0);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Opens the port; replaced in tests. */
  @FunctionalInterface
  interface PortOpener {
    DatagramPort open(InetSocketAddress local) throws SocketException;
  }

  private final TransportSettings settings;
  private final NodeCertificate certificate;
  private final PortOpener opener;
  private final Admission admission;
  private final ServerGate gate;
  private final QuicThreads threads = new QuicThreads();
  private final TimeSource time = TimeSource.system();
  private final Set<QuicLink> links = ConcurrentHashMap.newKeySet();
  private final Set<Dial> dials = ConcurrentHashMap.newKeySet();
  private final Watchdog watchdog;
  private final QuicEnvironment environment = new Environment();
  private @Nullable SharedSocket socket;
  private boolean listening;
  private volatile @Nullable QuicServer server;
  private volatile boolean closed;

  QuicTransport(TransportSettings settings, NodeCertificate certificate, PortOpener opener) {
    this.settings = QuicLimits.within(settings);
    this.certificate = certificate;
    this.opener = opener;
    this.admission = new Admission(this.settings);
    this.gate = new ServerGate(admission, this.settings);
    this.watchdog = new Watchdog(links, () -> gate.expire(time.nanos()), time);
  }

  @Override
  public TransportKind kind() {
    return TransportKind.QUIC;
  }

  @Override
  public CompletionStage<InetSocketAddress> listen(InetSocketAddress local, Acceptor acceptor) {
    SharedSocket port;
    try {
      port = portForListening(local);
    } catch (TransportException e) {
      return CompletableFuture.failedFuture(e);
    }
    return threads.call("scp2p-quic-listen", () -> listen(port, acceptor));
  }

  private InetSocketAddress listen(SharedSocket port, Acceptor acceptor) throws TransportException {
    QuicServer started;
    try {
      started = new QuicServer(environment, port, gate, certificate, acceptor);
    } catch (TransportException | RuntimeException | Error notMade) {
      synchronized (this) {
        listening = false; // It may be tried again.
      }
      throw notMade;
    }
    server = started;
    started.start();
    if (closed) {
      started.close();
      throw Failures.transportClosed();
    }
    return port.local();
  }

  private synchronized SharedSocket portForListening(InetSocketAddress wanted)
      throws TransportException {
    SharedSocket port = socket;
    if (port != null && !closed) {
      InetSocketAddress have = port.local();
      boolean fits =
          isSame(have.getAddress(), wanted.getAddress())
              && (wanted.getPort() == 0 || wanted.getPort() == have.getPort());
      if (listening || !fits) {
        throw new TransportException(
            Reason.BIND, "cannot listen on " + wanted + ": QUIC already uses " + have, null);
      }
    }
    port = open(wanted);
    listening = true;
    return port;
  }

  private static boolean isSame(InetAddress have, InetAddress wanted) {
    return have.equals(wanted) || (have.isAnyLocalAddress() && wanted.isAnyLocalAddress());
  }

  private synchronized SharedSocket open(InetSocketAddress wanted) throws TransportException {
    if (closed) {
      throw Failures.transportClosed();
    }
    if (socket != null) {
      return socket;
    }
    try {
      SharedSocket opened = new SharedSocket(opener.open(wanted), gate, time);
      opened.start(threads);
      watchdog.start(threads);
      socket = opened;
      return opened;
    } catch (SocketException e) {
      throw new TransportException(Reason.BIND, "cannot open UDP " + wanted + ": " + e, e);
    }
  }

  @Override
  public CompletionStage<Connection> dial(
      InetSocketAddress remote, Duration timeout, ConnectionListener listener) {
    SharedSocket port;
    try {
      port = open(ANYWHERE);
    } catch (TransportException e) {
      return CompletableFuture.failedFuture(e);
    }
    // What the library has not cleared up yet has no place any more, but threads.
    Optional<Admission.Place> place =
        links.size() < 2 * settings.maxConnections() ? admission.dial() : Optional.empty();
    if (place.isEmpty()) {
      return CompletableFuture.failedFuture(
          Failures.limit("all " + settings.maxConnections() + " connections are in use"));
    }
    Duration limit = timeout.compareTo(SHORTEST_TIMEOUT) < 0 ? SHORTEST_TIMEOUT : timeout;
    Dial dial = new Dial(environment, port, remote, limit, listener, place.get()::leave);
    dials.add(dial);
    CompletableFuture<Connection> dialled = dial.start();
    dialled.whenComplete((connection, failure) -> dials.remove(dial));
    if (closed) {
      dial.fail(Failures.transportClosed());
    }
    return dialled;
  }

  @Override
  public void receivePackets(Receiver receiver) throws TransportException {
    open(ANYWHERE).receiver(receiver);
  }

  @Override
  public void sendPacket(InetSocketAddress to, ByteBuffer packet) throws IOException {
    open(ANYWHERE).send(to, packet);
  }

  @Override
  public boolean detour(InetSocketAddress alias, @Nullable Detour detour) {
    try {
      SharedSocket port = open(ANYWHERE);
      port.sides().close(alias);
      return port.detours().set(alias, detour);
    } catch (TransportException noPort) {
      return false;
    }
  }

  @Override
  public boolean sidePort(InetSocketAddress alias, InetSocketAddress remote) {
    try {
      return open(ANYWHERE).sides().open(alias, remote);
    } catch (TransportException noPort) {
      return false;
    }
  }

  @Override
  public void arrived(InetSocketAddress alias, ByteBuffer packet) {
    SharedSocket port;
    synchronized (this) {
      port = socket;
    }
    if (port != null) {
      port.arrived(alias, packet);
    }
  }

  /**
   * The port in use, opened if it is not open yet.
   *
   * @return its local address
   * @throws TransportException if the transport is closed or no port can be opened
   */
  InetSocketAddress localAddress() throws TransportException {
    return open(ANYWHERE).local();
  }

  /**
   * Counts of what went through the port.
   *
   * @return the present values; zeros before it is opened
   */
  synchronized QuicTraffic traffic() {
    return socket == null ? new TrafficCounters().snapshot() : socket.counters().snapshot();
  }

  @Override
  public void close() {
    long deadlineNanos = TimeSource.system().nanos() + CLOSE_NANOS;
    boolean first;
    SharedSocket port;
    synchronized (this) {
      first = !closed;
      closed = true;
      port = socket;
    }
    if (first) {
      dials.forEach(dial -> dial.fail(Failures.transportClosed()));
      links.forEach(link -> link.close("the transport is closed"));
      QuicServer listener = server;
      if (listener != null) {
        threads.start("scp2p-quic-close", listener::close);
      }
      if (port != null) {
        threads.start("scp2p-quic-end", () -> endAfter(deadlineNanos, port));
      } else {
        threads.shutdown();
      }
    }
    if (!threads.isOneOfThem(Thread.currentThread())) {
      threads.awaitNone(deadlineNanos);
    }
  }

  /** Ends what is ours once the library has ended what is its. */
  private void endAfter(long deadlineNanos, SharedSocket port) {
    while (isInUse(port) && TimeSource.system().nanos() - deadlineNanos < 0) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    port.close();
    watchdog.stop();
    threads.shutdown();
    gate.clear();
  }

  private boolean isInUse(SharedSocket port) {
    QuicServer listener = server;
    return !links.isEmpty() || port.hasClients() || (listener != null && !listener.isClosed());
  }

  /** For tests: the machine is gone as far as the network can see. */
  void dropDead() {
    SharedSocket port;
    synchronized (this) {
      port = socket;
    }
    if (port != null) {
      port.close();
    }
  }

  synchronized boolean isOpen() {
    return socket != null && !closed;
  }

  Watchdog watchdog() {
    return watchdog;
  }

  QuicThreads threads() {
    return threads;
  }

  Admission admission() {
    return admission;
  }

  /** What connections see of this. */
  private final class Environment implements QuicEnvironment {
    @Override
    public TransportSettings settings() {
      return settings;
    }

    @Override
    public TimeSource time() {
      return time;
    }

    @Override
    public QuicThreads threads() {
      return threads;
    }

    @Override
    public Watchdog watchdog() {
      return watchdog;
    }

    @Override
    public void add(QuicLink link) {
      links.add(link);
      if (closed) {
        link.close("the transport is closed");
      }
    }

    @Override
    public void remove(QuicLink link) {
      links.remove(link);
    }
  }
}
