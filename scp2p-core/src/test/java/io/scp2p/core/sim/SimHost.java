package io.scp2p.core.sim;

import io.scp2p.api.spi.TransportKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A machine on the network: its addresses, its access link, and what runs on it. It can lose power
 * ({@link #crash}), have its process killed ({@link #kill}) and start again; whatever it had
 * scheduled through its own methods ends with it.
 */
public final class SimHost {
  /** How many correspondents a host that takes nothing unasked remembers; the oldest goes. */
  static final int MAX_CORRESPONDENTS = 1_024;

  private static final int FIRST_EPHEMERAL_PORT = 49_152;
  private static final int LAST_PORT = 65_535;

  private final SimNetwork network;
  private final String name;
  private final int number;
  private final List<InetAddress> addresses;
  private final Link up;
  private final Link down;
  private final List<SimTransport> transports = new ArrayList<>(1);
  private @Nullable Map<Integer, SimSocket> sockets;
  private @Nullable Map<InetSocketAddress, Boolean> correspondents;
  private int nextPort = FIRST_EPHEMERAL_PORT;
  private int incarnation;
  private boolean powered = true;
  private boolean acceptsInbound = true;

  /** Owned by the network. */
  boolean isolated;

  /** Owned by the network. */
  int group;

  SimHost(SimNetwork network, String name, int number, List<InetAddress> addresses) {
    this.network = network;
    this.name = name;
    this.number = number;
    this.addresses = List.copyOf(addresses);
    this.up = new Link(network, LinkProfile.IDEAL);
    this.down = new Link(network, LinkProfile.IDEAL);
  }

  public String name() {
    return name;
  }

  public SimWorld world() {
    return network.world();
  }

  public List<InetAddress> addresses() {
    return addresses;
  }

  /** Its first address with this port. */
  public InetSocketAddress address(int port) {
    return new InetSocketAddress(addresses.get(0), port);
  }

  /** Sets both directions of its access link. */
  public void access(LinkProfile profile) {
    access(profile, profile);
  }

  /** Sets each direction of its access link. */
  public void access(LinkProfile upwards, LinkProfile downwards) {
    up.setProfile(upwards);
    down.setProfile(downwards);
  }

  /**
   * Whether strangers get through. A host that does not accept inbound, as behind a NAT, answers no
   * dial and receives datagrams only from addresses it has sent to itself.
   */
  public void acceptsInbound(boolean accepts) {
    acceptsInbound = accepts;
  }

  boolean acceptsInbound() {
    return acceptsInbound;
  }

  public boolean isUp() {
    return powered;
  }

  /** Loses power: nothing of it says goodbye, and others notice only by its silence. */
  public void crash() {
    powered = false;
    reachabilityChanged();
    end(false);
  }

  /** Its processes are killed: the system resets their connections, but the host stays up. */
  public void kill() {
    end(true);
  }

  /** Powers up again, with nothing running on it. */
  public void restart() {
    powered = true;
  }

  /** Runs a task after a delay, unless the host ends before. */
  public SimTask schedule(Duration delay, String label, Runnable action) {
    return scheduleNanos(delay.toNanos(), label, this, action);
  }

  SimTask scheduleNanos(long delayNanos, String label, Object subject, Runnable action) {
    int scheduledIn = incarnation;
    return world()
        .scheduleNanos(
            delayNanos,
            label,
            subject,
            () -> {
              if (incarnation == scheduledIn) {
                action.run();
              }
            });
  }

  /** Binds a datagram port; 0 takes any free one. */
  public SimSocket bind(int port, SimSocket.Receiver receiver) {
    if (sockets == null) {
      sockets = new LinkedHashMap<>();
    }
    int bound = port;
    while (bound == 0 || port == 0 && sockets.containsKey(bound)) {
      bound = freePort();
    }
    SimSocket socket = new SimSocket(this, address(bound), receiver);
    if (sockets.putIfAbsent(bound, socket) != null) {
      throw new IllegalStateException(name + " has bound port " + bound);
    }
    return socket;
  }

  void unbind(SimSocket socket) {
    if (sockets != null) {
      sockets.remove(socket.local().getPort(), socket);
    }
  }

  void send(SimSocket socket, InetSocketAddress to, ByteBuffer bytes) {
    if (sockets == null || sockets.get(socket.local().getPort()) != socket) {
      return; // Closed, or the host has ended since.
    }
    if (!acceptsInbound) {
      remember(to);
    }
    SimHost target = network.ownerOf(to.getAddress());
    InetAddress source = sourceFor(to.getAddress());
    if (target != null && source != null) {
      InetSocketAddress from = new InetSocketAddress(source, socket.local().getPort());
      network.send(new Datagram(this, target, from, to, bytes));
    }
  }

  boolean receive(Datagram datagram) {
    SimSocket socket = receiverAt(datagram.to().getPort());
    boolean wanted =
        acceptsInbound || correspondents != null && correspondents.containsKey(datagram.from());
    if (socket == null || !wanted) {
      return false;
    }
    socket.receive(datagram.from(), datagram.bytes());
    return true;
  }

  @Nullable SimSocket receiverAt(int port) {
    return sockets == null ? null : sockets.get(port);
  }

  void add(SimTransport transport) {
    transports.add(transport);
  }

  void remove(SimTransport transport) {
    transports.remove(transport);
  }

  /** Who listens on this address and port, if anybody. */
  @Nullable SimListener listener(TransportKind kind, InetSocketAddress address) {
    for (SimTransport transport : transports) {
      SimListener listener = transport.kind() == kind ? transport.listener(address) : null;
      if (listener != null) {
        return listener;
      }
    }
    return null;
  }

  int number() {
    return number;
  }

  Link up() {
    return up;
  }

  Link down() {
    return down;
  }

  SimNetwork network() {
    return network;
  }

  int freePort() {
    int port = nextPort;
    nextPort = port == LAST_PORT ? FIRST_EPHEMERAL_PORT : port + 1;
    return port;
  }

  /** The first of its addresses of the same family, or null. */
  @Nullable InetAddress sourceFor(InetAddress target) {
    for (InetAddress address : addresses) {
      if (address.getClass() == target.getClass()) {
        return address;
      }
    }
    return null;
  }

  void reachabilityChanged() {
    transports.forEach(SimTransport::reachabilityChanged);
  }

  private void end(boolean systemResets) {
    incarnation++;
    sockets = null;
    correspondents = null;
    List.copyOf(transports).forEach(transport -> transport.die(systemResets));
  }

  private void remember(InetSocketAddress correspondent) {
    if (correspondents == null) {
      correspondents = new LinkedHashMap<>();
    }
    if (correspondents.putIfAbsent(correspondent, true) == null
        && correspondents.size() > MAX_CORRESPONDENTS) {
      correspondents.remove(correspondents.keySet().iterator().next());
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
