package io.scp2p.examples.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** docs/cli.md and the program say the same. What differs: run docs/generate-cli.sh. */
class CliDocumentTest {
  static Stream<CommandLine> commands() {
    return CliDocument.commands().stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theUsageOfEveryCommandIsInTheDocument(CommandLine command) throws IOException {
    assertThat(CliDocument.committed()).contains(CliDocument.usage(command));
  }

  @Test
  void theDocumentHasNoOtherCommands() throws IOException {
    List<String> headings =
        Pattern.compile("(?m)^## (.*)$")
            .matcher(CliDocument.committed())
            .results()
            .map(heading -> heading.group(1))
            .filter(heading -> !List.of("Exit codes", "Errors").contains(heading))
            .toList();
    assertThat(headings)
        .hasSizeGreaterThan(40)
        .containsExactlyElementsOf(commands().map(CliDocument::name).toList());
  }

  @Test
  void theExitCodesAreThose() throws IOException {
    assertThat(CliDocument.committed()).contains(CliDocument.exitCodes());
  }

  @Test
  void theErrorsAreThose() throws IOException {
    assertThat(CliDocument.committed()).contains(CliDocument.codes());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandIsSeenAtWork(CommandLine command) throws IOException {
    String name = CliDocument.name(command);
    String section = CliDocument.committed().split("\n## " + name + "\n", 2)[1];
    String own = section.split("\n## ", 2)[0];
    assertThat(own).contains("```console\n").containsPattern("\\$ scp2p " + name + "(?![\\w-])");
  }

  /** Every user of a machine can read the arguments of a process. */
  @ParameterizedTest
  @MethodSource("commands")
  void noOptionTakesASecret(CommandLine command) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (option.longestName().matches(".*(passphrase|phrase|seed|password|secret).*")) {
        assertThat(option.arity().max() == 0 || option.longestName().endsWith("-file"))
            .as(option.longestName())
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandAnswersInJson(CommandLine command) {
    assertThat(command.getCommandSpec().findOption("--json"))
        .as(CliDocument.name(command))
        .isNotNull();
  }
}
