package io.scp2p.examples.node.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.examples.node.command.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash has left behind must not be taken for a daemon. */
class DaemonFilesTest {
  @TempDir private Path home;

  private void left(int port, long pid, String more) throws IOException {
    Files.writeString(home.resolve("daemon.token"), "secret\n");
    Files.writeString(
        home.resolve("daemon.json"), "{\"port\":" + port + ",\"pid\":" + pid + more + "}\n");
  }

  @Test
  void theNumberOfItsProcessMayBeAnotherOnesByNow() throws Exception {
    long pid = ProcessHandle.current().pid();
    left(FreePort.next(), pid, ",\"processStarted\":\"2020-01-01T00:00:00Z\"");
    assertThat(new DaemonFiles(home).find()).isEmpty();
    left(FreePort.next(), pid, "");
    assertThat(new DaemonFiles(home).find()).isEmpty();
  }

  @Test
  void aProcessThatWasStartedThenIsIt() throws Exception {
    DaemonFiles files = new DaemonFiles(home);
    int port = FreePort.next();
    files.write(port, "secret");
    assertThat(files.find()).hasValueSatisfying(found -> assertThat(found.port()).isEqualTo(port));
    files.remove();
    assertThat(files.find()).isEmpty();
  }

  @Test
  void whoeverAnswersToTheTokenIsItWhateverTheClockSays() throws Exception {
    try (DaemonFleet fleet = new DaemonFleet(home)) {
      DaemonFleet.One one = fleet.start("a");
      Path info = one.home().resolve("daemon.json");
      String changed =
          Files.readString(info)
              .replaceAll("\"processStarted\":\"[^\"]*\"", "\"processStarted\":\"2020\"");
      Files.writeString(info, changed);
      assertThat(changed).contains("2020");
      assertThat(new DaemonFiles(one.home()).find()).isPresent();
      Files.writeString(one.home().resolve("daemon.token"), "another\n");
      assertThat(new DaemonFiles(one.home()).find()).isEmpty();
    }
  }
}
