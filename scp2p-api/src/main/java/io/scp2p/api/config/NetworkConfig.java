package io.scp2p.api.config;

import io.scp2p.api.BootstrapAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Addresses and sessions.
 *
 * @param tcpPort where TLS over TCP listens; 0 takes any free port
 * @param quicPort where QUIC listens; 0 takes any free port
 * @param anyPortIfTaken whether another free port is used when one is taken
 * @param listen whether others may connect at all
 * @param bootstrap first peers to ask; each also gets its twin on the other transport
 * @param advertised addresses to tell others instead of those found out, for hosts behind a known
 *     router
 * @param lanDiscovery whether this node looks and can be found in the local network
 * @param portMapping whether the router is asked to forward ports
 * @param stunServers servers that tell this node its outside address
 * @param turnServers servers that forward UDP
 * @param connectTimeout for one attempt to connect
 * @param handshakeTimeout from connection to proved keys
 * @param idleTimeout after which a silent peer counts as gone
 * @param keepAliveInterval between signs of life on an idle session
 * @param pathRaceDelay before the next candidate address is tried besides the last
 */
public record NetworkConfig(
    int tcpPort,
    int quicPort,
    boolean anyPortIfTaken,
    boolean listen,
    List<BootstrapAddress> bootstrap,
    List<InetSocketAddress> advertised,
    boolean lanDiscovery,
    boolean portMapping,
    List<InetSocketAddress> stunServers,
    List<TurnServer> turnServers,
    Duration connectTimeout,
    Duration handshakeTimeout,
    Duration idleTimeout,
    Duration keepAliveInterval,
    Duration pathRaceDelay) {
  /** Specification section 3.1. */
  public static final int DEFAULT_TCP_PORT = 7_001;

  /** One below TCP, so that others can derive it (specification section 7.3). */
  public static final int DEFAULT_QUIC_PORT = 7_000;

  /** A second node on one machine should start; it is found by the address it announces. */
  public static final boolean DEFAULT_ANY_PORT_IF_TAKEN = true;

  /** A node that nobody can reach depends on relays. */
  public static final boolean DEFAULT_LISTEN = true;

  /** There is no built-in list (specification section 7.3). */
  public static final List<BootstrapAddress> DEFAULT_BOOTSTRAP = List.of();

  /** The node finds out by itself. */
  public static final List<InetSocketAddress> DEFAULT_ADVERTISED = List.of();

  /** Transfers within a home need no internet (specification section 15). */
  public static final boolean DEFAULT_LAN_DISCOVERY = true;

  /** Most homes have a router that offers it. */
  public static final boolean DEFAULT_PORT_MAPPING = true;

  /** Other nodes answer the same question; no third party is asked unless configured. */
  public static final List<InetSocketAddress> DEFAULT_STUN_SERVERS = List.of();

  /** Relays of this network serve the same purpose. */
  public static final List<TurnServer> DEFAULT_TURN_SERVERS = List.of();

  /** Specification section 17.2. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Two round trips and some arithmetic, also on a slow phone. */
  public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  /** Specification section 3.3. */
  public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofSeconds(30);

  /** Specification section 3.3; also keeps address translation open. */
  public static final Duration DEFAULT_KEEP_ALIVE_INTERVAL = Duration.ofSeconds(10);

  /** RFC 8305 section 8: the recommended delay between attempts. */
  public static final Duration DEFAULT_PATH_RACE_DELAY = Duration.ofMillis(250);

  private static final Rule<Integer> TCP_PORT = Rule.between("network.tcpPort", 0, 65_535);
  private static final Rule<Integer> QUIC_PORT = Rule.between("network.quicPort", 0, 65_535);
  private static final Rule<Boolean> ANY_PORT_IF_TAKEN = Rule.any("network.anyPortIfTaken");
  private static final Rule<Boolean> LISTEN = Rule.any("network.listen");
  private static final Rule<List<BootstrapAddress>> BOOTSTRAP = Rule.any("network.bootstrap");
  private static final Rule<List<InetSocketAddress>> ADVERTISED = Rule.any("network.advertised");
  private static final Rule<Boolean> LAN_DISCOVERY = Rule.any("network.lanDiscovery");
  private static final Rule<Boolean> PORT_MAPPING = Rule.any("network.portMapping");
  private static final Rule<List<InetSocketAddress>> STUN_SERVERS = Rule.any("network.stunServers");
  private static final Rule<List<TurnServer>> TURN_SERVERS = Rule.any("network.turnServers");
  private static final Rule<Duration> CONNECT_TIMEOUT = Rule.positive("network.connectTimeout");
  private static final Rule<Duration> HANDSHAKE_TIMEOUT = Rule.positive("network.handshakeTimeout");
  private static final Rule<Duration> IDLE_TIMEOUT = Rule.positive("network.idleTimeout");
  private static final Rule<Duration> KEEP_ALIVE_INTERVAL =
      Rule.positive("network.keepAliveInterval");
  private static final Rule<Duration> PATH_RACE_DELAY = Rule.positive("network.pathRaceDelay");

  /** Refuses values that cannot work, with {@link io.scp2p.api.error.ErrorCode#INVALID_CONFIG}. */
  public NetworkConfig {
    TCP_PORT.check(tcpPort);
    QUIC_PORT.check(quicPort);
    bootstrap = List.copyOf(BOOTSTRAP.check(bootstrap));
    advertised = List.copyOf(ADVERTISED.check(advertised));
    stunServers = List.copyOf(STUN_SERVERS.check(stunServers));
    turnServers = List.copyOf(TURN_SERVERS.check(turnServers));
    CONNECT_TIMEOUT.check(connectTimeout);
    HANDSHAKE_TIMEOUT.check(handshakeTimeout);
    IDLE_TIMEOUT.check(idleTimeout);
    KEEP_ALIVE_INTERVAL.check(keepAliveInterval);
    PATH_RACE_DELAY.check(pathRaceDelay);
    Rule.require(
        keepAliveInterval.compareTo(idleTimeout) < 0,
        "network.keepAliveInterval",
        "must be below network.idleTimeout " + idleTimeout);
  }

  /** {@return a builder on which nothing is set} */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects what differs from the defaults. */
  public static final class Builder {
    private final Setting<Integer> tcpPort = new Setting<>(TCP_PORT);
    private final Setting<Integer> quicPort = new Setting<>(QUIC_PORT);
    private final Setting<Boolean> anyPortIfTaken = new Setting<>(ANY_PORT_IF_TAKEN);
    private final Setting<Boolean> listen = new Setting<>(LISTEN);
    private final Setting<List<BootstrapAddress>> bootstrap = new Setting<>(BOOTSTRAP);
    private final Setting<List<InetSocketAddress>> advertised = new Setting<>(ADVERTISED);
    private final Setting<Boolean> lanDiscovery = new Setting<>(LAN_DISCOVERY);
    private final Setting<Boolean> portMapping = new Setting<>(PORT_MAPPING);
    private final Setting<List<InetSocketAddress>> stunServers = new Setting<>(STUN_SERVERS);
    private final Setting<List<TurnServer>> turnServers = new Setting<>(TURN_SERVERS);
    private final Setting<Duration> connectTimeout = new Setting<>(CONNECT_TIMEOUT);
    private final Setting<Duration> handshakeTimeout = new Setting<>(HANDSHAKE_TIMEOUT);
    private final Setting<Duration> idleTimeout = new Setting<>(IDLE_TIMEOUT);
    private final Setting<Duration> keepAliveInterval = new Setting<>(KEEP_ALIVE_INTERVAL);
    private final Setting<Duration> pathRaceDelay = new Setting<>(PATH_RACE_DELAY);

    private Builder() {}

    /**
     * Sets {@code tcpPort}; {@link #DEFAULT_TCP_PORT} if not called.
     *
     * @param value where TLS over TCP listens; 0 takes any free port
     * @return this builder
     */
    public Builder tcpPort(int value) {
      tcpPort.set(value);
      return this;
    }

    /**
     * Sets {@code quicPort}; {@link #DEFAULT_QUIC_PORT} if not called.
     *
     * @param value where QUIC listens; 0 takes any free port
     * @return this builder
     */
    public Builder quicPort(int value) {
      quicPort.set(value);
      return this;
    }

    /**
     * Sets {@code anyPortIfTaken}; {@link #DEFAULT_ANY_PORT_IF_TAKEN} if not called.
     *
     * @param value whether another free port is used when one is taken
     * @return this builder
     */
    public Builder anyPortIfTaken(boolean value) {
      anyPortIfTaken.set(value);
      return this;
    }

    /**
     * Sets {@code listen}; {@link #DEFAULT_LISTEN} if not called.
     *
     * @param value whether others may connect at all
     * @return this builder
     */
    public Builder listen(boolean value) {
      listen.set(value);
      return this;
    }

    /**
     * Sets {@code bootstrap}; {@link #DEFAULT_BOOTSTRAP} if not called.
     *
     * @param value first peers to ask; each also gets its twin on the other transport
     * @return this builder
     */
    public Builder bootstrap(List<BootstrapAddress> value) {
      bootstrap.set(value);
      return this;
    }

    /**
     * Sets {@code advertised}; {@link #DEFAULT_ADVERTISED} if not called.
     *
     * @param value addresses to tell others instead of those found out, for hosts behind a known
     *     router
     * @return this builder
     */
    public Builder advertised(List<InetSocketAddress> value) {
      advertised.set(value);
      return this;
    }

    /**
     * Sets {@code lanDiscovery}; {@link #DEFAULT_LAN_DISCOVERY} if not called.
     *
     * @param value whether this node looks and can be found in the local network
     * @return this builder
     */
    public Builder lanDiscovery(boolean value) {
      lanDiscovery.set(value);
      return this;
    }

    /**
     * Sets {@code portMapping}; {@link #DEFAULT_PORT_MAPPING} if not called.
     *
     * @param value whether the router is asked to forward ports
     * @return this builder
     */
    public Builder portMapping(boolean value) {
      portMapping.set(value);
      return this;
    }

    /**
     * Sets {@code stunServers}; {@link #DEFAULT_STUN_SERVERS} if not called.
     *
     * @param value servers that tell this node its outside address
     * @return this builder
     */
    public Builder stunServers(List<InetSocketAddress> value) {
      stunServers.set(value);
      return this;
    }

    /**
     * Sets {@code turnServers}; {@link #DEFAULT_TURN_SERVERS} if not called.
     *
     * @param value servers that forward UDP
     * @return this builder
     */
    public Builder turnServers(List<TurnServer> value) {
      turnServers.set(value);
      return this;
    }

    /**
     * Sets {@code connectTimeout}; {@link #DEFAULT_CONNECT_TIMEOUT} if not called.
     *
     * @param value for one attempt to connect
     * @return this builder
     */
    public Builder connectTimeout(Duration value) {
      connectTimeout.set(value);
      return this;
    }

    /**
     * Sets {@code handshakeTimeout}; {@link #DEFAULT_HANDSHAKE_TIMEOUT} if not called.
     *
     * @param value from connection to proved keys
     * @return this builder
     */
    public Builder handshakeTimeout(Duration value) {
      handshakeTimeout.set(value);
      return this;
    }

    /**
     * Sets {@code idleTimeout}; {@link #DEFAULT_IDLE_TIMEOUT} if not called.
     *
     * @param value after which a silent peer counts as gone
     * @return this builder
     */
    public Builder idleTimeout(Duration value) {
      idleTimeout.set(value);
      return this;
    }

    /**
     * Sets {@code keepAliveInterval}; {@link #DEFAULT_KEEP_ALIVE_INTERVAL} if not called.
     *
     * @param value between signs of life on an idle session
     * @return this builder
     */
    public Builder keepAliveInterval(Duration value) {
      keepAliveInterval.set(value);
      return this;
    }

    /**
     * Sets {@code pathRaceDelay}; {@link #DEFAULT_PATH_RACE_DELAY} if not called.
     *
     * @param value before the next candidate address is tried besides the last
     * @return this builder
     */
    public Builder pathRaceDelay(Duration value) {
      pathRaceDelay.set(value);
      return this;
    }

    /** {@return the section, if nothing in it contradicts} */
    public NetworkConfig build() {
      int tcp = tcpPort.or(DEFAULT_TCP_PORT);
      // The twin of a chosen TCP port; any free port when TCP takes any, too.
      int twin = Math.max(tcp - 1, 0);
      return new NetworkConfig(
          tcpPort.or(DEFAULT_TCP_PORT),
          quicPort.or(twin),
          anyPortIfTaken.or(DEFAULT_ANY_PORT_IF_TAKEN),
          listen.or(DEFAULT_LISTEN),
          bootstrap.or(DEFAULT_BOOTSTRAP),
          advertised.or(DEFAULT_ADVERTISED),
          lanDiscovery.or(DEFAULT_LAN_DISCOVERY),
          portMapping.or(DEFAULT_PORT_MAPPING),
          stunServers.or(DEFAULT_STUN_SERVERS),
          turnServers.or(DEFAULT_TURN_SERVERS),
          connectTimeout.or(DEFAULT_CONNECT_TIMEOUT),
          handshakeTimeout.or(DEFAULT_HANDSHAKE_TIMEOUT),
          idleTimeout.or(DEFAULT_IDLE_TIMEOUT),
          keepAliveInterval.or(DEFAULT_KEEP_ALIVE_INTERVAL),
          pathRaceDelay.or(DEFAULT_PATH_RACE_DELAY));
    }
  }
}
