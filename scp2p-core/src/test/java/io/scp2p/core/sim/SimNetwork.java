package io.scp2p.core.sim;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Hosts and what lies between them. The way from one host to another leads over the first one's
 * up-link, then over the backbone or the {@linkplain #link link} set for this pair, then over the
 * other one's down-link; delays, losses and limits of all three apply.
 */
public final class SimNetwork {
  /** Every two hosts are 50 ms apart (there and back) unless told otherwise. */
  public static final LinkProfile DEFAULT_BACKBONE =
      LinkProfile.IDEAL.named("backbone").withDelay(Duration.ofMillis(25));

  static final int LINKS_ON_A_WAY = 3;
  private static final int REST_OF_THE_NETWORK = 0;

  private final SimWorld world;
  private final RandomGenerator random;
  private final Map<String, SimHost> hosts = new LinkedHashMap<>();
  private final Map<InetAddress, SimHost> byAddress = new HashMap<>();
  private final Map<Long, Link> pairLinks = new HashMap<>();
  private final Map<InetSocketAddress, Redirection> redirections = new HashMap<>();
  private final DatagramCounts datagramCounts = new DatagramCounts();
  private final Link backbone;

  SimNetwork(SimWorld world) {
    this.world = world;
    this.random = world.random("network");
    this.backbone = new Link(this, DEFAULT_BACKBONE);
  }

  SimWorld world() {
    return world;
  }

  RandomGenerator random() {
    return random;
  }

  /** The host of this name, made with an IPv4 address of its own if there was none. */
  public SimHost host(String name) {
    SimHost known = hosts.get(name);
    return known != null ? known : addHost(name, List.of(numbered(hosts.size() + 1)));
  }

  /** Makes a host with these addresses. */
  public SimHost addHost(String name, List<InetAddress> addresses) {
    if (addresses.isEmpty() || hosts.containsKey(name)) {
      throw new IllegalArgumentException("host " + name + " exists or has no address");
    }
    SimHost host = new SimHost(this, name, hosts.size(), addresses);
    for (InetAddress address : addresses) {
      if (byAddress.putIfAbsent(address, host) != null) {
        throw new IllegalArgumentException(address + " is taken");
      }
    }
    hosts.put(name, host);
    return host;
  }

  /** All hosts, in the order they were made. */
  public Collection<SimHost> hosts() {
    return hosts.values();
  }

  /** Sets what lies between any two hosts without a link of their own. */
  public void backbone(LinkProfile profile) {
    backbone.setProfile(profile);
  }

  /** What lies between any two hosts without a link of their own. */
  public LinkProfile backbone() {
    return backbone.profile();
  }

  /** Sets the one-way delay of the backbone. */
  public void delay(Duration oneWay) {
    backbone(backbone().withDelay(oneWay));
  }

  /** Sets the loss of the backbone, each packet by itself. */
  public void lossPercent(double percent) {
    backbone(backbone().withLossPercent(percent).withLossBurst(1));
  }

  /** Puts a link of their own between two hosts, in place of the backbone, both ways alike. */
  public void link(String one, String other, LinkProfile profile) {
    SimHost a = existing(one);
    SimHost b = existing(other);
    pairLinks.computeIfAbsent(pair(a, b), key -> new Link(this, profile)).setProfile(profile);
    pairLinks.computeIfAbsent(pair(b, a), key -> new Link(this, profile)).setProfile(profile);
  }

  /** Cuts a host off until {@link #rejoin} or {@link #heal}; it notices only by silence. */
  public void isolate(String name) {
    SimHost host = existing(name);
    host.isolated = true;
    host.reachabilityChanged();
  }

  /** Ends the isolation of a host. */
  public void rejoin(String name) {
    SimHost host = existing(name);
    host.isolated = false;
    host.reachabilityChanged();
  }

  /** Splits the network: each group can reach only itself, and so can all who are in none. */
  public void partition(List<? extends Collection<String>> groups) {
    hosts.values().forEach(host -> host.group = REST_OF_THE_NETWORK);
    int number = REST_OF_THE_NETWORK;
    for (Collection<String> group : groups) {
      number++;
      for (String name : group) {
        existing(name).group = number;
      }
    }
    hosts.values().forEach(SimHost::reachabilityChanged);
  }

  /** Ends every partition and isolation. */
  public void heal() {
    for (SimHost host : hosts.values()) {
      host.group = REST_OF_THE_NETWORK;
      host.isolated = false;
    }
    hosts.values().forEach(SimHost::reachabilityChanged);
  }

  /**
   * Leads connections meant for one address to another one: somebody in the middle. The host that
   * owns the other address still reaches the original.
   */
  public void redirect(InetSocketAddress meant, InetSocketAddress actual) {
    SimHost middle = Objects.requireNonNull(ownerOf(actual.getAddress()), "nobody has " + actual);
    redirections.put(meant, new Redirection(actual, middle));
  }

  /** Counts of all datagrams so far. */
  public DatagramCounts datagramCounts() {
    return datagramCounts;
  }

  /** The mean time there and back between two hosts, without waiting for limited links. */
  public Duration roundTrip(String one, String other) {
    SimHost a = existing(one);
    SimHost b = existing(other);
    return Duration.ofNanos(meanDelayNanos(a, b) + meanDelayNanos(b, a));
  }

  SimHost existing(String name) {
    return Objects.requireNonNull(hosts.get(name), "no host " + name);
  }

  @Nullable SimHost ownerOf(InetAddress address) {
    return byAddress.get(address);
  }

  InetSocketAddress actualTarget(SimHost source, InetSocketAddress meant) {
    Redirection redirection = redirections.get(meant);
    return redirection == null || redirection.middle == source ? meant : redirection.actual;
  }

  boolean isReachable(SimHost a, SimHost b) {
    return a.isUp() && b.isUp() && (a == b || !a.isolated && !b.isolated && a.group == b.group);
  }

  /** The link number 0, 1 or 2 on the way. */
  Link linkOnWay(int number, SimHost source, SimHost target) {
    if (number == 0) {
      return source.up();
    }
    if (number == 2) {
      return target.down();
    }
    Link own = pairLinks.isEmpty() ? null : pairLinks.get(pair(source, target));
    return own != null ? own : backbone;
  }

  long meanDelayNanos(SimHost source, SimHost target) {
    long sum = 0;
    for (int i = 0; i < LINKS_ON_A_WAY; i++) {
      sum += linkOnWay(i, source, target).meanDelayNanos();
    }
    return sum;
  }

  long drawDelayNanos(SimHost source, SimHost target) {
    long sum = 0;
    for (int i = 0; i < LINKS_ON_A_WAY; i++) {
      sum += linkOnWay(i, source, target).drawDelayNanos(random);
    }
    return sum;
  }

  void send(Datagram datagram) {
    datagramCounts.sent++;
    if (isReachable(datagram.source(), datagram.target())) {
      travel(datagram, 0, 0);
    } else {
      datagramCounts.lost++;
    }
  }

  /** A datagram has left a limited link. */
  void passed(Datagram datagram, Link link) {
    int number = 0;
    while (linkOnWay(number, datagram.source(), datagram.target()) != link) {
      if (++number == LINKS_ON_A_WAY) {
        datagramCounts.lost++; // The link was replaced while it was on it.
        return;
      }
    }
    travel(datagram, number + 1, delayOn(link));
  }

  private void travel(Datagram datagram, int firstLink, long delaySoFarNanos) {
    long delayNanos = delaySoFarNanos;
    for (int i = firstLink; i < LINKS_ON_A_WAY; i++) {
      Link link = linkOnWay(i, datagram.source(), datagram.target());
      if (link.drawLoss(random)) {
        datagramCounts.lost++;
        return;
      }
      if (link.isLimited()) {
        world.scheduleNanos(delayNanos, "datagram queued", datagram, () -> queue(datagram, link));
        return;
      }
      delayNanos += delayOn(link);
    }
    world.scheduleNanos(delayNanos, "datagram", datagram, () -> arrive(datagram));
  }

  private long delayOn(Link link) {
    return link.drawDelayNanos(random) + link.drawHoldBackNanos(random);
  }

  private void queue(Datagram datagram, Link link) {
    if (!link.datagrams().add(datagram)) {
      datagramCounts.overflowed++;
    }
  }

  private void arrive(Datagram datagram) {
    world.mix(datagram.bytes().remaining());
    if (isReachable(datagram.source(), datagram.target()) && datagram.target().receive(datagram)) {
      datagramCounts.delivered++;
    } else {
      datagramCounts.lost++;
    }
  }

  private static long pair(SimHost from, SimHost to) {
    return (long) from.number() << 32 | to.number();
  }

  private static InetAddress numbered(int number) {
    byte[] octets = {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
    try {
      return Inet4Address.getByAddress(octets);
    } catch (UnknownHostException impossible) {
      throw new AssertionError("four octets are an address", impossible);
    }
  }

  private record Redirection(InetSocketAddress actual, SimHost middle) {}

  /** What became of the datagrams: all that were sent are delivered, lost or overflowed in time. */
  public static final class DatagramCounts {
    private long sent;
    private long delivered;
    private long lost;
    private long overflowed;

    public long sent() {
      return sent;
    }

    public long delivered() {
      return delivered;
    }

    public long lost() {
      return lost;
    }

    /** Dropped because a limited link's buffer was full. */
    public long overflowed() {
      return overflowed;
    }
  }
}
