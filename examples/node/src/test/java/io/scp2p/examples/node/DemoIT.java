package io.scp2p.examples.node;

import static org.assertj.core.api.Assertions.assertThat;

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
