package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.config.TurnServer;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.diagnostics.ReachabilityReport;
import io.scp2p.api.diagnostics.TurnServerReport;
import io.scp2p.core.engine.turn.Coturn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole node with a real TURN server in its configuration. */
class TurnNodeIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path directory;

  @BeforeEach
  void needsAServer() {
    Optional<String> missing = Coturn.missing();
    assumeTrue(missing.isEmpty(), missing::orElseThrow);
  }

  private static Scp2pNode node(TurnServer server) {
    return Scp2pNode.builder()
        .inMemory()
        .config(
            NodeConfig.builder()
                .network(
                    network ->
                        network
                            .listen(false)
                            .lanDiscovery(false)
                            .portMapping(false)
                            .turnServers(List.of(server)))
                .build())
        .start();
  }

  private static ReachabilityReport report(Scp2pNode node) {
    return node.diagnostics().reachability().blockOptional(PATIENCE).orElseThrow();
  }

  private static TurnServerReport turn(Scp2pNode node) {
    return report(node).turnServers().get(0);
  }

  private static boolean isOver(Coturn server) {
    try {
      return server.log().contains("lifetime=0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aNodeGetsAnAddressSaysSoAndGivesItBack() throws Exception {
    try (Coturn server = Coturn.start(directory, "verbose")) {
      Scp2pNode node = node(server.server());
      try {
        assertThat(Waiter.realTime().await(() -> turn(node).relayed() != null, PATIENCE))
            .as("%s %s", turn(node), server.log())
            .isTrue();
        assertThat(report(node).verdict()).isEqualTo(ReachabilityReport.Verdict.RELAY_ONLY);
        assertThat(report(node).seen()).isNotEmpty();
      } finally {
        node.close();
      }
      assertThat(Waiter.realTime().await(() -> isOver(server), PATIENCE)).as(server.log()).isTrue();
    }
  }

  @Test
  void aWrongPasswordIsSaidInWords() throws Exception {
    try (Coturn server = Coturn.start(directory);
        Scp2pNode node = node(server.server("a guess"))) {
      assertThat(
              Waiter.realTime()
                  .await(() -> turn(node).explanation().contains("name and password"), PATIENCE))
          .as("%s", turn(node))
          .isTrue();
      ReachabilityReport examined =
          node.diagnostics().examine().blockOptional(PATIENCE).orElseThrow();
      assertThat(examined.advice()).contains("Correct name and password in network.turnServers.");
      assertThat(examined.verdict()).isEqualTo(ReachabilityReport.Verdict.UNREACHABLE);
    }
  }
}
