package io.scp2p.examples.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.examples.node.command.ExitCode;
import io.scp2p.examples.node.daemon.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shortest way: one process publishes and serves, another one fetches; no daemon on either. */
@Timeout(300)
class ShareCommandTest {
  private static final List<String> LOOPBACK =
      List.of(
          "--tcp-port",
          "0",
          "--quic-port",
          "0",
          "--advertise",
          "127.0.0.1",
          "--no-lan",
          "--no-port-mapping");

  @TempDir private Path disk;

  @BeforeEach
  void photos() throws IOException {
    Path folder = Files.createDirectories(disk.resolve("photos"));
    Files.writeString(folder.resolve("beach.txt"), "sun");
  }

  private ProcessBuilder command(String home, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--home", disk.resolve(home).toString()));
    all.addAll(LOOPBACK);
    return new ProcessBuilder(Daemons.commandLine(all)).directory(disk.toFile());
  }

  private static BufferedReader lines(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  @Test
  void whatIsSharedIsServedUntilTheEndOfTheInput() throws Exception {
    Files.createSymbolicLink(disk.resolve("photos/lost"), Path.of("nowhere"));
    Process sharing =
        command("alice", "share", "photos", "--title", "Holiday")
            .redirectError(disk.resolve("alice.err").toFile())
            .start();
    try (BufferedReader said = lines(sharing)) {
      String link = said.readLine();
      assertThat(link).startsWith("link scp2p://s/");
      assertThat(said.readLine()).isEqualTo("1 files, 3 B");
      assertThat(said.readLine()).isEqualTo("left out: lost (a link to nothing)");
      Process getting =
          command("bob", "get", link.substring("link ".length()), "--into", "got")
              .redirectErrorStream(true)
              .start();
      String got = new String(getting.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(getting.waitFor()).as(got).isZero();
      assertThat(got).contains("following: version 1, 1 files", "done: 1 files");
      assertThat(disk.resolve("got/beach.txt")).hasContent("sun");
      sharing.getOutputStream().close();
      assertThat(sharing.waitFor()).isZero();
    } finally {
      sharing.destroyForcibly();
    }
  }

  @Test
  void withJsonTheLinkIsInTheLastValueAndSigtermEndsIt() throws Exception {
    Process sharing = command("alice", "share", "photos/beach.txt", "--json", "--public").start();
    try (BufferedReader said = lines(sharing)) {
      Json value = Json.read(said.readLine());
      while (!value.at("type").text().equals("end")) {
        value = Json.read(said.readLine());
      }
      assertThat(value.at("result", "link").text()).startsWith("scp2p://s/");
      sharing.toHandle().destroy();
      assertThat(sharing.waitFor()).isEqualTo(ExitCode.TERMINATED.number());
    } finally {
      sharing.destroyForcibly();
    }
  }

  @Test
  void aFolderThatIsNotThereIsNamed() throws Exception {
    Process sharing = command("alice", "share", "nothing", "--json").start();
    String said = new String(sharing.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(sharing.waitFor()).isEqualTo(ExitCode.FAILED.number());
    // Libraries may have had something to say before.
    String last = said.substring(said.strip().lastIndexOf('\n') + 1);
    Json error = Json.read(last).at("error");
    assertThat(error.at("code").text()).isEqualTo("FILE_MISSING");
    assertThat(error.at("message").text()).startsWith("It does not exist");
    assertThat(last.substring(last.indexOf("\"details\""))).contains("nothing");
  }

  @Test
  void aLinkToNothingIsCalledThat() throws Exception {
    Files.createSymbolicLink(disk.resolve("lost"), Path.of("nowhere"));
    Process sharing = command("alice", "share", "lost").redirectErrorStream(true).start();
    String said = new String(sharing.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(sharing.waitFor()).as(said).isEqualTo(ExitCode.FAILED.number());
    assertThat(said).contains("FILE_MISSING", "a link whose target does not exist", "lost");
  }

  @Test
  void aFolderWithoutFilesIsNamedWithWhatWasLeftOut() throws Exception {
    Path folder = Files.createDirectory(disk.resolve("empty"));
    Files.createSymbolicLink(folder.resolve("lost"), Path.of("nowhere"));
    Process sharing = command("alice", "share", "empty").redirectErrorStream(true).start();
    String said = new String(sharing.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(sharing.waitFor()).as(said).isEqualTo(ExitCode.FAILED.number());
    assertThat(said)
        .contains("left out: lost (a link to nothing)", "folder: " + folder)
        .doesNotContain("link scp2p:");
  }

  @Test
  void aLinkToAVaultFileIsSentToTheVaultAndNotRepeated() throws Exception {
    String link = "scp2p://v/" + "0a".repeat(32) + "#secret";
    Process getting = command("bob", "get", link).redirectErrorStream(true).start();
    String said = new String(getting.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(getting.waitFor()).isEqualTo(ExitCode.USAGE.number());
    assertThat(said).contains("scp2p vault get LINK").doesNotContain("#secret");
  }
}
