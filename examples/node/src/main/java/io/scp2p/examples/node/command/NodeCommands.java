package io.scp2p.examples.node.command;

import io.scp2p.examples.node.daemon.client.DaemonClient;
import io.scp2p.examples.node.daemon.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How the node is doing, and its settings. */
public final class NodeCommands {
  private NodeCommands() {}

  @Command(name = "status", description = "Shows how the node is doing.")
  public static final class Status extends DaemonCommand {
    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      Json status = daemon.get("/status");
      out.answer(status, () -> text(status, out));
      return ExitCode.OK;
    }

    private static void text(Json status, Output out) {
      Json node = status.at("node");
      Json reach = status.at("reachability");
      out.line("node       %s (%s)", node.at("id").text(), node.at("protection").text());
      out.line(
          "running    version %s, up %s, role %s",
          status.at("version").text(),
          ProgressBar.time(status.at("uptime").duration()),
          status.at("role").text());
      out.line("home       %s", status.at("home").text());
      out.line("downloads  %s", status.at("downloads").text());
      out.line("reachable  %s %s", reach.at("verdict").text(), reach.at("endpoints").texts());
      out.line(
          "peers      %d known, %d sessions",
          status.at("knownPeers").number(), status.at("sessions").number());
      out.line(
          "shares     %d published, %d followed, %d files to search",
          status.at("shares").number(),
          status.at("subscriptions").number(),
          status.at("indexedItems").number());
      out.line(
          "transfers  %d under way; %s received, %s sent",
          status.at("transfers").number(),
          Output.bytes(status.at("receivedBytes")),
          Output.bytes(status.at("sentBytes")));
      String problems = status.at("problems").texts();
      out.line("problems   %s", problems.isEmpty() ? "none" : problems);
    }
  }

  @Command(
      name = "doctor",
      description = "Examines how others can reach this node, and says what to do about it.")
  public static final class Doctor extends DaemonCommand {
    @Option(names = "--known", description = "Show what is known, without asking anybody.")
    private boolean known;

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      String path = "/diagnostics/reachability";
      Json report = known ? daemon.get(path) : daemon.post(path);
      out.answer(report, () -> text(report, out));
      return ExitCode.OK;
    }

    private static void text(Json report, Output out) {
      out.line("verdict    %s", report.at("verdict").text());
      out.line("nat        %s", report.at("nat").text());
      out.line("listening  %s", report.at("listening").texts());
      out.line("addresses  %s", report.at("endpoints").texts());
      for (Json seen : report.at("seen").elements()) {
        out.line("seen as    %s (%s)", seen.at("address").text(), seen.at("source").text());
      }
      out.line("router     %s", report.at("portMapping").at("state").text());
      for (Json server : report.at("turnServers").elements()) {
        out.line("turn       %s %s", server.at("server").text(), server.at("explanation").text());
      }
      out.line("relays     %s", report.at("relays").texts());
      for (Json peer : report.at("peers").elements()) {
        String path = peer.at("path").isNull() ? "no path" : peer.at("path").text();
        out.line(
            "peer       %s %s %s",
            Output.brief(peer.at("peer").text()), path, peer.at("explanation").text());
      }
      for (Json finding : report.at("findings").elements()) {
        out.line(
            "%s %s: %s",
            finding.at("works").isTrue() ? "ok  " : "FAIL",
            finding.at("subject").text(),
            finding.at("explanation").text());
        if (!finding.at("advice").text().isEmpty()) {
          out.line("     %s", finding.at("advice").text());
        }
      }
    }
  }

  @Command(name = "peers", description = "Lists, connects, blocks or forgets peers.")
  public static final class Peers extends DaemonCommand {
    private static final Table PEERS =
        Table.or("No peers yet. Connect to one with: scp2p peers --connect ADDRESS")
            .id("PEER", "id")
            .column("PATH", peer -> peer.at("connected").isTrue() ? peer.at("path").text() : "-")
            .text("PIN", "pin")
            .text("REPUTATION", "reputation")
            .column("ADDRESS", Peers::firstAddress);

    private static final Table SESSIONS =
        Table.or("No sessions.")
            .id("PEER", "peer")
            .text("TRANSPORT", "transport")
            .text("PATH", "path")
            .column("ROUND TRIP", session -> session.at("roundTrip").duration().toMillis() + " ms")
            .bytes("RECEIVED", "receivedBytes")
            .bytes("SENT", "sentBytes")
            .column("AGE", session -> ProgressBar.time(session.at("age").duration()));

    @Option(names = "--local", description = "Those found in the local network alone.")
    private boolean local;

    @Option(names = "--sessions", description = "The open sessions, with their traffic.")
    private boolean sessions;

    @Option(
        names = "--connect",
        paramLabel = "ADDRESS",
        description = "Connect to a node, such as tcp://192.0.2.1:7001.")
    private @Nullable String connect;

    @Option(names = "--disconnect", paramLabel = "PEER", description = "End the session with it.")
    private @Nullable String disconnect;

    @Option(names = "--block", paramLabel = "PEER", description = "Never talk to it again.")
    private @Nullable String block;

    @Option(names = "--unblock", paramLabel = "PEER", description = "Talk to it again.")
    private @Nullable String unblock;

    @Option(
        names = "--forget",
        paramLabel = "PEER",
        description = "Forget its addresses and its key.")
    private @Nullable String forget;

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      if (connect != null) {
        daemon.post("/peers", Map.of("address", connect));
      }
      if (disconnect != null) {
        daemon.post(path(daemon, disconnect) + "/disconnect");
      }
      if (block != null) {
        daemon.put(path(daemon, block) + "/block", Map.of());
      }
      if (unblock != null) {
        daemon.delete(path(daemon, unblock) + "/block");
      }
      if (forget != null) {
        daemon.delete(path(daemon, forget));
      }
      if (sessions) {
        out.list(daemon.list("/diagnostics/sessions"), SESSIONS);
      } else {
        out.list(daemon.list(local ? "/peers/local" : "/peers"), PEERS);
      }
      return ExitCode.OK;
    }

    private static String path(HomeDaemon daemon, String given) {
      return "/peers/" + Match.peer(daemon, given);
    }

    private static String firstAddress(Json peer) {
      return peer.at("addresses").elements().stream()
          .map(address -> address.at("endpoint").text())
          .findFirst()
          .orElse("");
    }
  }

  @Command(
      name = "config",
      description =
          "Shows the settings, or stores some for the next start of the daemon: NAME=VALUE, or"
              + " NAME= for the default.")
  public static final class Config extends DaemonCommand {
    @Parameters(paramLabel = "NAME=VALUE", arity = "0..*", description = "Settings to store.")
    private List<String> settings = List.of();

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      Json config = settings.isEmpty() ? daemon.get("/config") : change(daemon);
      out.answer(
          config,
          () -> {
            if (settings.isEmpty()) {
              show("", config.at("effective"), out);
            }
            stored(config, out);
          });
      return ExitCode.OK;
    }

    private Json change(HomeDaemon daemon) {
      Map<String, @Nullable Object> set = new LinkedHashMap<>();
      for (String setting : settings) {
        int equals = setting.indexOf('=');
        if (equals < 1) {
          throw usage("A setting is NAME=VALUE, not '" + setting + "'.");
        }
        set.put(setting.substring(0, equals), value(setting.substring(equals + 1)));
      }
      return daemon.patch("/config", Map.of("set", set));
    }

    /** A number, a truth, a text; nothing for the default. */
    private static @Nullable Object value(String text) {
      if (text.isEmpty()) {
        return null;
      }
      if (text.equals("true") || text.equals("false")) {
        return Boolean.valueOf(text);
      }
      return text.matches("-?\\d{1,18}") ? (Object) Long.valueOf(text) : text;
    }

    private static void stored(Json config, Output out) {
      config
          .at("stored")
          .members()
          .forEach(entry -> out.line("stored: %s=%s", entry.getKey(), entry.getValue().toString()));
      if (config.at("restartNeeded").isTrue()) {
        out.line("%s", "Stored settings hold from the next start of the daemon.");
      }
    }

    private static void show(String prefix, Json value, Output out) {
      for (Map.Entry<String, Json> member : value.members()) {
        String name = prefix + member.getKey();
        if (member.getValue().members().isEmpty()) {
          out.line("%s=%s", name, member.getValue().toString());
        } else {
          show(name + ".", member.getValue(), out);
        }
      }
    }
  }

  @Command(
      name = "events",
      description =
          "Shows what has happened since the daemon started, or what happens from now on.")
  public static final class Events extends DaemonCommand {
    @Option(names = "--follow", description = "Go on with what happens, until Ctrl-C.")
    private boolean follow;

    @Option(
        names = "--since",
        paramLabel = "ID",
        defaultValue = "0",
        description = "After this event (the id of the last one seen); 0 for all that is held.")
    private String since = "0";

    @Option(
        names = "--types",
        paramLabel = "FAMILY",
        split = ",",
        description = "Only these, such as TransferEvent,ShareEvent.")
    private List<String> types = List.of();

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      long newest = daemon.get("/status").at("lastEvent").number();
      if (newest == 0 && !follow) {
        return ExitCode.OK;
      }
      // Without --follow a filter might never reach the newest: so all come, and are filtered here.
      Map<String, String> filter = Map.of("types", follow ? String.join(",", types) : "");
      daemon.events(
          DaemonClient.path("/events", filter),
          since,
          event -> {
            if (wanted(event)) {
              show(event, out);
            }
            return follow || event.data().at("sequence").number() < newest;
          });
      return ExitCode.OK;
    }

    private boolean wanted(HomeDaemon.Event event) {
      return follow
          || types.isEmpty()
          || event.type().equals("missed")
          || types.stream().anyMatch(type -> event.type().startsWith(type));
    }

    private static void show(HomeDaemon.Event event, Output out) {
      if (out.isJson()) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("id", event.id());
        event.data().members().forEach(entry -> line.put(entry.getKey(), entry.getValue().raw()));
        out.value(Json.of(line));
      } else {
        String details =
            event.data().members().stream()
                .filter(entry -> !List.of("type", "sequence", "at").contains(entry.getKey()))
                .map(entry -> entry.getKey() + "=" + entry.getValue().text())
                .collect(Collectors.joining(" "));
        out.line("%s %s %s", event.data().at("at").text(), event.type(), details);
      }
    }
  }
}
