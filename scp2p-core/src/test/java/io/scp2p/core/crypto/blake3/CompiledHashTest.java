package io.scp2p.core.crypto.blake3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests have the quick compiler only; what the better one makes of hashing, it must get right. */
class CompiledHashTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+DoEscapeAnalysis", "-XX:-DoEscapeAnalysis"})
  void littleThingsHashRightHoweverTheyAreCompiled(String option) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-Xmx200m", option, "-cp", System.getProperty("java.class.path")));
    command.add(HashLoopMain.class.getName());
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(said)).contains("RIGHT");
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
