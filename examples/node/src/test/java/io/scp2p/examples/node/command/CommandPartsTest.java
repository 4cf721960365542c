package io.scp2p.examples.node.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferProgress;
import io.scp2p.examples.node.Scp2pMain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What commands are made of, without a daemon. */
class CommandPartsTest {
  private static final UUID ID = new UUID(1, 1);
  private static final long GIGA = 1L << 30;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String... arguments) {
    CommandLine line = Scp2pMain.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1048576, 1048576",
    "500k, 512000",
    "10G, 10737418240",
    "1 MiB, 1048576",
    "2mb, 2097152",
    "8P, 9007199254740992"
  })
  void sizesAreReadAsPeopleWriteThem(String text, long bytes) {
    assertThat(Sizes.parse(text)).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "10X", "1.5G", "9999999P", "G", "99999999999999999999"})
  void whatIsNoSizeIsNone(String text) {
    assertThat(Sizes.parse(text)).isEmpty();
  }

  @Test
  void wordsOfStrangersCannotMoveTheCursor() {
    Output output = new Output(new PrintWriter(out), false);
    output.line("name %s", "a\033[2Jb\r\n\u202etxt.exe\u009b");
    output.table("none", List.of("NAME"), List.of(List.of("\007bell")));
    assertThat(out.toString()).startsWith("name a?[2Jb???txt.exe?").contains("?bell");
    assertThat(out.toString().chars()).noneMatch(c -> c < ' ' && c != '\n');
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void everyErrorEndsWithTheExitCodeOfItsAdvice(ErrorCode code) {
    int exit =
        FailureReport.exitCode(FailureReport.error(new Scp2pException(code, "What happened.")))
            .number();
    assertThat(exit).isEqualTo(ExitCode.of(code.advice()).number());
    assertThat(exit == ExitCode.RETRY.number()).isEqualTo(code.retryable());
  }

  @Test
  void exitCodesAreDistinct() {
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::number)).doesNotHaveDuplicates();
  }

  @Test
  void withoutADaemonEveryCommandSaysHowToStartOne(@TempDir Path home) {
    assertThat(execute("status", "--home", home.toString())).isEqualTo(ExitCode.NO_DAEMON.number());
    assertThat(err.toString()).contains("scp2p run --home " + home);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void withJsonAFailureIsJson(@TempDir Path home) {
    assertThat(execute("shares", "--json", "--home", home.toString()))
        .isEqualTo(ExitCode.NO_DAEMON.number());
    assertThat(err.toString()).startsWith("{\"error\":{").contains("DAEMON_NOT_RUNNING");
  }

  @Test
  void aWrongCommandLineDoesNothing() {
    assertThat(execute("publish")).isEqualTo(ExitCode.USAGE.number());
    assertThat(err.toString()).contains("Missing required parameter");
  }

  @Test
  void theReasonOfAFailureIsSaidOnce() {
    Json error =
        FailureReport.error(
            new Scp2pException(ErrorCode.DISK_FULL, "No room.", Map.of("path", "x")));
    assertThat(error.at("message").text()).isEqualTo("No room. {path=x}");
    assertThat(error.at("action").text()).isEqualTo(ErrorCode.DISK_FULL.remedy());
  }

  @Test
  void onATerminalTheLineIsRedrawnAndElsewhereTenthsAreLines() {
    ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    ProgressBar bar =
        new ProgressBar("getting", new PrintStream(terminal, true, StandardCharsets.UTF_8), true);
    ProgressBar lines =
        new ProgressBar("getting", new PrintStream(plain, true, StandardCharsets.UTF_8), false);
    for (long done = 0; done <= 100; done++) {
      TransferProgress progress =
          new TransferProgress(
              new TransferId(ID),
              done * GIGA,
              100 * GIGA,
              GIGA,
              Duration.ofSeconds(100 - done),
              List.of());
      bar.show(progress);
      lines.show(progress);
    }
    bar.finish();
    bar.finish();
    String drawn = terminal.toString(StandardCharsets.UTF_8);
    assertThat(drawn).startsWith("\rgetting [").endsWith("\033[K" + System.lineSeparator());
    assertThat(drawn.lines().filter(line -> line.contains("getting")).count()).isEqualTo(101);
    List<String> said = plain.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(said).hasSize(11);
    assertThat(said.get(5)).contains(" 50% 50 GiB of 100 GiB, 1.0 GiB/s, 50 s left");
    assertThat(said.get(10)).contains("100%").doesNotContain("left");
  }

  @Test
  void progressOfTheDaemonIsProgress() throws Exception {
    Json json =
        Json.parse("{\"bytesDone\":1,\"bytesTotal\":4,\"bytesPerSecond\":3,\"remaining\":1.5}");
    TransferProgress progress = TransferWatch.progress(ID, json);
    assertThat(progress.fraction()).isEqualTo(0.25);
    assertThat(progress.eta()).hasValue(Duration.ofMillis(1_500));
    assertThat(TransferWatch.progress(ID, Json.parse("{\"remaining\":null}")).eta()).isEmpty();
  }

  @Test
  void whatIsMissingInAnAnswerIsEmpty() throws Exception {
    Json json = Json.parse("{\"a\":null,\"b\":[1,\"x\"]}");
    assertThat(json.at("a").isNull()).isTrue();
    assertThat(json.at("c").at("d").text()).isEmpty();
    assertThat(json.at("b").elements()).extracting(Json::text).containsExactly("1", "x");
    assertThat(json.at("b").at("e").number()).isZero();
    assertThat(json).hasToString("{\"a\":null,\"b\":[1,\"x\"]}");
  }

  @Test
  void bashAndZshCompleteEveryCommand(@TempDir Path folder) throws Exception {
    assertThat(execute("completion", "bash")).isZero();
    assertThat(out.toString()).contains("vault", "publish", "--max-rate");
    Path script = Files.writeString(folder.resolve("completion"), out.toString());
    assertThat(bash(script, "complete -p scp2p")).contains("-F _complete_scp2p scp2p");
    out.getBuffer().setLength(0);
    assertThat(execute("completion", "zsh")).isZero();
    assertThat(out.toString()).startsWith("autoload").contains("bashcompinit");
  }

  private static String bash(Path script, String then) throws IOException, InterruptedException {
    Process bash =
        new ProcessBuilder("bash", "-c", "source " + script + " && " + then)
            .redirectErrorStream(true)
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void secretsComeFromTheFirstLineOfAFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("words"), "correct horse\nbattery\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(Secrets.read("Passphrase", file, "SCP2P_NONE")).isEqualTo("correct horse");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-rw-rw-"})
  void aFileThatOthersCanReadHoldsNoSecret(String permissions, @TempDir Path folder)
      throws Exception {
    Path file = Files.writeString(folder.resolve("words"), "correct horse\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    assertThatThrownBy(() -> Secrets.read("Passphrase", file, "SCP2P_NONE"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("can read " + file);
  }

  @Test
  void helpIsForPeopleAndForPrograms() throws Exception {
    assertThat(execute("help", "vault", "put")).isZero();
    assertThat(out.toString()).startsWith("Usage: scp2p vault put").contains("--coding");
    out.getBuffer().setLength(0);
    assertThat(execute("help", "--json", "vault", "put")).isZero();
    Json help = Json.parse(out.toString());
    assertThat(help.at("command").text()).isEqualTo("scp2p vault put");
    assertThat(help.at("parameters").elements()).hasSize(1);
    assertThat(help.at("options").elements())
        .anyMatch(
            option ->
                option.at("names").texts().equals("--coding")
                    && option.at("value").text().equals("DATA+PARITY"));
    assertThat(execute("help", "--json")).isZero();
    assertThat(execute("help", "nonsense")).isEqualTo(ExitCode.USAGE.number());
  }
}
