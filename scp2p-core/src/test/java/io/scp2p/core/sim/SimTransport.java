package io.scp2p.core.sim;

import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportException.Reason;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The real transport interface over a {@link SimNetwork}. It can pose as TCP, with one stream a
 * connection and two round trips to a handshake, or as QUIC, with many and one; only its own kind
 * listens to it. A dial completes, and every listener is called, in a task of the world: never from
 * within a call, with the one exception that a dial refused by this side's own limits has failed
 * when it returns.
 */
public final class SimTransport implements Transport {
  /** Streams open at once on one connection that is not posing as TCP. */
  public static final int MAX_STREAMS = 100;

  private static final int BINDING_BYTES = 32;

  private final SimHost host;
  private final TransportKind kind;
  private final TransportSettings settings;
  private final byte[] certificate = new byte[BINDING_BYTES];
  private final List<SimListener> listeners = new ArrayList<>(1);
  private final Set<SimConnection> connections = new LinkedHashSet<>(4);
  private final Set<SimDial> dials = new LinkedHashSet<>(4);
  private final Set<HandshakeSlot> slots = new LinkedHashSet<>(4);
  private boolean silent;
  private boolean closed;

  private SimTransport(SimHost host, TransportKind kind, TransportSettings settings) {
    this.host = host;
    this.kind = kind;
    this.settings = settings;
    host.world().random("certificates").nextBytes(certificate);
  }

  /** A transport of one process on this host. */
  public static SimTransport on(SimHost host, TransportKind pose, TransportSettings settings) {
    SimTransport transport = new SimTransport(host, pose, settings);
    host.add(transport);
    return transport;
  }

  /** The host it runs on. */
  public SimHost host() {
    return host;
  }

  @Override
  public TransportKind kind() {
    return kind;
  }

  /** From now on it accepts what comes and never answers: a listener that hangs. */
  public void fallSilent() {
    silent = true;
  }

  /** Listeners, connections, dials and handshakes that are not over. */
  public int liveResources() {
    return listeners.size() + connections.size() + dials.size() + slots.size();
  }

  /** Places taken by accepted connections whose handshake is not done. */
  public int pendingHandshakes() {
    return slots.size();
  }

  @Override
  public CompletableFuture<InetSocketAddress> listen(InetSocketAddress local, Acceptor acceptor) {
    InetAddress address = local.getAddress();
    if (closed) {
      return failed(Reason.CLOSED, host + " has closed its " + kind + " transport");
    }
    if (!address.isAnyLocalAddress() && !host.addresses().contains(address)) {
      return failed(Reason.BIND, host + " does not have " + address);
    }
    int port = local.getPort() == 0 ? host.freePort() : local.getPort();
    InetSocketAddress bound = new InetSocketAddress(address, port);
    InetSocketAddress probe = address.isAnyLocalAddress() ? host.address(port) : bound;
    if (host.listener(kind, probe) != null) {
      return failed(Reason.BIND, bound + " is taken on " + host);
    }
    listeners.add(new SimListener(this, bound, acceptor));
    return CompletableFuture.completedFuture(bound);
  }

  @Override
  public CompletableFuture<Connection> dial(
      InetSocketAddress remote, Duration timeout, ConnectionListener listener) {
    return begin(new SimDial(this, remote, listener, false), timeout);
  }

  /**
   * Connects and then says nothing, so that a place for a pending handshake is taken at the other
   * side until that gives up or this future is cancelled.
   */
  public CompletableFuture<Connection> dialAndStaySilent(
      InetSocketAddress remote, Duration timeout) {
    return begin(new SimDial(this, remote, new Unused(), true), timeout);
  }

