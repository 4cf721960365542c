package io.scp2p.examples.node.daemon.route;

import io.scp2p.examples.node.daemon.http.Gate;
import io.scp2p.examples.node.daemon.http.OpenApi;
import io.scp2p.examples.node.daemon.http.Routes;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Everything the interface can do. */
public final class AllRoutes {
  private AllRoutes() {}

  /** Registers all routes. */
  public static void register(Routes routes, Context context, Gate gate) {
    SessionRoutes.register(routes, gate);
    StatusRoutes.register(routes, context);
    EventRoutes.register(routes, context);
    ShareRoutes.register(routes, context);
    SubscriptionRoutes.register(routes, context);
    SearchRoutes.register(routes, context);
    TransferRoutes.register(routes, context);
    DownloadRoutes.register(routes, context);
    StagingRoutes.register(routes, context);
    PeerRoutes.register(routes, context);
    ConfigRoutes.register(routes, context);
    VaultRoutes.register(routes, context);
    VaultCareRoutes.register(routes, context);
    CommunityRoutes.register(routes, context);
    PairingRoutes.register(routes, context);
    RelayRoutes.register(routes, context);
    IdentityRoutes.register(routes, context);
    ContentRoutes.register(routes, context);
    VaultContentRoutes.register(routes, context);
    routes
        .get("/openapi.json", "This document")
        .gives(Map.class)
        .to(call -> Mono.fromSupplier(() -> OpenApi.of(routes.all())));
  }
}
