package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scp2p.core.engine.portmap.RouterLab;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole node behind a real router: what it tells others, and what it says about itself. */
class MappedNodeIT {
  private static final String CHILD = "io.scp2p.core.engine.node.MappedNodeChild";

  @TempDir private Path directory;

  @BeforeEach
  void needsARouter() throws InterruptedException {
    Optional<String> missing = RouterLab.missing();
    assumeTrue(missing.isEmpty(), missing::orElseThrow);
  }

  @Test
  void aNodeTellsOthersOfItsForwardedPortsAndGivesThemBack() throws Exception {
    try (RouterLab lab = RouterLab.open(directory)) {
      lab.run("router yes yes");
      lab.java("inhost", "stop", CHILD);
      assertThat(lab.says("READY")).as("%s %s", lab.lines(), lab.errors()).isTrue();
      // Signals come on threads of their own, in their own time.
      assertThat(lab.says("EVENT PortMapped", "/44.0.0.1:7000")).as("%s", lab.lines()).isTrue();
      assertThat(lab.says("EVENT Changed", "to=PUBLIC")).as("%s", lab.lines()).isTrue();

      assertThat(lab.lines())
          .contains("VERDICT PUBLIC true")
          .anyMatch(line -> line.startsWith("MAPPING") && line.contains("WORKS, protocol=PCP"))
          .anyMatch(line -> line.startsWith("ENDPOINTS") && line.contains("/44.0.0.1:7001"));
      assertThat(lab.reaches(7001)).isTrue();

      lab.stop("stop");

      assertThat(lab.says("CLOSED true")).as("%s", lab.lines()).isTrue();
      assertThat(lab.reaches(7001)).isFalse();
    }
  }

  /** A router that knows none of the protocols: the report says what to do by hand. */
  @Test
  void aNodeBehindADeafRouterSaysWhatItsUserCanDo() throws Exception {
    try (RouterLab lab = RouterLab.open(directory)) {
      lab.java("inhost", "stop", CHILD);
      assertThat(lab.says("READY")).as("%s %s", lab.lines(), lab.errors()).isTrue();

      assertThat(lab.lines())
          .anyMatch(line -> line.startsWith("MAPPING") && line.contains("NOT_OFFERED"))
          .anyMatch(
              line ->
                  line.startsWith("FINDING")
                      && line.contains("forward TCP port 7001 and UDP port 7000 to this machine"));
    }
  }
}