  private CompletableFuture<Connection> begin(SimDial dial, Duration timeout) {
    if (closed) {
      return failed(Reason.CLOSED, host + " has closed its " + kind + " transport");
    }
    if (connections.size() + dials.size() >= settings.maxConnections()) {
      return failed(Reason.LIMIT, host + " has " + settings.maxConnections() + " connections");
    }
    dials.add(dial);
    return dial.start(timeout);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    listeners.clear();
    List.copyOf(dials).forEach(dial -> dial.fail(Reason.CLOSED, "transport closed"));
    List.copyOf(connections).forEach(connection -> connection.close("transport closed"));
    List.copyOf(slots).forEach(HandshakeSlot::release);
    host.remove(this);
  }

  /** Ends without a word to its owner. */
  void die(boolean systemResets) {
    closed = true;
    listeners.clear();
    List.copyOf(dials).forEach(SimDial::abandon);
    List.copyOf(connections).forEach(connection -> connection.die(systemResets));
    List.copyOf(slots).forEach(HandshakeSlot::release);
    host.remove(this);
  }

  TransportSettings settings() {
    return settings;
  }

  byte[] certificate() {
    return certificate;
  }

  boolean isSilent() {
    return silent;
  }

  int maxStreams() {
    return kind == TransportKind.TCP ? 1 : MAX_STREAMS;
  }

  int handshakeRoundTrips() {
    return kind == TransportKind.TCP ? 2 : 1;
  }

  boolean noticesSilence() {
    return kind != TransportKind.TCP;
  }

  @Nullable SimListener listener(InetSocketAddress address) {
    for (SimListener listener : listeners) {
      if (listener.covers(address)) {
        return listener;
      }
    }
    return null;
  }

  /** QUIC dials from the socket it listens on, others from any port. */
  int dialPort(InetAddress source) {
    for (SimListener listener : listeners) {
      InetSocketAddress local = listener.local();
      if (kind == TransportKind.QUIC
          && listener.covers(new InetSocketAddress(source, local.getPort()))) {
        return local.getPort();
      }
    }
    return host.freePort();
  }

  /** A place for one more handshake, or null when a limit is reached. */
  @Nullable HandshakeSlot takeSlot(SimListener listener, InetAddress remote) {
    if (slots.size() >= settings.maxPendingHandshakes() || !hasRoomFor(remote)) {
      return null;
    }
    HandshakeSlot slot = new HandshakeSlot(listener, remote);
    slots.add(slot);
    return slot;
  }

  void remove(HandshakeSlot slot) {
    slots.remove(slot);
  }

  /** The last flight of a handshake has come: the connection exists on this side too. */
  void accept(HandshakeSlot slot, SimConnection here, SimConnection there) {
    boolean held = slot.isHeld();
    if (held && !closed && !host.network().isReachable(host, there.host())) {
      host.world()
          .scheduleNanos(
              StreamLoss.MIN_TIMEOUT_NANOS, "accept again", here, () -> accept(slot, here, there));
      return;
    }
    slot.release();
    if (held && !closed && hasRoomFor(slot.remote())) {
      connections.add(here);
      here.setListener(slot.listener().acceptor().accepted(here));
    } else {
      here.die(true);
    }
  }

  void add(SimConnection connection) {
    connections.add(connection);
  }

  void remove(SimConnection connection) {
    connections.remove(connection);
  }

  void remove(SimDial dial) {
    dials.remove(dial);
  }

  void reachabilityChanged() {
    for (SimConnection connection : connections) {
      connection.reachabilityChanged();
      connection.peer().reachabilityChanged();
    }
  }

  private boolean hasRoomFor(InetAddress remote) {
    int fromThere = 0;
    for (SimConnection connection : connections) {
      if (!connection.isInitiator() && connection.remote().getAddress().equals(remote)) {
        fromThere++;
      }
    }
    return connections.size() < settings.maxConnections()
        && fromThere < settings.maxConnectionsPerAddress();
  }

  private static <T> CompletableFuture<T> failed(Reason reason, String message) {
    return CompletableFuture.failedFuture(new TransportException(reason, message, null));
  }

  @Override
  public String toString() {
    return kind + " on " + host;
  }
}
