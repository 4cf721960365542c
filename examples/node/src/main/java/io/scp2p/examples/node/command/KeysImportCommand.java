package io.scp2p.examples.node.command;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.identity.NodeIdentity;
import io.scp2p.api.identity.SecretSeed;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.examples.node.daemon.json.Json;
import io.scp2p.examples.node.daemon.route.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes over what {@code keys export} has written: a key to publish with, or that of a node. */
@Command(
    name = "import",
    description =
        "Takes over a key from a file: one to publish with, through the daemon; or with --node that"
            + " of a node, on a home on which no daemon runs.")
final class KeysImportCommand extends AnyCommand {
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final PassphraseOption passphrase = new PassphraseOption();

  @Parameters(paramLabel = "FILE", description = "What export has written.")
  private Path file = Path.of("");

  @Option(names = "--label", paramLabel = "TEXT", description = "A name for it.")
  private String label = "imported";

  @Option(
      names = "--use",
      paramLabel = "USE",
      defaultValue = "SHARE",
      description = "What it signs: SHARE or COMMUNITY (default: ${DEFAULT-VALUE}).")
  private String use = "SHARE";

  @Option(
      names = "--node",
      description =
          "It is the key of a node, and the node of this home has it from its next start. Stop the"
              + " other node first: two with one key are in each other's way.")
  private boolean node;

  @Option(
      names = "--force",
      description = "With --node: even if the home has a node, which loses its own key.")
  private boolean force;

  @Override
  ExitCode run(Output out) throws IOException {
    if (force && !node) {
      throw usage("--force says something with --node alone.");
    }
    HomeDaemon daemon = node ? null : home.daemon();
    String seed = Secrets.read("Secret key", file, "SCP2P_KEY").strip();
    String kind = KeyText.kind(file);
    if (!kind.isEmpty() && node != kind.equals(KeyText.NODE)) {
      throw CommandFailure.of(
          CommandCode.KEY_KIND,
          file + " holds the key of a " + kind + ".",
          node ? "Import it without --node." : "Import it with --node, into its home.");
    }
    if (daemon == null) {
      replaceNode(out, seed);
      return ExitCode.OK;
    }
    Json imported =
        daemon.post(
            "/identity/publishers",
            Map.of("label", label, "use", use.toUpperCase(Locale.ROOT), "seed", seed));
    out.answer(imported, () -> out.line("imported %s", imported.at("id").text()));
    return ExitCode.OK;
  }

  private void replaceNode(Output out, String hex) throws IOException {
    Path directory = home.directory();
    if (HomeDaemon.of(directory).isPresent()) {
      throw CommandFailure.of(
          CommandCode.DAEMON_RUNS,
          "A daemon runs on " + directory + ".",
          "End it first, with Ctrl-C where it was started.");
    }
    if (!force && isInUse(directory)) {
      throw CommandFailure.of(
          CommandCode.KEY_EXISTS,
          "There is a node in " + directory + " already.",
          "Name another --home; or export its key, and give --force.");
    }
    SecretAccess token = SecretAccess.iWillProtectTheExportedSecret();
    // Without a network: nobody is to meet the node of the old key once more.
    NodeConfig quiet =
        NodeConfig.builder()
            .network(network -> network.listen(false).lanDiscovery(false).portMapping(false))
            .build();
    try (SecretSeed seed = seed(hex, token);
        Scp2pNode started =
            passphrase.start(Scp2pNode.builder().config(quiet).transports(List.of()), directory)) {
      NodeIdentity next =
          Objects.requireNonNull(started.identity().replaceNode(seed, token).block());
      String id = next.id().hex();
      out.done("node", id, "the node of " + directory + " is " + id + " from its next start");
    }
  }

  private static boolean isInUse(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return false;
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.anyMatch(path -> !path.endsWith(Settings.FILE));
    }
  }

  private SecretSeed seed(String hex, SecretAccess token) {
    byte[] bytes = {};
    try {
      bytes = HexFormat.of().parseHex(hex);
      return SecretSeed.of(bytes, token);
    } catch (IllegalArgumentException | Scp2pException e) {
      throw CommandFailure.of(
          ErrorCode.KEY_INVALID,
          "The first line of " + file + " is not 64 hexadecimal digits.",
          "Name a file that scp2p keys export has written.");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
