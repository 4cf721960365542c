package io.scp2p.examples.node.command;

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
  @Option(names = "--use", paramLabel = "ADDRESS", description = "Be reachable through this relay.")
  private @Nullable String use;

  @Option(names = "--known", description = "List the relays that are known, best first.")
  private boolean known;

  @Override
  ExitCode run(HomeDaemon daemon, Output out) {
    if (known) {
      List<Json> relays = daemon.list("/relays");
      out.answer(NodeCommands.array(relays), () -> relays(relays, out));
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
          tunnels(tunnels, out);
        });
    return ExitCode.OK;
  }

  private static void relays(List<Json> relays, Output out) {
    out.table(
        "No relay is known.",
        List.of("RELAY", "ADDRESS", "TUNNELS", "BANDWIDTH"),
        relays.stream()
            .map(
                relay ->
                    List.of(
                        Output.brief(relay.at("key").text()),
                        NodeCommands.texts(relay.at("endpoints")),
                        relay.at("maxTunnels").text(),
                        relay.at("bandwidth").text()))
            .toList());
  }

  private static void tunnels(List<Json> tunnels, Output out) {
    out.table(
        "No relay is used.",
        List.of("RELAY", "SINCE", "HEALTHY", "RELAYED"),
        tunnels.stream()
            .map(
                tunnel ->
                    List.of(
                        tunnel.at("relay").text(),
                        tunnel.at("since").text(),
                        tunnel.at("healthy").isTrue() ? "yes" : "no",
                        Output.bytes(tunnel.at("relayedBytes"))))
            .toList());
  }
}
