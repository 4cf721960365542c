package io.scp2p.examples.node.daemon.route;

import io.scp2p.examples.node.daemon.http.Gate;
import io.scp2p.examples.node.daemon.http.Routes;

/** Everything the interface can do. */
public final class AllRoutes {
  private AllRoutes() {}

  /** Registers all routes. */
  public static void register(Routes routes, Context context, Gate gate) {
    SessionRoutes.register(routes, gate);
    StatusRoutes.register(routes, context);
    EventRoutes.register(routes, context);
    ConfigRoutes.register(routes, context);
  }
}
