package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.examples.node.daemon.http.Fields;
import io.scp2p.examples.node.daemon.http.Routes;
import java.util.Map;

/** Settings, now and from the next start on. */
final class ConfigRoutes {
  private static final Fields CHANGES =
      Fields.of()
          .need("set", Fields.Kind.MAP, "settings by name, such as network.tcpPort; null removes")
          .build();

  private ConfigRoutes() {}

  /** All settings, and those kept for the next start. */
  record Config(NodeConfig effective, Map<String, Object> stored, boolean restartNeeded) {}

  static void register(Routes routes, Context context) {
    Settings settings = context.settings();
    routes
        .get("/config", "Settings the node runs with, and those for its next start")
        .gives(Config.class)
        .to(call -> Blocking.mono(() -> config(settings, settings.stored())));
    routes
        .patch("/config", "Changes settings for the next start, all or none of them")
        .takes(CHANGES)
        .gives(Config.class)
        .to(
            call ->
                call.body()
                    .flatMap(
                        body ->
                            Blocking.mono(
                                () -> config(settings, settings.change(body.map("set"))))));
  }

  private static Config config(Settings settings, Map<String, Object> stored) {
    return new Config(settings.effective(), stored, settings.restartNeeded(stored));
  }
}
