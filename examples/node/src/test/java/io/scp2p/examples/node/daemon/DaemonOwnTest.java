package io.scp2p.examples.node.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scp2p.examples.node.daemon.client.DaemonClient;
import io.scp2p.examples.node.daemon.client.DaemonException;
import io.scp2p.examples.node.daemon.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What concerns one node alone: keys, settings, metrics, the way to its end. */
class DaemonOwnTest {
  @TempDir private Path disk;
  private DaemonFleet fleet;
  private DaemonFleet.One a;

  @BeforeEach
  void open() throws IOException {
    fleet = new DaemonFleet(disk);
    a = fleet.start("a");
  }

  @AfterEach
  void close() throws IOException {
    fleet.close();
  }

  private DaemonException refused(Runnable call) {
    DaemonException refused = catchThrowableOfType(DaemonException.class, call::run);
    assertThat(refused).isNotNull();
    return refused;
  }

  @Test
  void keysAreShownExportedImportedAndProtected() {
    Json self = a.client().get("/identity");
    assertThat(self.at("protection").text()).isEqualTo("KEY_FILE");
    assertThat(refused(() -> a.client().post("/identity/export", Map.of("confirm", false))).code())
        .isEqualTo("INVALID_ARGUMENT");
    Json seed = a.client().post("/identity/export", Map.of("confirm", true));
    assertThat(seed.at("key").text()).isEqualTo(self.at("key").text());
    assertThat(seed.at("seed").text()).matches("[0-9a-f]{64}");

    Json taken =
        a.client()
            .post(
                "/identity/publishers",
                Map.of("label", "old one", "use", "SHARE", "seed", "01".repeat(32)));
    assertThat(a.client().all("/identity/publishers"))
        .extracting(key -> key.at("id").text())
        .containsExactly(taken.at("id").text());
    Json back =
        a.client()
            .post("/identity/export", Map.of("publisher", taken.at("id").text(), "confirm", true));
    assertThat(back.at("seed").text()).isEqualTo("01".repeat(32));
    assertThat(
            refused(
                    () ->
                        a.client()
                            .post(
                                "/identity/publishers",
                                Map.of("label", "x", "use", "SHARE", "seed", "zz")))
                .status())
        .isEqualTo(400);

    a.client().put("/identity/passphrase", Map.of("next", "correct horse"));
    DaemonException wrong =
        refused(() -> a.client().put("/identity/passphrase", Map.of("current", "wrong")));
    assertThat(wrong.code()).isEqualTo("PASSPHRASE_WRONG");
    assertThat(wrong.status()).isEqualTo(403);
    a.client().put("/identity/passphrase", Map.of("current", "correct horse"));
  }

  @Test
  void settingsAreKeptForTheNextStartOrRefusedAsAWhole() throws IOException {
    Map<String, Object> changes = new HashMap<>();
    changes.put("transfer.maxActive", 2);
    changes.put("network.idleTimeout", 45.5);
    Json kept = a.client().patch("/config", Map.of("set", changes));
    assertThat(kept.at("restartNeeded").isTrue()).isTrue();
    assertThat(kept.at("stored", "transfer.maxActive").number()).isEqualTo(2);

    for (Map<String, Object> bad :
        List.<Map<String, Object>>of(
            Map.of("transfer.maxActive", 3, "no.such", 1),
            Map.of("transfer.maxActive", "many"),
            Map.of("transfer.maxActive", 1.5),
            Map.of("network.keepAliveInterval", 3_600),
            Map.of("network.getClass", 1),
            Map.of("tcpPort", 1))) {
      assertThat(refused(() -> a.client().patch("/config", Map.of("set", bad))).code())
          .as(bad.toString())
          .isEqualTo("INVALID_CONFIG");
    }
    fleet.stop(a);
    a = fleet.start("a");
    Json effective = a.client().get("/config").at("effective");
    assertThat(effective.at("transfer", "maxActive").number()).isEqualTo(2);
    assertThat(effective.at("network", "idleTimeout").decimal()).isEqualTo(45.5);
    changes.replaceAll((name, value) -> null);
    assertThat(a.client().patch("/config", Map.of("set", changes)).at("stored").members())
        .isEmpty();
  }

  @Test
  void itTellsHowItIsDoing() throws IOException {
    Json status = a.client().get("/status");
    assertThat(status.at("reachability", "verdict").text()).isNotBlank();
    assertThat(status.at("version").text()).isEqualTo("0.1.0");
    assertThat(status.at("uptime").decimal()).isPositive();
    assertThat(a.client().get("/diagnostics").at("snapshot", "budgets").elements()).isNotEmpty();
    Path folder = Files.createDirectories(disk.resolve("folder"));
    Files.writeString(folder.resolve("a.txt"), "a");
    DaemonFleet.publish(a, folder, "One");
    assertThat(a.client().get("/metrics").at("counts", "transfer.started").number()).isPositive();
    assertThat(Raw.get(a, "/api/v1/metrics.txt").text())
        .contains("# TYPE scp2p_transfer_started_total counter");
    assertThat(a.client().get("/openapi.json").at("openapi").text()).isEqualTo("3.1.0");
  }

  @Test
  void itEndsWhenItIsAsked() throws Exception {
    a.client().post("/shutdown", Map.of());
    a.daemon().awaitShutdown();
    fleet.stop(a);
    assertThat(a.home().resolve("daemon.json")).doesNotExist();
    assertThat(a.home().resolve("daemon.token")).doesNotExist();
    assertThat(DaemonClient.find(a.home())).isEmpty();
  }
}
