package io.scp2p.api.config;

import io.scp2p.api.BootstrapAddress;
import java.time.Duration;
import java.util.List;

/**
 * Relays used and offered (specification section 14).
 *
 * @param use whether this node keeps tunnels when it cannot be reached directly
 * @param tunnels tunnels kept at different relays
 * @param relays where to keep them before any that are found; naming one says that this node cannot
 *     be reached directly
 * @param serve whether this node relays for others
 * @param maxTunnels firewalled nodes served
 * @param serveContent whether content may pass, or control messages only
 * @param maxBytesPerTunnel each tunnel may carry in a day
 * @param tunnelIdleTimeout after which a silent tunnel is closed
 * @param healthInterval between checks of own tunnels through the relay
 */
public record RelayConfig(
    boolean use,
    int tunnels,
    List<BootstrapAddress> relays,
    boolean serve,
    int maxTunnels,
    boolean serveContent,
    long maxBytesPerTunnel,
    Duration tunnelIdleTimeout,
    Duration healthInterval) {
  /** Without it a firewalled node cannot be reached. */
  public static final boolean DEFAULT_USE = true;

  /** One may die without this node being away. */
  public static final int DEFAULT_TUNNELS = 2;

  /** They are found: among peers, in what these know, in the DHT. */
  public static final List<BootstrapAddress> DEFAULT_RELAYS = List.of();

  /** Carrying the traffic of strangers is for the user to offer. */
  public static final boolean DEFAULT_SERVE = false;

  /** Specification section 14.6. */
  public static final int DEFAULT_MAX_TUNNELS = 64;

  /** Control messages are small; content is not (specification section 14.5). */
  public static final boolean DEFAULT_SERVE_CONTENT = false;

  /** A gibibyte a day lets a text or photo share be read. */
  public static final long DEFAULT_MAX_BYTES_PER_TUNNEL = 1L << 30;

  /** Specification section 20.3. */
  public static final Duration DEFAULT_TUNNEL_IDLE_TIMEOUT = Duration.ofMinutes(5);

  /** Specification section 14.3. */
  public static final Duration DEFAULT_HEALTH_INTERVAL = Duration.ofSeconds(30);

  private static final Rule<Boolean> USE = Rule.any("relay.use");
  private static final Rule<Integer> TUNNELS = Rule.between("relay.tunnels", 1, 8);
  private static final Rule<List<BootstrapAddress>> RELAYS = Rule.any("relay.relays");
  private static final Rule<Boolean> SERVE = Rule.any("relay.serve");
  private static final Rule<Integer> MAX_TUNNELS = Rule.between("relay.maxTunnels", 1, 65_535);
  private static final Rule<Boolean> SERVE_CONTENT = Rule.any("relay.serveContent");
  private static final Rule<Long> MAX_BYTES_PER_TUNNEL =
      Rule.atLeast("relay.maxBytesPerTunnel", 1L << 20);
  private static final Rule<Duration> TUNNEL_IDLE_TIMEOUT =
      Rule.positive("relay.tunnelIdleTimeout");
  private static final Rule<Duration> HEALTH_INTERVAL = Rule.positive("relay.healthInterval");

  /** Refuses values that cannot work, with {@link io.scp2p.api.error.ErrorCode#INVALID_CONFIG}. */
  public RelayConfig {
    TUNNELS.check(tunnels);
    relays = List.copyOf(RELAYS.check(relays));
    MAX_TUNNELS.check(maxTunnels);
    MAX_BYTES_PER_TUNNEL.check(maxBytesPerTunnel);
    TUNNEL_IDLE_TIMEOUT.check(tunnelIdleTimeout);
    HEALTH_INTERVAL.check(healthInterval);
  }

  /** {@return a builder on which nothing is set} */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects what differs from the defaults. */
  public static final class Builder {
    private final Setting<Boolean> use = new Setting<>(USE);
    private final Setting<Integer> tunnels = new Setting<>(TUNNELS);
    private final Setting<List<BootstrapAddress>> relays = new Setting<>(RELAYS);
    private final Setting<Boolean> serve = new Setting<>(SERVE);
    private final Setting<Integer> maxTunnels = new Setting<>(MAX_TUNNELS);
    private final Setting<Boolean> serveContent = new Setting<>(SERVE_CONTENT);
    private final Setting<Long> maxBytesPerTunnel = new Setting<>(MAX_BYTES_PER_TUNNEL);
    private final Setting<Duration> tunnelIdleTimeout = new Setting<>(TUNNEL_IDLE_TIMEOUT);
    private final Setting<Duration> healthInterval = new Setting<>(HEALTH_INTERVAL);

    private Builder() {}

    /**
     * Sets {@code use}; {@link #DEFAULT_USE} if not called.
     *
     * @param value whether this node keeps tunnels when it cannot be reached directly
     * @return this builder
     */
    public Builder use(boolean value) {
      use.set(value);
      return this;
    }

    /**
     * Sets {@code tunnels}; {@link #DEFAULT_TUNNELS} if not called.
     *
     * @param value tunnels kept at different relays
     * @return this builder
     */
    public Builder tunnels(int value) {
      tunnels.set(value);
      return this;
    }

    /**
     * Sets {@code relays}; {@link #DEFAULT_RELAYS} if not called.
     *
     * @param value where to keep tunnels before any relays that are found
     * @return this builder
     */
    public Builder relays(List<BootstrapAddress> value) {
      relays.set(value);
      return this;
    }

    /**
     * Sets {@code serve}; {@link #DEFAULT_SERVE} if not called.
     *
     * @param value whether this node relays for others
     * @return this builder
     */
    public Builder serve(boolean value) {
      serve.set(value);
      return this;
    }

    /**
     * Sets {@code maxTunnels}; {@link #DEFAULT_MAX_TUNNELS} if not called.
     *
     * @param value firewalled nodes served
     * @return this builder
     */
    public Builder maxTunnels(int value) {
      maxTunnels.set(value);
      return this;
    }

    /**
     * Sets {@code serveContent}; {@link #DEFAULT_SERVE_CONTENT} if not called.
     *
     * @param value whether content may pass, or control messages only
     * @return this builder
     */
    public Builder serveContent(boolean value) {
      serveContent.set(value);
      return this;
    }

    /**
     * Sets {@code maxBytesPerTunnel}; {@link #DEFAULT_MAX_BYTES_PER_TUNNEL} if not called.
     *
     * @param value each tunnel may carry in a day
     * @return this builder
     */
    public Builder maxBytesPerTunnel(long value) {
      maxBytesPerTunnel.set(value);
      return this;
    }

    /**
     * Sets {@code tunnelIdleTimeout}; {@link #DEFAULT_TUNNEL_IDLE_TIMEOUT} if not called.
     *
     * @param value after which a silent tunnel is closed
     * @return this builder
     */
    public Builder tunnelIdleTimeout(Duration value) {
      tunnelIdleTimeout.set(value);
      return this;
    }

    /**
     * Sets {@code healthInterval}; {@link #DEFAULT_HEALTH_INTERVAL} if not called.
     *
     * @param value between checks of own tunnels through the relay
     * @return this builder
     */
    public Builder healthInterval(Duration value) {
      healthInterval.set(value);
      return this;
    }

    /** {@return the section, if nothing in it contradicts} */
    public RelayConfig build() {
      return new RelayConfig(
          use.or(DEFAULT_USE),
          tunnels.or(DEFAULT_TUNNELS),
          relays.or(DEFAULT_RELAYS),
          serve.or(DEFAULT_SERVE),
          maxTunnels.or(DEFAULT_MAX_TUNNELS),
          serveContent.or(DEFAULT_SERVE_CONTENT),
          maxBytesPerTunnel.or(DEFAULT_MAX_BYTES_PER_TUNNEL),
          tunnelIdleTimeout.or(DEFAULT_TUNNEL_IDLE_TIMEOUT),
          healthInterval.or(DEFAULT_HEALTH_INTERVAL));
    }
  }
}
