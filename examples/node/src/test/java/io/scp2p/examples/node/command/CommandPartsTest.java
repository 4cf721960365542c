package io.scp2p.examples.node.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferProgress;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.examples.node.Scp2pMain;
import io.scp2p.examples.node.daemon.client.DaemonException;
import io.scp2p.examples.node.daemon.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import reactor.core.Exceptions;

/** What commands are made of, without a daemon. */
class CommandPartsTest {
  private static final UUID ID = new UUID(1, 1);
  private static final long GIGA = 1L << 30;

  /** As if somebody had typed {@code scp2p va} and Tab. */
  private static final String COMPLETE_BASH =
      "COMP_WORDS=(scp2p va); COMP_CWORD=1; _complete_scp2p; echo ${COMPREPLY[@]}";

  private static final String COMPLETE_ZSH =
      "emulate -L sh; setopt kshglob bash_rematch ksh_arrays; " + COMPLETE_BASH;

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

  @ParameterizedTest
  @CsvSource({
    "'publish --json', Missing required parameter",
    "'--json nonsense', Unknown options",
    "'demo --json --mib x', '--mib'",
    "'run --json --http-port 70000', from 0 to 65535",
    "'send --json', Nothing to send",
    "'get --json --max-rate 1X scp2p:', 500k or 2M",
    "'help --json nonsense', nonsense"
  })
  void withJsonAWrongCommandLineIsJson(String line, String reason) throws Exception {
    assertThat(execute(line.split(" "))).isEqualTo(ExitCode.USAGE.number());
    assertThat(out.toString()).isEmpty();
    Json error = Json.parse(err.toString()).at("error");
    assertThat(error.at("code").text()).isEqualTo("USAGE");
    assertThat(error.at("message").text()).contains(reason);
    assertThat(error.at("action").text()).contains("See: scp2p").endsWith("--help");
    assertThat(error.at("retryable").isTrue()).isFalse();
  }

  @Test
  void aWrongCommandLineIsSaidAsOtherErrorsAre() {
    assertThat(execute("publsh", "x")).isEqualTo(ExitCode.USAGE.number());
    assertThat(err.toString())
        .startsWith("error: USAGE" + System.lineSeparator())
        .contains("'publsh'", "What to do: Did you mean", "publish", "scp2p --help");
  }

  @Test
  void whoTypesNothingSeesWhatThereIs() {
    assertThat(execute()).isEqualTo(ExitCode.USAGE.number());
    assertThat(err.toString()).startsWith("Usage: scp2p").contains("Begin with: scp2p demo");
  }

