package io.scp2p.examples.node.command;

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

  @Override
  ExitCode run(HomeDaemon daemon, Output out) {
    List<Json> communities = daemon.list("/communities");
    out.answer(NodeCommands.array(communities), () -> communities(communities, out));
    return ExitCode.OK;
  }

  @Command(name = "create", description = "Makes a community and prints its link.")
  static final class Create extends DaemonCommand {
    @Parameters(paramLabel = "NAME", description = "What its members see.")
    private String name = "";

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      Json created = daemon.post("/communities", Map.of("name", name));
      out.answer(created, () -> communities(List.of(created), out));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "invite",
      description =
          "Makes a token for one member, by its node key (which scp2p keys show prints there).")
  static final class Invite extends DaemonCommand {
    @Parameters(index = "0", paramLabel = "COMMUNITY", description = "Its link, id, or name.")
    private String community = "";

    @Parameters(index = "1", paramLabel = "KEY", description = "The key of the node to invite.")
    private String member = "";

    @Option(
        names = "--days",
        defaultValue = "30",
        description = "How long it is good (default: ${DEFAULT-VALUE}).")
    private int days;

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      String id = Match.community(daemon, community);
      Json token =
          daemon.post(
              "/communities/" + id + "/tokens",
              Map.of("member", member, "validity", days * SECONDS_A_DAY));
      out.answer(
          token,
          () -> {
            String link = daemon.get("/communities/" + id).at("link").text();
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
      out.answer(joined, () -> communities(List.of(joined), out));
      return ExitCode.OK;
    }
  }

  @Command(name = "leave", description = "Leaves a community.")
  static final class Leave extends DaemonCommand {
    @Parameters(paramLabel = "COMMUNITY", description = "Its link, id, or name.")
    private String community = "";

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      String id = Match.community(daemon, community);
      daemon.delete("/communities/" + id);
      return ShareCommands.done(out, "id", id, "left " + id);
    }
  }

  @Command(name = "members", description = "Asks who is in a community.")
  static final class Members extends DaemonCommand {
    @Parameters(paramLabel = "COMMUNITY", description = "Its link, id, or name.")
    private String community = "";

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      String id = Match.community(daemon, community);
      List<Json> members = daemon.list("/communities/" + id + "/members");
      out.answer(
          NodeCommands.array(members),
          () ->
              out.table(
                  "No member answered.",
                  List.of("MEMBER", "PROVEN", "SEEN"),
                  members.stream()
                      .map(
                          member ->
                              List.of(
                                  member.at("id").text(),
                                  member.at("proven").isTrue() ? "yes" : "no",
                                  member.at("seenAt").text()))
                      .toList()));
      return ExitCode.OK;
    }
  }

  @Command(name = "browse", description = "Lists or searches the shares of a community.")
  static final class Browse extends DaemonCommand {
    @Parameters(index = "0", paramLabel = "COMMUNITY", description = "Its link, id, or name.")
    private String community = "";

    @Parameters(
        index = "1..*",
        paramLabel = "WORD",
        arity = "0..*",
        description = "Only what these words find.")
    private List<String> words = List.of();

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      String path = "/communities/" + Match.community(daemon, community) + "/shares";
      String query = words == null ? "" : String.join(" ", words);
      List<Json> shares = daemon.list(HomeDaemon.path(path, Map.of("q", query)));
      out.answer(NodeCommands.array(shares), () -> ShareCommands.listed(shares, out));
      return ExitCode.OK;
    }
  }

  private static void communities(List<Json> communities, Output out) {
    out.table(
        "No communities. Make one with: scp2p community create NAME",
        List.of("COMMUNITY", "NAME", "OWNED", "TOKEN UNTIL"),
        communities.stream()
            .map(
                community ->
                    List.of(
                        Output.brief(community.at("id").text()),
                        community.at("name").text(),
                        community.at("owned").isTrue() ? "yes" : "no",
                        community.at("token").at("expiresAt").text()))
            .toList());
    communities.forEach(community -> out.line("%s", community.at("link").text()));
  }
}
