package io.scp2p.examples.node.command;

import io.scp2p.examples.node.daemon.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is done with the vault as a whole. */
final class VaultCareCommands {
  /** Asked if no file holds the recovery phrase. */
  static final String PHRASE_VARIABLE = "SCP2P_RECOVERY_PHRASE";

  private VaultCareCommands() {}

  @Command(name = "rebalance", description = "Moves shards to where they are safer.")
  static final class Rebalance extends DaemonCommand {
    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      Json moved = daemon.post("/vault/rebalance");
      out.answer(moved, () -> out.line("moved %d shards", moved.at("moved").number()));
      return ExitCode.OK;
    }
  }

  @Command(name = "status", description = "Shows how the vault is doing.")
  static final class Status extends DaemonCommand {
    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      return VaultCommand.status(daemon, out);
    }
  }

  @Command(name = "offer", description = "Offers space to others; 0 takes the offer back.")
  static final class Offer extends DaemonCommand {
    @Parameters(paramLabel = "SIZE", description = "Such as 500M, 10G or a number of bytes.")
    private String size = "";

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      long bytes = Sizes.parse(size).orElseThrow(() -> usage("A size is such as 10G: " + size));
      Json status = daemon.put("/vault/offer", Map.of("quotaBytes", bytes));
      out.answer(status, () -> VaultCommand.status(status, out));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "peers",
      description = "Lists who may hold shards, or whose shards are held here.")
  static final class Peers extends DaemonCommand {
    private static final Table HOLDERS =
        Table.or("No peer offers space.")
            .id("HOLDER", "id")
            .bytes("FREE", "freeBytes")
            .bytes("USED", "usedBytes")
            .text("AUDITS PASSED", "auditsPassed")
            .text("FAILED", "auditsFailed");

    private static final Table OWNERS =
        Table.or("Nothing is held for others.")
            .id("OWNER", "owner")
            .text("SHARDS", "shards")
            .bytes("USED", "usedBytes")
            .bytes("QUOTA", "quotaBytes")
            .text("LEASE UNTIL", "leaseUntil");

    @Option(names = "--held", description = "Whose shards this node holds.")
    private boolean held;

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      if (held) {
        out.list(daemon.list("/vault/held"), OWNERS);
      } else {
        out.list(daemon.list("/vault/holders"), HOLDERS);
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "share",
      description = "Makes a link that opens one file of the vault, or revokes its links.")
  static final class Share extends VaultFileCommands.OfFile {
    @Option(names = "--revoke", description = "Encrypt it anew, so that no link opens it.")
    private boolean revoke;

    @Override
    ExitCode run(HomeDaemon daemon, Output out, String id, String path) {
      if (revoke) {
        TransferWatch.toTheEnd(daemon, out, daemon.post(path + "/revoke-links"), "encrypting");
        if (!out.isJson()) {
          out.line("%s", "No link opens it any more.");
        }
        return ExitCode.OK;
      }
      Json link = daemon.post(path + "/link");
      out.answer(link, () -> out.line("link %s", link.at("link").text()));
      return ExitCode.OK;
    }
  }

  @Command(name = "export", description = "Writes the encrypted catalog of the vault to a file.")
  static final class Export extends DaemonCommand {
    @Parameters(paramLabel = "FILE", description = "A file that does not exist yet.")
    private Path target = Path.of("");

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      String path = target.toAbsolutePath().normalize().toString();
      daemon.post("/vault/catalog/export", Map.of("target", path));
      out.done("target", path, "exported to " + path);
      return ExitCode.OK;
    }
  }

  @Command(name = "import", description = "Merges an exported catalog into that of this vault.")
  static final class Import extends DaemonCommand {
    @Parameters(paramLabel = "FILE", description = "What export has written.")
    private Path source = Path.of("");

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      String path = source.toAbsolutePath().normalize().toString();
      daemon.post("/vault/catalog/import", Map.of("source", path));
      out.done("source", path, "imported " + path);
      return ExitCode.OK;
    }
  }

  @Command(
      name = "phrase",
      description = "Shows the recovery phrase. Whoever has it can read everything in the vault.")
  static final class Phrase extends DaemonCommand {
    @Option(names = "--yes", description = "Do not ask whether somebody is looking.")
    private boolean yes;

    @Option(names = "--parts", paramLabel = "N", description = "Split it into so many phrases ...")
    private @Nullable Integer parts;

    @Option(names = "--needed", paramLabel = "K", description = "... of which so many recover.")
    private @Nullable Integer needed;

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      if (!yes && !Secrets.confirmed("Show the recovery phrase on this screen?")) {
        throw Secrets.declined();
      }
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("confirm", true);
      put(body, "needed", needed);
      put(body, "parts", parts);
      Json phrases = daemon.post("/vault/recovery-phrase", body);
      out.answer(
          phrases,
          () -> phrases.at("phrases").elements().forEach(phrase -> out.line("%s", phrase.texts())));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "recover",
      description =
          "Brings the list of files of a lost machine back from its recovery phrase, or from enough"
              + " parts of it. Asks for it without echo.")
  static final class Recover extends DaemonCommand {
    @Option(
        names = "--phrase-file",
        paramLabel = "FILE",
        description =
            "Holds a phrase on its first line; one of each part. Or set " + PHRASE_VARIABLE + ".")
    private List<Path> files = List.of();

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      List<List<String>> phrases = new ArrayList<>();
      for (Path file : files) {
        phrases.add(words(Secrets.read("Recovery phrase", file, PHRASE_VARIABLE)));
      }
      if (phrases.isEmpty()) {
        phrases.add(words(Secrets.read("Recovery phrase", null, PHRASE_VARIABLE)));
      }
      Json found = daemon.post("/vault/recover", Map.of("phrases", phrases));
      out.list(found.at("items").elements(), VaultCommand.FILES);
      return ExitCode.OK;
    }

    private static List<String> words(String phrase) {
      return Arrays.asList(phrase.strip().split("\\s+"));
    }
  }
}
