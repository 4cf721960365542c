package io.scp2p.core.engine.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing blocks the loop or a thread of the network, as BlockHound sees it. Its agent wants an
 * option that later JDKs take away; who waits for what does not depend on the JDK.
 */
@EnabledForJreRange(max = JRE.JAVA_21)
class NonBlockingLoopIT {
  private static final long PATIENCE_SECONDS = 300;

  @TempDir Path disk;

  private List<String> live(boolean planted) throws Exception {
    Path output = disk.resolve("output");
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of(
            "-Xmx400m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+AllowRedefinitionToAddDeleteMethods",
            "-cp",
            System.getProperty("java.class.path"),
            WatchedLife.class.getName(),
            disk.resolve("life").toString(),
            "" + planted));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    List<String> said = read(output);
    assertThat(said).as("what it said").contains("LIVED");
    return said.stream().filter(line -> line.startsWith("BLOCKED ")).toList();
  }

  private static List<String> read(Path output) throws IOException {
    return Files.readAllLines(output, UTF_8);
  }

  @Test
  void inTheLifeOfANodeOnlyWhatWasPlantedBlocks() throws Exception {
    List<String> blocked = live(true);
    assertThat(blocked).as("what was planted").anyMatch(line -> line.contains("WatchedLife"));
    assertThat(blocked).filteredOn(line -> !line.contains("WatchedLife")).isEmpty();
  }
}
