package io.scp2p.examples.node.command;

import io.scp2p.api.vault.VaultLink;
import io.scp2p.examples.node.daemon.json.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is done with one file of the vault. */
final class VaultFileCommands {
  private VaultFileCommands() {}

  /** The file it is about. */
  @Command
  abstract static class OfFile extends DaemonCommand {
    @Parameters(index = "0", paramLabel = "FILE", description = "Its id or its name in the vault.")
    private String file = "";

    @Override
    final ExitCode run(HomeDaemon daemon, Output out) {
      String id = Match.vaultFile(daemon, file);
      return run(daemon, out, id, "/vault/files/" + id);
    }

    abstract ExitCode run(HomeDaemon daemon, Output out, String id, String path);
  }

  @Command(name = "put", description = "Encrypts a file and spreads it over peers.")
  static final class Put extends DaemonCommand {
    private static final Pattern CODING = Pattern.compile("(\\d{1,3})\\+(\\d{1,3})");

    @Parameters(paramLabel = "FILE", description = "The file. It stays where it is.")
    private Path file = Path.of("");

    @Option(names = "--name", paramLabel = "NAME", description = "Its name in the vault.")
    private @Nullable String name;

    @Option(
        names = "--coding",
        paramLabel = "DATA+PARITY",
        description = "Shards, such as 4+2: any 4 of 6 bring it back (the default).")
    private @Nullable String coding;

    @Option(
        names = "--allow-degraded",
        description = "Accept fewer peers than it takes to lose any one of them.")
    private boolean allowDegraded;

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("source", Map.of("path", file.toAbsolutePath().normalize().toString()));
      put(body, "name", name);
      put(body, "coding", coding == null ? null : coding(coding));
      body.put("allowDegraded", allowDegraded);
      Json started = daemon.post("/vault/files", body);
      Json stored = TransferWatch.toTheEnd(daemon, out, started, "storing").at("result");
      if (!out.isJson()) {
        VaultCommand.FILES.show(List.of(stored), out);
      }
      return ExitCode.OK;
    }

    private Map<String, Object> coding(String given) {
      Matcher parts = CODING.matcher(given);
      if (!parts.matches()) {
        throw usage("A coding is DATA+PARITY, such as 4+2, not '" + given + "'.");
      }
      return Map.of(
          "dataShards", Long.valueOf(parts.group(1)), "parityShards", Long.valueOf(parts.group(2)));
    }
  }

  @Command(
      name = "get",
      description = "Brings a file back from the peers, or fetches somebody's file by its link.")
  static final class Get extends DaemonCommand {
    @Parameters(
        index = "0",
        paramLabel = "FILE",
        description = "Its id or its name in the vault, or a link that 'vault share' has made.")
    private String file = "";

    @Option(
        names = "--to",
        paramLabel = "PATH",
        description =
            "A file that does not exist yet (default: its name in this folder; of a link, which"
                + " has no name, its id).")
    private @Nullable Path target;

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      if (file.strip().startsWith(VaultLink.PREFIX)) {
        return new VaultLinkFetch(daemon, out, VaultLink.parse(file), target).run();
      }
      String id = Match.vaultFile(daemon, file);
      String path = "/vault/files/" + id;
      Path into =
          target == null
              ? Path.of(
                  Output.clean(daemon.get(path).at("file").at("name").text()).replace('/', '_'))
              : target;
      Json started =
          daemon.post(
              path + "/get", Map.of("target", into.toAbsolutePath().normalize().toString()));
      TransferWatch.toTheEnd(daemon, out, started, "fetching");
      if (!out.isJson()) {
        out.line("got %s", into.toString());
      }
      return ExitCode.OK;
    }
  }

  @Command(name = "ls", description = "Lists the files of the vault.")
  static final class Listing extends DaemonCommand {
    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      out.list(daemon.list("/vault/files"), VaultCommand.FILES);
      return ExitCode.OK;
    }
  }

  @Command(name = "info", description = "Shows a file and who holds its shards.")
  static final class Info extends OfFile {
    private static final Table SHARDS =
        Table.or("No shards.")
            .text("SHARD", "index")
            .id("HOLDER", "holder")
            .text("DOMAIN", "failureDomain")
            .bytes("SIZE", "sizeBytes")
            .text("PROVEN", "provenAt")
            .text("LEASE UNTIL", "leaseUntil")
            .yesNo("REACHABLE", "reachable");

    @Override
    ExitCode run(HomeDaemon daemon, Output out, String id, String path) {
      Json info = daemon.get(path);
      out.answer(info, () -> text(info, out));
      return ExitCode.OK;
    }

    private static void text(Json info, Output out) {
      VaultCommand.FILES.show(List.of(info.at("file")), out);
      SHARDS.show(info.at("shards").elements(), out);
    }
  }

  @Command(name = "rm", description = "Removes a file from the vault and from its holders.")
  static final class Remove extends OfFile {
    @Override
    ExitCode run(HomeDaemon daemon, Output out, String id, String path) {
      daemon.delete(path);
      out.done("id", id, "removed " + id);
      return ExitCode.OK;
    }
  }

  @Command(name = "verify", description = "Asks every holder to prove that it has its shards, now.")
  static final class Verify extends OfFile {
    @Override
    ExitCode run(HomeDaemon daemon, Output out, String id, String path) {
      Json file = daemon.post(path + "/verify");
      out.answer(file, () -> VaultCommand.FILES.show(List.of(file), out));
      return ExitCode.OK;
    }
  }

  @Command(name = "repair", description = "Rebuilds what is missing, on other peers.")
  static final class Repair extends OfFile {
    @Override
    ExitCode run(HomeDaemon daemon, Output out, String id, String path) {
      Json started = daemon.post(path + "/repair");
      Json file = TransferWatch.toTheEnd(daemon, out, started, "repairing").at("result");
      if (!out.isJson()) {
        VaultCommand.FILES.show(List.of(file), out);
      }
      return ExitCode.OK;
    }
  }
}
