package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.peer.Relay;
import io.scp2p.api.peer.RelayService;
import io.scp2p.api.peer.RelayTunnel;
import io.scp2p.api.peer.Relays;
import io.scp2p.examples.node.daemon.http.Fields;
import io.scp2p.examples.node.daemon.http.Routes;

/** Relays used and offered. */
final class RelayRoutes {
  private static final Fields ADDRESS =
      Fields.of().need("address", Fields.Kind.STRING, "of the relay").build();

  private RelayRoutes() {}

  static void register(Routes routes, Context context) {
    Relays relays = context.node().relays();
    routes
        .get("/relays", "Relays with a valid announcement, best first")
        .list(Relay.class)
        .to(call -> call.range().of(relays.known(), relay -> relay.key().hex()));
    routes
        .get("/relays/tunnels", "The tunnels this node keeps for itself")
        .list(RelayTunnel.class)
        .to(call -> call.range().of(relays.tunnels(), tunnel -> tunnel.relay().hex()));
    routes
        .post("/relays/tunnels", "Registers a tunnel at a relay")
        .takes(ADDRESS)
        .gives(201, RelayTunnel.class)
        .to(
            call ->
                call.body()
                    .map(body -> body.needParsed("address", BootstrapAddress::parse))
                    .flatMap(relays::register));
    routes
        .get("/relays/service", "What this node does as a relay")
        .gives(RelayService.class)
        .to(call -> relays.service());
  }
}
