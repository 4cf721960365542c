package io.scp2p.examples.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.examples.node.command.ExitCode;
import io.scp2p.examples.node.daemon.DaemonFleet;
import io.scp2p.examples.node.daemon.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A key goes out of one home and into another; which kind it is matters. */
@Timeout(300)
class KeysImportTest {
  @TempDir private Path disk;

  /** How a command ended, and what it answered or failed with. */
  private record Answer(int exitCode, Json json) {
    String code() {
      return json.at("error", "code").text();
    }
  }

  private Answer run(Path home, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--json", "--home", home.toString()));
    StringWriter said = new StringWriter();
    int exitCode =
        Scp2pMain.commandLine()
            .setOut(new PrintWriter(said))
            .setErr(new PrintWriter(said))
            .execute(all.toArray(String[]::new));
    return new Answer(exitCode, Json.read(said.toString()));
  }

  private String file(String name) {
    return disk.resolve(name).toString();
  }

  @Test
  void theKeyOfALostMachineIsTakenOverByANewOne() throws Exception {
    String id;
    try (DaemonFleet fleet = new DaemonFleet(disk)) {
      DaemonFleet.One lost = fleet.start("lost");
      id = run(lost.home(), "keys", "show").json().at("node", "id").text();
      Answer exported = run(lost.home(), "keys", "export", file("node.key"));
      assertThat(exported.json().at("id").text()).isEqualTo(id);
      assertThat(Files.readAllLines(disk.resolve("node.key")))
          .hasSize(2)
          .last()
          .isEqualTo("# key of node " + id);
      assertThat(run(lost.home(), "keys", "export", file("node.key")).code())
          .isEqualTo("FILE_EXISTS");
      assertThat(run(lost.home(), "keys", "export", file("no/such/folder")).code())
          .isEqualTo("FILE_MISSING");
      // As a key to publish with it would be no use to anybody.
      assertThat(run(lost.home(), "keys", "import", file("node.key")).code()).isEqualTo("KEY_KIND");
      assertThat(run(lost.home(), "keys", "import", "--node", file("node.key")).code())
          .isEqualTo("DAEMON_RUNS");
    }
    Path home = disk.resolve("home-new");
    Answer taken = run(home, "keys", "import", "--node", file("node.key"));
    assertThat(taken.exitCode()).as(taken.json().text()).isZero();
    assertThat(taken.json().at("node").text()).isEqualTo(id);
    try (DaemonFleet fleet = new DaemonFleet(disk)) {
      assertThat(fleet.start("new").node().identity().self().id().hex()).isEqualTo(id);
    }
  }

  @Test
  void aNodeThatIsThereKeepsItsKeyUnlessItIsForced() throws Exception {
    Path home = disk.resolve("home-a");
    String before;
    try (DaemonFleet fleet = new DaemonFleet(disk)) {
      before = fleet.start("a").node().identity().self().id().hex();
    }
    String key = secret("other.key", "01".repeat(32) + "\n");
    Answer refused = run(home, "keys", "import", "--node", key);
    assertThat(refused.code()).isEqualTo("KEY_EXISTS");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED.number());
    try (DaemonFleet fleet = new DaemonFleet(disk)) {
      assertThat(fleet.start("a").node().identity().self().id().hex()).isEqualTo(before);
    }
    String id = run(home, "keys", "import", "--node", "--force", key).json().at("node").text();
    assertThat(id).isNotEqualTo(before);
    try (DaemonFleet fleet = new DaemonFleet(disk)) {
      assertThat(fleet.start("a").node().identity().self().id().hex()).isEqualTo(id);
    }
  }

  @Test
  void aPassphraseProtectsTheKeyInItsNewHome() throws Exception {
    Path home = disk.resolve("home-b");
    String words = secret("words", "correct horse\n");
    String key = secret("other.key", "02".repeat(32) + "\n");
    assertThat(run(home, "keys", "import", "--node", key, "--passphrase-file", words).exitCode())
        .isZero();
    assertThat(run(home, "keys", "import", "--node", "--force", key).exitCode())
        .isEqualTo(ExitCode.DECIDE.number());
  }

  @Test
  void whatIsNoKeyChangesNothing() throws Exception {
    Path home = disk.resolve("home-c");
    String half = secret("half", "0102\n");
    assertThat(run(home, "keys", "import", "--node", half).code()).isEqualTo("KEY_INVALID");
    Answer folder = run(home, "keys", "import", "--node", disk.toString());
    assertThat(folder.code()).as("a folder needs no other permissions").isEqualTo("SECRET_NEEDED");
    assertThat(home).doesNotExist();
    String share = secret("share", "03".repeat(32) + "\n# key of share 00\n");
    assertThat(run(home, "keys", "import", "--node", share).code()).isEqualTo("KEY_KIND");
    assertThat(run(home, "keys", "import", "--force", share).exitCode())
        .isEqualTo(ExitCode.USAGE.number());
    assertThat(home).doesNotExist();
  }

  private String secret(String name, String content) throws IOException {
    Path file = Files.writeString(disk.resolve(name), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file.toString();
  }
}
