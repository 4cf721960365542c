package io.scp2p.examples.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.contract.Waiter;
import io.scp2p.examples.node.command.ExitCode;
import io.scp2p.examples.node.daemon.DaemonFleet;
import io.scp2p.examples.node.daemon.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who leaves a command before there is anything to pause leaves nothing behind in the daemon. With
 * SIGTERM, which does what Ctrl-C does: CommandLineIT presses that.
 */
@Timeout(300)
class LeavingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Holes, which nobody has to write; hashing them takes seconds. */
  private static final long HUGE_BYTES = 16L << 30;

  @TempDir private Path disk;

  /** A command under way, and what it says on both outputs. */
  private record Running(Process process, BufferedReader lines, List<String> said) {
    String until(String beginning) throws IOException {
      String line = lines.readLine();
      while (line != null && !line.startsWith(beginning)) {
        said.add(line);
        line = lines.readLine();
      }
      assertThat(line).as("%s in %s", beginning, said).isNotNull();
      said.add(line);
      return line.substring(beginning.length());
    }

    /** All of it; the exit code is that of SIGTERM. */
    String leave() throws Exception {
      process.toHandle().destroy(); // Process.destroy closes what is to be read.
      lines.lines().forEach(said::add);
      assertThat(process.waitFor()).isEqualTo(ExitCode.TERMINATED.number());
      return String.join("\n", said);
    }
  }

  private Running begin(DaemonFleet.One who, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--home", who.home().toString()));
    Process process =
        new ProcessBuilder(Daemons.commandLine(all))
            .directory(disk.toFile())
            .redirectErrorStream(true)
            .start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    return new Running(process, lines, new ArrayList<>());
  }

  private static Json onlyTransfer(DaemonFleet.One who) {
    List<Json> all = who.client().all("/transfers");
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static void awaitEnd(DaemonFleet.One who, String state) {
    assertThat(
            Waiter.realTime()
                .await(() -> onlyTransfer(who).at("state").text().equals(state), PATIENCE))
        .as(onlyTransfer(who).text())
        .isTrue();
  }

  private void huge() throws IOException {
    try (RandomAccessFile huge = new RandomAccessFile(disk.resolve("huge").toFile(), "rw")) {
      huge.setLength(HUGE_BYTES);
    }
  }

  /** The state may end while the command asks for it: a code that is no good is not shown. */
  @Test
  void aSendingThatIsCancelledElsewhereWhileFilesAreReadHasNoCode() throws Exception {
    huge();
    try (DaemonFleet fleet = new DaemonFleet(disk)) {
      DaemonFleet.One alice = fleet.start("alice");
      Running sending = begin(alice, "send", "huge");
      sending.until("reading");
      alice
          .client()
          .post("/transfers/" + onlyTransfer(alice).at("id").text() + "/cancel", Map.of());
      sending.lines().lines().forEach(sending.said()::add);
      String said = String.join("\n", sending.said());
      assertThat(said).contains("TRANSFER_CANCELLED").doesNotContain("code ");
      assertThat(sending.process().waitFor()).as(said).isNotZero();
    }
  }

  @Test
  void whoLeavesWhileFilesAreReadHasCancelledTheSending() throws Exception {
    huge();
    try (DaemonFleet fleet = new DaemonFleet(disk)) {
      DaemonFleet.One alice = fleet.start("alice");
      Running sending = begin(alice, "send", "huge");
      sending.until("reading");
      assertThat(sending.leave())
          .contains("cancelled: nothing was offered")
          .doesNotContain("code ", "error: ");
      awaitEnd(alice, "CANCELLED");
    }
  }

  @Test
  void whoLeavesWhileTheQuestionStandsHasDeclined() throws Exception {
    Files.writeString(disk.resolve("letter"), "hello");
    try (DaemonFleet fleet = new DaemonFleet(disk)) {
      DaemonFleet.One alice = fleet.start("alice");
      DaemonFleet.One bob = fleet.start("bob");
      DaemonFleet.connect(bob, alice);
      Running sending = begin(alice, "send", "letter");
      String code = sending.until("code ");
      Running receiving = begin(bob, "receive", code);
      receiving.until("1 files, 5 B");
      assertThat(receiving.leave()).contains("declined: nothing was received");
      assertThat(bob.client().all("/pairing/offers").get(0).at("state").text())
          .isEqualTo("DECLINED");
      String rest = String.join("\n", sending.lines().lines().toList());
      assertThat(rest).contains("PAIRING_DECLINED");
      assertThat(sending.process().waitFor()).isEqualTo(ExitCode.DECIDE.number());
    }
  }
}
