package io.scp2p.examples.node.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFleetTest {
  @Test
  void whatWouldStartWhileItEndsDoesNotStart(@TempDir Path root) {
    DemoFleet fleet = new DemoFleet(root, false);
    try {
      fleet.close();
      assertThatThrownBy(() -> fleet.start("late")).isInstanceOf(IOException.class);
      assertThat(root).isEmptyDirectory();
    } finally {
      fleet.close();
    }
  }
}
