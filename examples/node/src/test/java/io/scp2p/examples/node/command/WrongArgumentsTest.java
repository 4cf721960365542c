package io.scp2p.examples.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.examples.node.Scp2pMain;
import io.scp2p.examples.node.daemon.DaemonFleet;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Whoever types something else than is wanted is told what would be right. */
class WrongArgumentsTest {
  @TempDir private Path disk;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(Path home, String... arguments) {
    CommandLine line = Scp2pMain.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--home", home.toString()));
    return line.execute(all.toArray(String[]::new));
  }

  private Path home() {
    return disk.resolve("home");
  }

  @Test
  void whatIsNoLinkIsNamedAndWhereALinkComesFromIsSaid() {
    assertThat(execute(home(), "get", "nonsense")).isEqualTo(ExitCode.NO_DAEMON.number());
    assertThat(err.toString())
        .contains("'nonsense' is no link")
        .contains("Give a link (scp2p://s/...), as scp2p share and scp2p publish print it")
        .contains("scp2p run --home " + home());
    assertThat(home()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"scp2p://s/nonsense", "scp2p:nonsense", " scp2p://s/"})
  void aDamagedLinkIsRefusedBeforeANodeIsStarted(String link) {
    assertThat(execute(home(), "get", link)).isEqualTo(ExitCode.FAILED.number());
    assertThat(err.toString())
        .contains(ErrorCode.INVALID_LINK.name(), ErrorCode.INVALID_LINK.remedy());
    assertThat(home()).doesNotExist();
  }

  @Test
  void aCodeIsToldFromALink() {
    assertThat(execute(home(), "get", "7-guitar-revenge")).isEqualTo(ExitCode.USAGE.number());
    assertThat(err.toString()).contains("This is a code", "scp2p receive CODE");
    err.getBuffer().setLength(0);
    assertThat(execute(home(), "receive", "scp2p://s/x")).isEqualTo(ExitCode.USAGE.number());
    assertThat(err.toString()).contains("This is a link", "scp2p get LINK");
  }

  @ParameterizedTest
  @ValueSource(strings = {"get scp2p://s/x", "receive 7-guitar-revenge"})
  void aFileIsNoFolderToPutFilesInto(String command) throws IOException {
    Path file = Files.writeString(disk.resolve("file"), "mine");
    List<String> line = new ArrayList<>(List.of(command.split(" ")));
    line.addAll(List.of("--into", file.toString()));
    assertThat(execute(home(), line.toArray(String[]::new))).isEqualTo(ExitCode.USAGE.number());
    assertThat(err.toString()).contains("--into names a folder, and " + file + " is none");
    assertThat(home()).doesNotExist();
  }

  @Test
  void anAddressThatIsNoneIsNamedWithItsOption() {
    assertThat(execute(home(), "run", "--bootstrap", "example")).isEqualTo(1);
    assertThat(err.toString())
        .contains("--bootstrap: 'example' is no address", ErrorCode.INVALID_ADDRESS.remedy());
  }

  @Test
  void aDaemonThatKnowsNoSuchShareSaysWhatItKnowsSharesBy() throws IOException {
    try (DaemonFleet fleet = new DaemonFleet(disk)) {
      Path home = fleet.start("alice").home();
      assertThat(execute(home, "get", "nonsense")).isEqualTo(ExitCode.FAILED.number());
      assertThat(err.toString())
          .contains("There is no share that 'nonsense' can mean")
          .contains("its whole title, its link, or the first 4 or more digits of its id")
          .contains("scp2p shares, scp2p follow");
      err.getBuffer().setLength(0);
      assertThat(execute(home, "get", "7-guitar-revenge")).isEqualTo(ExitCode.USAGE.number());
      assertThat(err.toString()).contains("scp2p receive CODE");
      err.getBuffer().setLength(0);
      assertThat(execute(home, "cancel", "nonsense")).isEqualTo(ExitCode.FAILED.number());
      assertThat(err.toString()).contains("scp2p downloads --all").doesNotContain("link", "title");
    }
  }

  @Test
  void whatWasLeftOutIsSaidWhereNothingElseWasThere() throws IOException {
    Path folder = Files.createDirectory(disk.resolve("folder"));
    Files.createSymbolicLink(folder.resolve("lost"), Path.of("nowhere"));
    try (DaemonFleet fleet = new DaemonFleet(disk)) {
      Path home = fleet.start("alice").home();
      assertThat(execute(home, "publish", folder.toString())).isEqualTo(ExitCode.FAILED.number());
    }
    assertThat(err.toString()).contains("no file to publish", "folder: " + folder);
    assertThat(out.toString()).contains("left out: lost (a link to nothing)");
  }
}
