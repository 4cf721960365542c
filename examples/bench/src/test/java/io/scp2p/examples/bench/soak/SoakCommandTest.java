package io.scp2p.examples.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SoakCommandTest {
  @TempDir Path folder;

  @Test
  @Tag("heavy") // Four nodes and three users.
  void aShortLifeFindsNothing() {
    StringWriter said = new StringWriter();
    Path chart = folder.resolve("soak.svg");
    int code =
        new CommandLine(new SoakCommand())
            .setOut(new PrintWriter(said, true))
            .execute(
                "--minutes", "0.3", "--chart", chart.toString(), "--directory", folder.toString());

    assertThat(code).as(() -> said.toString()).isZero();
    assertThat(said.toString()).contains("downloaded", "0 findings").doesNotContain("FOUND");
    assertThat(chart).isNotEmptyFile();
  }
}
