package io.scp2p.examples.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.examples.node.command.ExitCode;
import io.scp2p.examples.node.daemon.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo as somebody sees it who has just cloned the repository; with a small film. */
@Tag("heavy")
@Timeout(400)
class DemoIT {
  @TempDir Path root;

  @Test
  void aDemoThatFailsSaysWhereItsLogsAreAndLeavesThem() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(Daemons.commandLine(List.of("demo", "--mib", "1", "--json")))
            .redirectError(root.resolve("err.txt").toFile());
    builder.command().add(1, "-Djava.io.tmpdir=" + root);
    Process demo = builder.start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null && !line.contains("alice in a browser")) {
        line = lines.readLine();
      }
      assertThat(line).as(Files.readString(root.resolve("err.txt"))).isNotNull();
      ProcessHandle.of(processOfAlice()).orElseThrow().destroyForcibly();
      lines.lines().forEach(ignored -> {});
    }
    assertThat(demo.waitFor()).isEqualTo(ExitCode.FAILED.number());
    List<String> said = Files.readAllLines(root.resolve("err.txt"));
    Json error = Json.read(said.get(said.size() - 1)).at("error");
    assertThat(error.at("code").text()).isEqualTo("DEMO_FAILED");
    try (Stream<Path> left = Files.list(root)) {
      Path folder =
          left.filter(path -> path.toString().contains("scp2p-demo-")).findFirst().orElseThrow();
      assertThat(error.at("action").text()).contains(folder.toString());
      assertThat(folder.resolve("alice.log")).exists();
      assertThat(folder.resolve("alice")).doesNotExist();
      assertThat(folder.resolve("published")).doesNotExist();
    }
  }

  private long processOfAlice() throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, "scp2p-demo-*")) {
      Path info = folders.iterator().next().resolve("alice/daemon.json");
      return Json.read(Files.readString(info)).at("pid").number();
    }
  }

  @Test
  void theDemoShowsTheMainJobAndLeavesNothing() throws Exception {
    Path out = root.resolve("out.txt");
    ProcessBuilder builder =
        new ProcessBuilder(Daemons.commandLine(List.of("demo", "--mib", "4")))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    // Where the program makes its temporary folder.
    builder.command().add(1, "-Djava.io.tmpdir=" + root);
    Process demo = builder.start();
    int exit = demo.waitFor();
    String said = Files.readString(out);
    assertThat(exit).as(said).isZero();
    assertThat(said)
        .contains(
            "alice in a browser: http://127.0.0.1:",
            "link scp2p://s/",
            "letter-0.txt",
            "done: 41 files",
            "Carol is killed",
            "Both folders are the same: 41 files",
            "what came back from the vault is what went in");
    assertThat(demo.descendants()).isEmpty();
    try (Stream<Path> left = Files.list(root)) {
      assertThat(left).filteredOn(path -> path.toString().contains("scp2p-demo-")).isEmpty();
    }
  }
}
