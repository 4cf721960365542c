package io.scp2p.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreshJvmTest {
  @TempDir Path directory;

  /** Tests run from folders of classes, of which a JVM makes no archive. */
  @Test
  void withoutAnArchiveItRunsAllTheSame() throws Exception {
    assertThat(FreshJvm.withArchive(directory.resolve("classes.jsa"), "--help")).isEmpty();
    assertThat(FreshJvm.PLAIN.run("--help")).contains("startup");
    assertThatThrownBy(() -> FreshJvm.PLAIN.run("startup", "--files", "0"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ended with 2");
  }
}
