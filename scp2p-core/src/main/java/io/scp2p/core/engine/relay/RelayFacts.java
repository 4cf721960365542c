package io.scp2p.core.engine.relay;

import io.scp2p.api.PeerAddress;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.Relay;
import io.scp2p.api.peer.RelayService;
import io.scp2p.api.peer.RelayTunnel;
import io.scp2p.core.engine.dht.Places;
import io.scp2p.core.wire.record.RelayAnnouncement;
import io.scp2p.core.wire.record.RelayRoute;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** What a host is told about relays. */
public final class RelayFacts {
  private RelayFacts() {}

  /** Relays that are known, the best first. */
  public static List<Relay> known(RelayEngine engine) {
    return engine.known().stream().map(RelayFacts::relay).toList();
  }

  private static Relay relay(RelayAnnouncement announcement) {
    RelayAnnouncement.Body body = announcement.body();
    return new Relay(
        body.relayKey(),
        body.relayAddresses().stream().map(Places::endpoint).toList(),
        body.capacity().maxTunnels(),
        switch (body.capacity().bandwidthClass()) {
          case LOW -> Relay.Bandwidth.LOW;
          case MEDIUM -> Relay.Bandwidth.MEDIUM;
          case HIGH -> Relay.Bandwidth.HIGH;
        },
        body.capacity().maxBytesPerTunnel(),
        Instant.ofEpochSecond(body.expiresAt()));
  }

  /** This node's own tunnels. */
  public static List<RelayTunnel> tunnels(RelayEngine engine) {
    return engine.views().stream().map(RelayFacts::tunnel).toList();
  }

  static RelayTunnel tunnel(TunnelKeeper.View view) {
    io.scp2p.core.wire.record.PeerAddress at = view.advertised();
    RelayRoute route = Objects.requireNonNull(at.relayVia(), "a tunnel has a relay");
    NodeKey relayKey = route.relayAddress().pubkeyHint();
    return new RelayTunnel(
        view.relay().id(),
        new PeerAddress(
            Places.endpoint(at),
            at.pubkeyHint(),
            new PeerAddress.RelayRoute(
                Places.endpoint(route.relayAddress()), relayKey, route.slotId())),
        view.since(),
        view.healthy(),
        view.bytes());
  }

  /** What this node does for others. */
  public static RelayService service(RelayEngine engine) {
    io.scp2p.core.engine.relay.RelayService service = engine.service();
    return new RelayService(
        service.isServing(), service.tunnels(), service.maxTunnels(), service.relayedBytes());
  }
}
