package io.scp2p.examples.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.examples.node.command.ExitCode;
import io.scp2p.examples.node.daemon.client.DaemonClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher's archive of classes is made from. */
@Timeout(120)
class RehearsalTest {
  @TempDir Path disk;

  @Test
  void aDaemonStartsIsAskedAndEnds() throws Exception {
    Path home = disk.resolve("home");
    assertThat(Rehearsal.play(home)).isEqualTo(ExitCode.OK);
    assertThat(home.resolve("index")).isDirectory();
    assertThat(DaemonClient.find(home)).isEmpty();
    // Closed, or it would be in use.
    assertThat(Rehearsal.play(home)).isEqualTo(ExitCode.OK);
  }

  @Test
  void whatCannotStartIsNoRehearsal() throws Exception {
    Path file = Files.writeString(disk.resolve("home"), "a file");
    assertThat(Rehearsal.play(file)).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void whatHangsOrFailsEndsTheRehearsal() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    ExitCode late =
        Rehearsal.within(
            0,
            () -> {
              never.await();
              return ExitCode.OK;
            });
    assertThat(late).isEqualTo(ExitCode.FAILED);
    ExitCode failed =
        Rehearsal.within(
            60,
            () -> {
              throw new IllegalStateException("no");
            });
    assertThat(failed).isEqualTo(ExitCode.FAILED);
    assertThat(Rehearsal.within(60, () -> ExitCode.OK)).isEqualTo(ExitCode.OK);
  }
}
