package io.scp2p.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodeTest {
  private static final Path SOURCE = Path.of("src/main/java/io/scp2p/api/error/ErrorCode.java");
  private static final Path TABLE = Path.of("../docs/error-codes.md");
  private static final Pattern CONSTANT =
      Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s+([A-Z_]+)\\(\\s*([0-9]{4})", Pattern.DOTALL);

  @Test
  void numbersAreUniqueAndInOrder() {
    assertThat(ErrorCode.values()).extracting(ErrorCode::number).doesNotHaveDuplicates().isSorted();
  }

  @ParameterizedTest
  @EnumSource
  void everyCodeCanBeFoundByItsNumber(ErrorCode code) {
    assertThat(ErrorCode.of(code.number())).contains(code);
    assertThat(code.id()).isEqualTo("SCP2P-" + code.number());
    assertThat(ErrorCode.of(code.number() + 10_000)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theAdviceFitsTheKind(ErrorCode code) {
    boolean cancelled = code.number() / 1000 == 5;
    boolean ours = code.number() / 1000 == 9;
    assertThat(code.advice() == Advice.NOTHING).isEqualTo(cancelled);
    assertThat(code.advice() == Advice.REPORT).isEqualTo(ours);
    assertThat(code.number() / 1000).isIn(1, 2, 3, 4, 5, 9);
    assertThat(code.remedy()).endsWith(".").doesNotContain("\n", "|");
  }

  @Test
  void onlyWhatCanDoNoHarmIsRetryable() {
    assertThat(Arrays.stream(Advice.values()).filter(Advice::retryable))
        .containsExactly(Advice.RETRY_LATER, Advice.TRY_ANOTHER_PEER);
    assertThat(Arrays.stream(ErrorCode.values()).filter(ErrorCode::retryable))
        .allMatch(code -> code.number() >= 2000 && code.number() < 5000)
        .contains(ErrorCode.NO_PROVIDER, ErrorCode.CHUNK_MISMATCH)
        .doesNotContain(ErrorCode.IDENTITY_MISMATCH, ErrorCode.DISK_FULL);
  }

  /** Rewrites the table with {@code -Dscp2p.update}. */
  @Test
  void theTableInTheDocumentationIsThisOne() throws IOException {
    String expected = table();
    if (System.getProperty("scp2p.update") != null) {
      Files.createDirectories(TABLE.getParent());
      Files.writeString(TABLE, expected);
    }
    assertThat(Files.exists(TABLE) ? Files.readString(TABLE) : "")
        .as("docs/error-codes.md; write it anew with -Dtest=ErrorCodeTest -Dscp2p.update")
        .isEqualTo(expected);
  }

  private static String table() throws IOException {
    Map<String, String> meanings =
        CONSTANT
            .matcher(Files.readString(SOURCE))
            .results()
            .collect(
                Collectors.toMap(
                    found -> found.group(2),
                    found -> found.group(1).replaceAll("\\s*\\n\\s*\\*\\s*", " ").strip()));
    String rows =
        Arrays.stream(ErrorCode.values())
            .map(code -> row(code, meanings.getOrDefault(code.name(), "")))
            .collect(Collectors.joining("\n"));
    return """
        # Error codes

        Everything the SDK signals is a `Scp2pException` with one of these codes. A number is never
        reused or given a new meaning; new ones are added. This table is written by `ErrorCodeTest`.

        The first digit is the kind: 1 the call, 2 the network, 3 integrity and identity, 4 storage
        and limits, 5 cancelled, 9 ours. **Retry** means that the same call may be repeated as it
        is, because that can do no harm: nothing was done, or what was done is the same when done
        twice. `RETRY_LATER` asks for a pause first; after `TRY_ANOTHER_PEER` the node itself turns
        to other peers.

        | Code | Name | What happened | Advice | Retry | What to do |
        |---|---|---|---|---|---|
        """
        + rows
        + "\n";
  }

  private static String row(ErrorCode code, String meaning) {
    assertThat(meaning).as(code.name()).endsWith(".").doesNotContain("|", "{@");
    return String.join(
        " | ",
        "| " + code.id(),
        "`" + code + "`",
        meaning,
        "`" + code.advice() + "`",
        code.retryable() ? "yes" : "no",
        code.remedy() + " |");
  }

  @Test
  void theTestSeesEveryConstant() throws IOException {
    Matcher constants = CONSTANT.matcher(Files.readString(SOURCE));
    assertThat(constants.results()).hasSameSizeAs(ErrorCode.values());
  }
}
