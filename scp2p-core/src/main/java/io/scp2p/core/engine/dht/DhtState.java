package io.scp2p.core.engine.dht;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.config.NodeRole;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareKey;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.catalog.ValueSource;
import io.scp2p.core.engine.diagnostics.Telemetry;
import io.scp2p.core.protocol.dht.DhtMachine;
import io.scp2p.core.protocol.dht.DhtRules;
import io.scp2p.core.protocol.dht.Speech;
import io.scp2p.core.protocol.dht.ValueJudge;
import io.scp2p.core.protocol.peers.PeerDatabase;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What a node knows of the DHT and of peers, before and while it has a network. Lives on the loop,
 * but for the judge.
 */
public final class DhtState {
  final Loop loop;
  final Offload offload;
  final DhtRules rules;
  final ValueSource own;
  final Telemetry telemetry;
  final RandomGenerator random;
  final DhtMachine machine;
  final PeerDatabase peers;
  final ValueJudge judge;
  final boolean enabled;
  final Map<NodeKey, Speech> speeches = new HashMap<>();
  final ShareKeys shareKeys = new ShareKeys();
  private Runnable ratingListener = () -> {};

  /**
   * Knows nobody.
   *
   * @param own what this node publishes and follows; asked away from the loop
   * @param telemetry hears of every lookup
   */
  public DhtState(
      Loop loop,
      Offload offload,
      NodeKey self,
      NodeConfig config,
      ValueSource own,
      Telemetry telemetry,
      RandomGenerator random) {
    this.loop = loop;
    this.offload = offload;
    this.own = own;
    this.telemetry = telemetry;
    this.random = random;
    this.enabled = config.dht().enabled();
    boolean light = config.role() == NodeRole.LIGHT;
    this.rules =
        new DhtRules(
            config.dht().replication(),
            config.dht().parallelism(),
            config.dht().lookupTimeout(),
            config.dht().storeValues() && !light,
            config.dht().maxValues(),
            DhtRules.DEFAULT_MAX_VALUE_BYTES);
    this.machine =
        new DhtMachine(
            self,
            rules,
            key -> speeches.getOrDefault(key, Speech.UNKNOWN),
            DhtState::isReachable,
            random);
    this.peers = new PeerDatabase(config.limits().maxKnownPeers());
    this.judge = new ValueJudge(shareKeys::of);
  }

  /** Relays are not dialled from here. */
  static boolean isReachable(PeerAddress address) {
    return address.relayVia() == null;
  }

  /** A link names the key of a share. From any thread. */
  public void learn(ShareKey key) {
    shareKeys.learn(key);
  }

  /** Who writes down what becomes of a peer's reputation. */
  void onRated(Runnable listener) {
    ratingListener = listener;
  }

  /** A peer could not be reached. */
  void failed(PeerAddress peer) {
    peers.failed(peer).ifPresent(known -> ratingListener.run());
  }

  /** A peer sent what no honest node sends. */
  void lied(NodeKey peer) {
    peers.lied(peer).ifPresent(known -> ratingListener.run());
  }

  long nowNanos() {
    return loop.time().nanos();
  }

  long nowUnix() {
    return loop.time().wall().getEpochSecond();
  }
}
