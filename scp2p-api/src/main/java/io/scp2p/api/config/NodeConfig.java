package io.scp2p.api.config;

import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * All settings of a node.
 *
 * @param role what it does for the network
 * @param network addresses and sessions
 * @param dht the distributed hash table
 * @param sync followed shares
 * @param transfer downloads and uploads
 * @param relay relays used and offered
 * @param limits budgets against too many of everything
 * @param search the local index
 * @param vault the vault, as owner and as holder
 * @param community communities
 * @param events the event stream
 */
public record NodeConfig(
    NodeRole role,
    NetworkConfig network,
    DhtConfig dht,
    SyncConfig sync,
    TransferConfig transfer,
    RelayConfig relay,
    LimitsConfig limits,
    SearchConfig search,
    VaultConfig vault,
    CommunityConfig community,
    EventsConfig events) {
  /** A node that helps others is what the network is made of. */
  public static final NodeRole DEFAULT_ROLE = NodeRole.FULL;

  /** Refuses sections that contradict each other. */
  public NodeConfig {
    Objects.requireNonNull(role, "role");
    boolean light = role == NodeRole.LIGHT;
    Rule.require(!light || !relay.serve(), "relay.serve", "contradicts the role LIGHT");
    Rule.require(
        role != NodeRole.RELAY || relay.serve(), "relay.serve", "is what the role RELAY is for");
    Rule.require(
        !light || vault.offeredBytes() == 0, "vault.offeredBytes", "contradicts the role LIGHT");
    Rule.require(
        relay.maxTunnels() <= limits.maxSessions(),
        "relay.maxTunnels",
        "must not be above limits.maxSessions " + limits.maxSessions());
  }

  /** {@return the documented defaults} */
  public static NodeConfig defaults() {
    return builder().build();
  }

  /** {@return a builder on which nothing is set} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Collects what differs from the defaults, section by section: {@code network(n ->
   * n.tcpPort(7001))}.
   */
  public static final class Builder {
    private final Setting<NodeRole> role = new Setting<>(Rule.any("role"));
    private final Setting<NetworkConfig> network = new Setting<>(Rule.any("network"));
    private final Setting<DhtConfig> dht = new Setting<>(Rule.any("dht"));
    private final Setting<SyncConfig> sync = new Setting<>(Rule.any("sync"));
    private final Setting<TransferConfig> transfer = new Setting<>(Rule.any("transfer"));
    private final Setting<RelayConfig> relay = new Setting<>(Rule.any("relay"));
    private final Setting<LimitsConfig> limits = new Setting<>(Rule.any("limits"));
    private final Setting<SearchConfig> search = new Setting<>(Rule.any("search"));
    private final Setting<VaultConfig> vault = new Setting<>(Rule.any("vault"));
    private final Setting<CommunityConfig> community = new Setting<>(Rule.any("community"));
    private final Setting<EventsConfig> events = new Setting<>(Rule.any("events"));

    private Builder() {}

    /**
     * Sets what the node does for the network; {@link #DEFAULT_ROLE} if not called.
     *
     * @param value the role
     * @return this builder
     */
    public Builder role(NodeRole value) {
      role.set(value);
      return this;
    }

    /**
     * Changes the section {@code network}.
     *
     * @param edit receives a builder and returns it
     * @return this builder
     */
    public Builder network(UnaryOperator<NetworkConfig.Builder> edit) {
      network.set(edit.apply(NetworkConfig.builder()).build());
      return this;
    }

    /**
     * Changes the section {@code dht}.
     *
     * @param edit receives a builder and returns it
     * @return this builder
     */
    public Builder dht(UnaryOperator<DhtConfig.Builder> edit) {
      dht.set(edit.apply(DhtConfig.builder()).build());
      return this;
    }

    /**
     * Changes the section {@code sync}.
     *
     * @param edit receives a builder and returns it
     * @return this builder
     */
    public Builder sync(UnaryOperator<SyncConfig.Builder> edit) {
      sync.set(edit.apply(SyncConfig.builder()).build());
      return this;
    }

    /**
     * Changes the section {@code transfer}.
     *
     * @param edit receives a builder and returns it
     * @return this builder
     */
    public Builder transfer(UnaryOperator<TransferConfig.Builder> edit) {
      transfer.set(edit.apply(TransferConfig.builder()).build());
      return this;
    }

    /**
     * Changes the section {@code relay}.
     *
     * @param edit receives a builder and returns it
     * @return this builder
     */
    public Builder relay(UnaryOperator<RelayConfig.Builder> edit) {
      relay.set(edit.apply(RelayConfig.builder()).build());
      return this;
    }

    /**
     * Changes the section {@code limits}.
     *
     * @param edit receives a builder and returns it
     * @return this builder
     */
    public Builder limits(UnaryOperator<LimitsConfig.Builder> edit) {
      limits.set(edit.apply(LimitsConfig.builder()).build());
      return this;
    }

    /**
     * Changes the section {@code search}.
     *
     * @param edit receives a builder and returns it
     * @return this builder
     */
    public Builder search(UnaryOperator<SearchConfig.Builder> edit) {
      search.set(edit.apply(SearchConfig.builder()).build());
      return this;
    }

    /**
     * Changes the section {@code vault}.
     *
     * @param edit receives a builder and returns it
     * @return this builder
     */
    public Builder vault(UnaryOperator<VaultConfig.Builder> edit) {
      vault.set(edit.apply(VaultConfig.builder()).build());
      return this;
    }

    /**
     * Changes the section {@code community}.
     *
     * @param edit receives a builder and returns it
     * @return this builder
     */
    public Builder community(UnaryOperator<CommunityConfig.Builder> edit) {
      community.set(edit.apply(CommunityConfig.builder()).build());
      return this;
    }

    /**
     * Changes the section {@code events}.
     *
     * @param edit receives a builder and returns it
     * @return this builder
     */
    public Builder events(UnaryOperator<EventsConfig.Builder> edit) {
      events.set(edit.apply(EventsConfig.builder()).build());
      return this;
    }

    /**
     * Makes the configuration. A section that was not set is that of the {@linkplain NodeRole
     * role}; one that was set begins with the defaults of its own builder.
     *
     * @return the configuration, if nothing in it contradicts
     */
    public NodeConfig build() {
      NodeRole chosen = role.or(DEFAULT_ROLE);
      return new NodeConfig(
          chosen,
          network.or(NetworkConfig.builder().build()),
          dht.or(DhtConfig.of(chosen)),
          sync.or(SyncConfig.builder().build()),
          transfer.or(TransferConfig.builder().build()),
          relay.or(RelayConfig.builder().serve(chosen == NodeRole.RELAY).build()),
          limits.or(LimitsConfig.of(chosen)),
          search.or(SearchConfig.builder().build()),
          vault.or(VaultConfig.builder().build()),
          community.or(CommunityConfig.builder().build()),
          events.or(EventsConfig.builder().build()));
    }
  }
}
