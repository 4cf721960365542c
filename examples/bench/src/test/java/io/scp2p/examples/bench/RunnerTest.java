package io.scp2p.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands are scripts here, as most figures are. */
class RunnerTest {
  private static final Duration PLENTY = Duration.ofMinutes(1);

  @TempDir private Path root;
  private final StringWriter said = new StringWriter();

  private Outcome run(Duration limit, String... script) throws Exception {
    Path file = root.resolve("script");
    Files.write(file, List.of(script));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return new Runner(root, null, new PrintWriter(said)).run("./script", limit, log());
  }

  private Path log() {
    return root.resolve("log");
  }

  @Test
  void whatIsPrintedOnEitherOutputIsKeptAndLogged() throws Exception {
    Outcome outcome = run(PLENTY, "#!/bin/sh", "echo one", "echo two >&2", "pwd", "exit 3");
    assertThat(outcome.lines()).containsExactly("one", "two", root.toRealPath().toString());
    assertThat(Files.readAllLines(log())).isEqualTo(outcome.lines());
    assertThat(outcome.exitCode()).hasValue(3);
    assertThat(outcome.excuse()).isEqualTo("exit code 3");
    assertThat(outcome.result(Target.held("all is well"))).contains(new Measured(3, 3, 3));
  }

  @Test
  void aCommandThatCannotRunSaysWhy() throws Exception {
    assertThat(run(PLENTY, "#!/bin/sh", "echo 'skipped: it needs root'", "exit 2").excuse())
        .isEqualTo("it needs root");
    assertThat(run(PLENTY, "#!/bin/sh", "echo 'libfast is not installed: fast'").excuse())
        .contains("libfast is not installed");
  }

  @Test
  void aCommandThatTakesTooLongIsEndedWithWhatItStarted() throws Exception {
    Outcome outcome =
        run(Duration.ofSeconds(2), "#!/bin/sh", "echo $$", "sleep 600 &", "echo $!", "wait");
    assertThat(outcome.exitCode()).isEmpty();
    assertThat(outcome.excuse()).isEqualTo("ended after its time limit of 2 s");
    assertThat(outcome.lines()).as("what it said before is kept").hasSize(2);
    for (String process : outcome.lines()) {
      assertThat(ProcessHandle.of(Long.parseLong(process)).filter(ProcessHandle::isAlive))
          .isEmpty();
    }
  }

  @Test
  void aCommandThatIsNotThereEndsNothing() throws Exception {
    Outcome outcome = new Runner(root, null, new PrintWriter(said)).run("./nothing", PLENTY, log());
    assertThat(outcome.excuse()).startsWith("cannot be started: ");
    assertThat(new Runner(null, null, new PrintWriter(said)).run("./x", PLENTY, log()).excuse())
        .startsWith("not started from the repository");
  }
}
