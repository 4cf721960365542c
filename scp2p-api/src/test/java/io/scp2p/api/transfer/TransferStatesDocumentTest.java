package io.scp2p.api.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The published page of the state machine is made of the machine that runs. */
class TransferStatesDocumentTest {
  private static final Path PAGE = Path.of("../docs/transfer-states.md");
  private static final Path SOURCES = Path.of("src/main/java/io/scp2p/api/transfer");
  private static final Pattern CONSTANT =
      Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s+([A-Z_]+)[,;\n]", Pattern.DOTALL);

  /** Rewrites the page with {@code -Dscp2p.update}. */
  @Test
  void thePageInTheDocumentationIsThisOne() throws IOException {
    String expected = page();
    if (System.getProperty("scp2p.update") != null) {
      Files.writeString(PAGE, expected);
    }
    assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
        .as(
            "docs/transfer-states.md; write it anew with"
                + " -Dtest=TransferStatesDocumentTest -Dscp2p.update")
        .isEqualTo(expected);
  }

  private static Map<String, String> meanings(String file) throws IOException {
    return CONSTANT
        .matcher(Files.readString(SOURCES.resolve(file)))
        .results()
        .collect(
            Collectors.toMap(
                found -> found.group(2),
                found -> found.group(1).replaceAll("\\s*\\n\\s*\\*\\s*", " ").strip()));
  }

  private static String page() throws IOException {
    Map<String, String> states = meanings("TransferState.java");
    Map<String, String> triggers = meanings("TransferTrigger.java");
    StringBuilder page =
        new StringBuilder(
            """
            # States of a transfer

            Every transfer (a download, an upload, a publication, what two people send each other) is
            in one of these states, and only what stands in the table moves it. A caller that asks for
            anything else gets `ILLEGAL_TRANSITION`, and the engine refuses it as well. `StateChanged`
            tells of every move, `TransferHandle.states()` too. This page is written by
            `TransferStatesDocumentTest`.

            | State | Meaning | Terminal |
            |---|---|---|
            """);
    for (TransferState state : TransferState.values()) {
      page.append(
          row("`" + state + "`", states.get(state.name()), state.isTerminal() ? "yes" : ""));
    }
    page.append("\n| Event | Meaning |\n|---|---|\n");
    for (TransferTrigger trigger : TransferTrigger.values()) {
      page.append(row("`" + trigger + "`", triggers.get(trigger.name())));
    }
    page.append("\n| From | Event | To |\n|---|---|---|\n");
    for (TransferState from : TransferState.values()) {
      for (TransferTrigger trigger : TransferTrigger.values()) {
        from.on(trigger)
            .ifPresent(
                to -> page.append(row("`" + from + "`", "`" + trigger + "`", "`" + to + "`")));
      }
    }
    return page.toString();
  }

  private static String row(String... cells) {
    assertThat(cells).as("%s", Arrays.toString(cells)).doesNotContainNull();
    assertThat(cells).allMatch(cell -> !cell.contains("|") && !cell.contains("{@"));
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