  static Stream<Arguments> troubles() {
    return Stream.of(
        Arguments.of(new NoSuchFileException("a"), "FILE_MISSING", "a: it does not exist."),
        Arguments.of(new AccessDeniedException("a"), "FILE_DENIED", "a: access is denied."),
        Arguments.of(new FileAlreadyExistsException("a"), "TARGET_EXISTS", "a: it exists already."),
        Arguments.of(new IOException("No space left on device"), "DISK_FULL", "No space left"),
        Arguments.of(new IOException("Too many open files"), "IO_FAILED", "Too many open files."),
        Arguments.of(
            new UncheckedIOException(new NoSuchFileException("a")), "FILE_MISSING", "a: it"),
        Arguments.of(
            Exceptions.propagate(new AccessDeniedException("a")), "FILE_DENIED", "a: access"));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void whatTheSystemRefusesIsNoBugOfOurs(Throwable failure, String code, String message) {
    Json error = FailureReport.error(failure);
    assertThat(error.at("code").text()).isEqualTo(code);
    assertThat(error.at("message").text()).startsWith(message);
    assertThat(error.at("action").text()).isNotEmpty();
    assertThat(FailureReport.exitCode(error)).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void aHostThatIsNotThereIsNamed(@TempDir Path home) throws Exception {
    String[] line = {"run", "--json", "--home", home.toString(), "--advertise", "no.such.invalid"};
    assertThat(execute(line)).isEqualTo(ExitCode.FAILED.number());
    Json error = Json.parse(err.toString()).at("error");
    assertThat(error.at("code").text()).isEqualTo(ErrorCode.INVALID_ADDRESS.name());
    assertThat(error.at("message").text()).contains("--advertise", "'no.such.invalid'");
  }

  @ParameterizedTest
  @EnumSource(CommandCode.class)
  void everyCodeOfACommandEndsWithItsExitCode(CommandCode code) {
    Json error = CommandFailure.of(code, "What happened.", "What to do.").json();
    assertThat(FailureReport.exitCode(error)).isEqualTo(code.exit());
    assertThat(error.at("retryable").isTrue()).isEqualTo(code.exit() == ExitCode.RETRY);
  }

  @Test
  void whatTheClientOfTheDaemonSaysIsListedToo() {
    assertThat(CommandCode.of("DAEMON_NOT_RUNNING")).hasValue(CommandCode.DAEMON_NOT_RUNNING);
    assertThat(CommandCode.of(DaemonException.NO_ANSWER)).hasValue(CommandCode.DAEMON_NO_ANSWER);
  }

  @Test
  void theShellOrTheSystemSaysWhetherThereIsATerminal(@TempDir Path folder) throws Exception {
    Path terminal = Files.createSymbolicLink(folder.resolve("0"), Path.of("/dev/pts/7"));
    Path file = Files.createSymbolicLink(folder.resolve("1"), Path.of("/tmp/log"));
    Path nothing = folder.resolve("2");
    assertThat(StandardError.isTerminal("1", file, null)).isTrue();
    assertThat(StandardError.isTerminal("0", terminal, null)).isFalse();
    assertThat(StandardError.isTerminal(null, terminal, null)).isTrue();
    assertThat(StandardError.isTerminal(null, file, null)).isFalse();
    assertThat(StandardError.isTerminal(null, nothing, null)).isFalse();
  }

  @Test
  void theReasonOfAFailureIsSaidOnce() {
    Json error =
        FailureReport.error(
            new Scp2pException(ErrorCode.DISK_FULL, "No room.", Map.of("path", "x")));
    assertThat(error.at("message").text()).isEqualTo("No room.");
    assertThat(error.at("details").at("path").text()).isEqualTo("x");
    assertThat(error.at("action").text()).isEqualTo(ErrorCode.DISK_FULL.remedy());
  }

  @Test
  void onATerminalTheLineIsRedrawnAndElsewhereTenthsAreLines() {
    ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    ProgressBar bar = bar(terminal, true, Runnable::run);
    ProgressBar lines = bar(plain, false, Runnable::run);
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
  void aTransferThatStandsStillBecauseNobodyIsThereSaysSo() {
    ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    TransferProgress half =
        new TransferProgress(
            new TransferId(ID), GIGA, 2 * GIGA, GIGA, Duration.ofSeconds(1), List.of());
    List<Runnable> later = new ArrayList<>();
    for (ByteArrayOutputStream seen : List.of(terminal, plain)) {
      ProgressBar bar = bar(seen, seen == terminal, later::add);
      bar.show(TransferState.CONNECTING);
      bar.show(TransferState.TRANSFERRING);
      bar.show(half);
      bar.show(TransferState.CONNECTING);
      later.forEach(Runnable::run);
      bar.show(TransferState.TRANSFERRING);
    }
    assertThat(terminal.toString(StandardCharsets.UTF_8).split("\r"))
        .hasSize(4)
        .satisfies(drawn -> assertThat(drawn[1]).contains("1.0 GiB/s, 1 s left"))
        .satisfies(drawn -> assertThat(drawn[2]).contains("2.0 GiB, waiting for peers\033"))
        .satisfies(drawn -> assertThat(drawn[3]).contains("1.0 GiB/s, 1 s left"));
    assertThat(plain.toString(StandardCharsets.UTF_8).lines())
        .hasSize(3)
        .last(STRING)
        .isEqualTo("getting: goes on");
    assertThat(plain.toString(StandardCharsets.UTF_8)).contains("getting: nobody who has the rest");
  }

  @Test
  void whoIsMissedForAMomentOnlyIsNotSpokenOf() {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    List<Runnable> later = new ArrayList<>();
    ProgressBar bar = bar(plain, false, later::add);
    bar.show(TransferState.TRANSFERRING);
    bar.show(TransferState.CONNECTING);
    bar.show(TransferState.TRANSFERRING);
    bar.show(TransferState.CONNECTING);
    assertThat(later).hasSize(2);
    later.get(0).run();
    assertThat(plain.toString(StandardCharsets.UTF_8)).isEmpty();
    later.get(1).run();
    assertThat(plain.toString(StandardCharsets.UTF_8)).contains("nobody who has the rest");
  }

  @Test
  void whoIsMissedWhenItEndsIsNotSpokenOf() {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    List<Runnable> later = new ArrayList<>();
    ProgressBar bar = bar(plain, false, later::add);
    bar.show(TransferState.TRANSFERRING);
    bar.show(TransferState.CONNECTING);
    bar.finish();
    assertThat(later).hasSize(1);
    later.get(0).run();
    assertThat(plain.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private static ProgressBar bar(ByteArrayOutputStream seen, boolean terminal, Executor later) {
    PrintStream out = new PrintStream(seen, true, StandardCharsets.UTF_8);
    return new ProgressBar("getting", out, terminal, later);
  }

  @Test
  void sizesInDetailsAreSaidAsPeopleReadThem(@TempDir Path home) {
    Scp2pException full =
        new Scp2pException(ErrorCode.DISK_FULL, "No room.", Map.of("neededBytes", "1572864"));
    CommandLine line = Scp2pMain.commandLine();
    line.setErr(new PrintWriter(err));
    line.parseArgs("status", "--home", home.toString());
    new FailureReport().handleExecutionException(full, line, line.getParseResult());
    assertThat(err.toString()).contains("  neededBytes: 1572864 (1.5 MiB)");
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
    assertThat(shell("bash", script, "complete -p scp2p")).contains("-F _complete_scp2p scp2p");
    assertThat(shell("bash", script, COMPLETE_BASH)).contains("vault");
    out.getBuffer().setLength(0);
    assertThat(execute("completion", "zsh")).isZero();
    assertThat(out.toString()).startsWith("autoload").contains("bashcompinit");
  }

  @Test
  void zshCompletesWithItsOwnMachinery(@TempDir Path folder) throws Exception {
    assumeTrue(
        Stream.of("/bin/zsh", "/usr/bin/zsh").map(Path::of).anyMatch(Files::isExecutable),
        "no zsh here: apt-get install zsh");
    assertThat(execute("completion", "zsh")).isZero();
    Path script = Files.writeString(folder.resolve("completion"), out.toString());
    assertThat(shell("zsh", script, "echo ${_comps[scp2p]}")).contains("_complete_scp2p");
    assertThat(shell("zsh", script, COMPLETE_ZSH)).contains("vault");
  }

  /** What a shell that has read the script says; nobody's own settings are read. */
  private static String shell(String name, Path script, String then)
      throws IOException, InterruptedException {
    String option = name.equals("zsh") ? "-fc" : "-c";
    Process shell =
        new ProcessBuilder(name, option, "source " + script + " && " + then)
            .redirectErrorStream(true)
            .start();
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(said).isZero();
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
