package io.scp2p.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scp2p.api.Scp2pNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The adapter of docs/metrics.md, between a real node and a real registry. */
@Timeout(120)
class MicrometerSinkTest {
  @TempDir Path root;

  @Test
  void whatANodeMeasuresIsInTheRegistry() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Path folder = Files.createDirectory(root.resolve("letters"));
    Files.writeString(folder.resolve("first.txt"), "Dear reader");
    try (Scp2pNode node =
        Scp2pNode.builder()
            .home(root.resolve("home"))
            .config(QuickstartTest.loopback())
            .metrics(new MicrometerSink(registry))
            .start()) {
      Quickstart.publish(node, folder);
      assertThat(registry.get("events.published").gauge().value()).isPositive();
    }
    // A measurement may come after the result it is of; none comes after the end.
    assertThat(registry.counter("transfer.completed").count()).isEqualTo(1);
    assertThat(registry.counter("transfer.hashed.bytes").count()).isEqualTo(11);
    assertThat(registry.timer("transfer.time").count()).isEqualTo(1);
  }
}
