package io.scp2p.examples.node.command;

import io.scp2p.examples.node.daemon.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Relays: those this node uses, and what it relays for others. */
@Command(
    name = "relay",
    description = "Shows the relays this node uses and whether it serves as one, or uses another.")
public final class RelayCommand extends DaemonCommand {
  private static final Table RELAYS =
      Table.or("No relay is known.")
          .id("RELAY", "key")
          .column("ADDRESS", relay -> relay.at("endpoints").texts())
          .text("TUNNELS", "maxTunnels")
          .text("BANDWIDTH", "bandwidth");

  private static final Table TUNNELS =
      Table.or("No relay is used.")
          .text("RELAY", "relay")
          .text("SINCE", "since")
          .yesNo("HEALTHY", "healthy")
          .bytes("RELAYED", "relayedBytes");

  @Option(names = "--use", paramLabel = "ADDRESS", description = "Be reachable through this relay.")
  private @Nullable String use;

  @Option(names = "--known", description = "List the relays that are known, best first.")
  private boolean known;

  @Override
  ExitCode run(HomeDaemon daemon, Output out) {
    if (known) {
      out.list(daemon.list("/relays"), RELAYS);
      return ExitCode.OK;
    }
    if (use != null) {
      daemon.post("/relays/tunnels", Map.of("address", use));
    }
    Json service = daemon.get("/relays/service");
    List<Json> tunnels = daemon.list("/relays/tunnels");
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("service", service.raw());
    all.put("tunnels", tunnels.stream().map(Json::raw).toList());
    out.answer(
        Json.of(all),
        () -> {
          out.line(
              "serving %s: %d of %d tunnels, %s relayed",
              service.at("serving").isTrue() ? "yes" : "no",
              service.at("tunnels").number(),
              service.at("maxTunnels").number(),
              Output.bytes(service.at("relayedBytes")));
          TUNNELS.show(tunnels, out);
        });
    return ExitCode.OK;
  }
}
