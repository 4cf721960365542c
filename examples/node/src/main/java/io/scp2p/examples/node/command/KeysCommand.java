package io.scp2p.examples.node.command;

import io.scp2p.examples.node.daemon.json.Json;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The keys of this node. */
@Command(
    name = "keys",
    subcommands = {
      KeysCommand.Show.class,
      KeysCommand.Export.class,
      KeysImportCommand.class,
      KeysCommand.ChangePassphrase.class
    },
    description = "Shows the keys of this node; with a sub-command does more.")
public final class KeysCommand extends DaemonCommand {
  private static final Table PUBLISHERS =
      Table.or("No keys to publish with yet: the first share makes one.")
          .text("USE", "use")
          .text("ID", "id")
          .text("LABEL", "label");

  @Override
  ExitCode run(HomeDaemon daemon, Output out) {
    return show(daemon, out);
  }

  private static ExitCode show(HomeDaemon daemon, Output out) {
    Json self = daemon.get("/identity");
    List<Json> publishers = daemon.list("/identity/publishers");
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("node", self.raw());
    all.put("publishers", publishers.stream().map(Json::raw).toList());
    out.answer(
        Json.of(all),
        () -> {
          out.line("node  %s", self.at("id").text());
          out.line("key   %s", self.at("key").text());
          out.line("kept  %s", self.at("protection").text());
          PUBLISHERS.show(publishers, out);
        });
    return ExitCode.OK;
  }

  @Command(name = "show", description = "Shows the keys of this node: the public halves.")
  static final class Show extends DaemonCommand {
    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      return show(daemon, out);
    }
  }

  @Command(
      name = "export",
      description =
          "Writes a secret key to a file that only you can read. Whoever has it is this node, or"
              + " publishes in the name of the share.")
  static final class Export extends DaemonCommand {
    @Parameters(paramLabel = "FILE", description = "A file that does not exist yet.")
    private Path file = Path.of("");

    @Option(
        names = "--share",
        paramLabel = "SHARE",
        description = "The key of this share, and not that of the node.")
    private @Nullable String share;

    @Override
    ExitCode run(HomeDaemon daemon, Output out) throws IOException {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("confirm", true);
      put(body, "publisher", share == null ? null : Match.share(daemon, share));
      Json exported = daemon.post("/identity/export", body);
      KeyText text = new KeyText(share == null ? KeyText.NODE : KeyText.SHARE, exported);
      try {
        text.write(file);
      } catch (FileAlreadyExistsException e) {
        throw CommandFailure.of(
            CommandCode.FILE_EXISTS,
            "The key was not written: " + file + " exists already.",
            "Name a new file.");
      }
      // The seed itself is in the file alone, whatever was asked for.
      String id = exported.at("id").text();
      out.done("id", id, "exported the key of " + id + " to " + file);
      return ExitCode.OK;
    }
  }

  @Command(
      name = "passphrase",
      description = "Changes the passphrase of the stored keys; an empty new one means a key file.")
  static final class ChangePassphrase extends DaemonCommand {
    @Option(
        names = "--current-file",
        paramLabel = "FILE",
        description = "Holds the present passphrase. Or set SCP2P_PASSPHRASE.")
    private @Nullable Path current;

    @Option(
        names = "--next-file",
        paramLabel = "FILE",
        description = "Holds the new passphrase. Or set SCP2P_NEXT_PASSPHRASE.")
    private @Nullable Path next;

    @Override
    ExitCode run(HomeDaemon daemon, Output out) {
      boolean has = daemon.get("/identity").at("protection").text().equals("PASSPHRASE");
      Map<String, @Nullable Object> body = new LinkedHashMap<>();
      body.put(
          "current", has ? Secrets.read("Present passphrase", current, "SCP2P_PASSPHRASE") : null);
      String secret = Secrets.read("New passphrase", next, "SCP2P_NEXT_PASSPHRASE");
      if (next == null && System.getenv("SCP2P_NEXT_PASSPHRASE") == null) {
        if (!secret.equals(Secrets.read("Once more", null, "SCP2P_NEXT_PASSPHRASE"))) {
          throw usage("The two are not the same: nothing was changed.");
        }
      }
      body.put("next", secret.isEmpty() ? null : secret);
      daemon.put("/identity/passphrase", body);
      String kept = secret.isEmpty() ? "KEY_FILE" : "PASSPHRASE";
      String by = secret.isEmpty() ? "a key file" : "the new passphrase";
      out.done("protection", kept, "the keys are protected by " + by);
      return ExitCode.OK;
    }
  }
}
