package io.scp2p.examples.node;

import io.scp2p.examples.node.command.CommandCode;
import io.scp2p.examples.node.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** docs/cli.md: what the parser knows of every command, and what the walk has seen of it. */
final class CliDocument {
  static final Path PATH = root().resolve("docs/cli.md");

  private CliDocument() {}

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("docs/http-api.md"))) {
      here = Objects.requireNonNull(here.getParent());
    }
    return here;
  }

  static String text(Map<String, List<String>> walk) {
    StringBuilder text = new StringBuilder();
    text.append("# The command line\n\n");
    text.append("Made by `docs/generate-cli.sh` from a run of every command between real daemons;");
    text.append(" a test compares commands, options\nand exit codes with the program.\n\n");
    text.append(intro());
    text.append(exitCodes());
    text.append(codes());
    commands().forEach(command -> section(text, command, walk));
    return text.toString();
  }

  private static String intro() {
    return """
    One daemon runs on each home (`scp2p run --home DIR`); the other commands talk to the daemon of their `--home`. `get`, `send` and `receive` do without one: then they
    start a node for as long as they need it. Shares, peers, files and transfers are named by their id, the first four or more digits of it, their link, or their whole
    title. `--json` prints one JSON value, or one a line for what takes its time (`type` is `state`, `progress` or `end`); members are named as in
    [http-api.md](http-api.md). Passphrases and recovery phrases come from files that nobody else can read, environment variables or a question without echo, never from
    the command line. On a
    terminal transfers show a bar, elsewhere a line at each tenth; Ctrl-C pauses what can be paused, cancels or declines the rest, and says how to go on.
    Completion: `source <(scp2p completion bash)`, or `zsh`. `./scp2p` may be linked into a folder of the PATH: `ln -s "$PWD/scp2p" ~/bin/`.

    `keys export` writes the key of the node, or with `--share` that of a share; `keys import` takes one to publish with, or with `--node` that of a node, into a
    home without a daemon. These are keys alone: what a node has published, follows or stores is in its home, and the vault comes back by its recovery phrase.

    """;
  }

  /** The table of exit codes. */
  static String exitCodes() {
    StringBuilder text = new StringBuilder("## Exit codes\n\n| code | meaning |\n| --- | --- |\n");
    for (ExitCode code : ExitCode.values()) {
      text.append("| ").append(code.number()).append(" | ").append(code.meaning()).append(" |\n");
    }
    return text.append('\n').toString();
  }

  /** The table of errors that commands find themselves. */
  static String codes() {
    StringBuilder text = new StringBuilder("## Errors\n\n");
    text.append("`error: CODE`, the reason and what to do, on standard error; with `--json` one");
    text.append(" object `{\"error\":{\"code\",\"message\",\"action\",\"retryable\",…}}`");
    text.append(
        " there. A code\nwith a number is one of [error-codes.md](error-codes.md) and ends");
    text.append(" as its advice says; `HTTP_…` is in [http-api.md](http-api.md). These are the");
    text.append("\ncommand line's own:\n\n| code | exit | meaning |\n| --- | --- | --- |\n");
    for (CommandCode code : CommandCode.values()) {
      text.append("| `").append(code).append("` | ").append(code.exit().number()).append(" | ");
      text.append(code.meaning()).append(" |\n");
    }
    return text.append('\n').toString();
  }

  /** All of them, sub-commands after their command. */
  static List<CommandLine> commands() {
    return Scp2pMain.commandLine().getSubcommands().values().stream()
        .flatMap(CliDocument::withSubcommands)
        .toList();
  }

  private static Stream<CommandLine> withSubcommands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(CliDocument::withSubcommands));
  }

  /** Such as {@code vault put}. */
  static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName(" ").substring("scp2p ".length());
  }

  /** Heading and usage of a command, as the document holds them. */
  static String usage(CommandLine command) {
    command.setUsageHelpAutoWidth(false).setUsageHelpWidth(120);
    return "## "
        + name(command)
        + "\n\n```\n"
        + command.getUsageMessage(Ansi.OFF).strip().replaceAll(" +\n", "\n")
        + "\n```\n";
  }

  private static void section(
      StringBuilder text, CommandLine command, Map<String, List<String>> walk) {
    text.append(usage(command));
    List<String> seen = walk.getOrDefault(name(command), List.of());
    if (!seen.isEmpty()) {
      text.append("\n```console\n").append(String.join("\n", seen)).append("\n```\n");
    }
    text.append('\n');
  }

  static String committed() throws IOException {
    return Files.readString(PATH);
  }
}
