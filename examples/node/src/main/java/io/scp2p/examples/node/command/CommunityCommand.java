package io.scp2p.examples.node.command;

import io.scp2p.examples.node.daemon.client.DaemonClient;
import io.scp2p.examples.node.daemon.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Communities: lists of members who find each other's shares. */
@Command(
    name = "community",
    subcommands = {
      CommunityCommand.Create.class,
      CommunityCommand.Invite.class,
      CommunityCommand.Join.class,
      CommunityCommand.Leave.class,
      CommunityCommand.Members.class,
      CommunityCommand.Browse.class
    },
    description = "Lists the communities of this node; with a sub-command does more.")
public final class CommunityCommand extends DaemonCommand {
  private static final long SECONDS_A_DAY = 86_400;

  private static final Table COMMUNITIES =
      Table.or("No communities. Make one with: scp2p community create NAME")
          .id("COMMUNITY", "id")
          .text("NAME", "name")
          .yesNo("OWNED", "owned")
          .text("TOKEN UNTIL", "token", "expiresAt")
          .andBelow("link");

  private static final Table MEMBERS =
      Table.or("No member answered.")
          .text("MEMBER", "id")
          .yesNo("PROVEN", "proven")
          .text("SEEN", "seenAt");

  @Override
  ExitCode run(HomeDaemon daemon, Output out) {
    out.list(daemon.list("/communities"), COMMUNITIES);
    return ExitCode.OK;
  }

  /** About one community. */
  @Command
  abstract static class OfCommunity extends DaemonCommand {
    @Parameters(index = "0", paramLabel = "COMMUNITY", description = "Its link, id, or name.")
    private String community = "";

    @Override
    final ExitCode run(HomeDaemon daemon, Output out) {
      String id = Match.community(daemon, community);
      return run(daemon, out, id, "/communities/" + id);
    }

    abstract ExitCode run(HomeDaemon daemon, Output out, String id, String path);
  }

  @Command(name = "create", description = "Makes a community and prints its link.")
  static final class Create extends DaemonCommand {
    @Parameters(paramLabel = "NAME", description = "What its members see.")
    private String name = "";

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      Json created = daemon.post("/communities", Map.of("name", name));
      out.answer(created, () -> COMMUNITIES.show(List.of(created), out));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "invite",
      description =
          "Makes a token for one member, by its node key (which scp2p keys show prints there).")
  static final class Invite extends OfCommunity {
    @Parameters(index = "1", paramLabel = "KEY", description = "The key of the node to invite.")
    private String member = "";

    @Option(
        names = "--days",
        defaultValue = "30",
        description = "How long it is good (default: ${DEFAULT-VALUE}).")
    private int days;

    @Override
    ExitCode run(HomeDaemon daemon, Output out, String id, String path) {
      Json token =
          daemon.post(path + "/tokens", Map.of("member", member, "validity", days * SECONDS_A_DAY));
      out.answer(
          token,
          () -> {
            String link = daemon.get(path).at("link").text();
            out.line("token %s", token.at("encoded").text());
            out.line("good until %s", token.at("expiresAt").text());
            out.line("There: scp2p community join %s --token TOKEN", link);
          });
      return ExitCode.OK;
    }
  }

  @Command(name = "join", description = "Joins a community by its link.")
  static final class Join extends DaemonCommand {
    @Parameters(paramLabel = "LINK", description = "The link of the community.")
    private String link = "";

    @Option(names = "--token", paramLabel = "TOKEN", description = "What invite has printed.")
    private @Nullable String token;

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("link", link);
      put(body, "token", token);
      Json joined = daemon.post("/communities/join", body);
      out.answer(joined, () -> COMMUNITIES.show(List.of(joined), out));
      return ExitCode.OK;
    }
  }

  @Command(name = "leave", description = "Leaves a community.")
  static final class Leave extends OfCommunity {
    @Override
    ExitCode run(HomeDaemon daemon, Output out, String id, String path) {
      daemon.delete(path);
      out.done("id", id, "left " + id);
      return ExitCode.OK;
    }
  }

  @Command(name = "members", description = "Asks who is in a community.")
  static final class Members extends OfCommunity {
    @Override
    ExitCode run(HomeDaemon daemon, Output out, String id, String path) {
      out.list(daemon.listOfOthers(path + "/members"), MEMBERS);
      return ExitCode.OK;
    }
  }

  @Command(name = "browse", description = "Lists or searches the shares of a community.")
  static final class Browse extends OfCommunity {
    @Parameters(
        index = "1..*",
        paramLabel = "WORD",
        arity = "0..*",
        description = "Only what these words find.")
    private List<String> words = List.of();

    @Override
    ExitCode run(HomeDaemon daemon, Output out, String id, String path) {
      String query = words == null ? "" : String.join(" ", words);
      out.list(
          daemon.listOfOthers(DaemonClient.path(path + "/shares", Map.of("q", query))),
          ShareCommands.LISTED);
      return ExitCode.OK;
    }
  }
}
