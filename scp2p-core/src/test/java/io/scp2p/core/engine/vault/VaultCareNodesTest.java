package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.diagnostics.SessionSnapshot;
import io.scp2p.api.event.NodeEvent;
import io.scp2p.api.event.VaultEvent;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultHealth.Condition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nodes do for their files when nobody asks them to. */
class VaultCareNodesTest {
  @TempDir Path disk;
  private VaultFleet fleet;
  private final List<NodeEvent> events = new CopyOnWriteArrayList<>();

  @BeforeEach
  void begin() {
    fleet = new VaultFleet(disk);
  }

  @AfterEach
  void closeAll() {
    fleet.close();
  }

  private <T extends VaultEvent> List<T> heard(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Test
  void anAuditFindsADamagedShardAndItIsReplaced() throws Exception {
    Scp2pNode owner =
        fleet.ownerAndThreeHolders(vault -> vault.auditInterval(Duration.ofMillis(50)));
    fleet.connect("b", "c");
    fleet.connect("b", "d");
    fleet.connect("d", "c");
    owner.events().subscribe(events::add);
    Path source = fleet.file("holiday.bin", 300_000);
    VaultFile stored = VaultFleet.put(owner, source);
    Path damaged = fleet.shards("c").get(0);
    byte[] content = Files.readAllBytes(damaged);
    java.util.Arrays.fill(content, (byte) 7);
    Files.write(damaged, content);

    VaultFleet.waitFor("it is replaced", () -> !heard(VaultEvent.ShardReplaced.class).isEmpty());
    VaultEvent.ShardLost lost = heard(VaultEvent.ShardLost.class).get(0);
    assertThat(lost.holder()).isEqualTo(fleet.node("c").identity().self().id());
    assertThat(heard(VaultEvent.ShardReplaced.class))
        .extracting(VaultEvent.ShardReplaced::shardIndex)
        .containsOnly(lost.shardIndex());
    VaultFleet.waitFor(
        "it is well again",
        () -> owner.vault().info(stored.id()).block().health().reachableShards() == 6);
    assertThat(fleet.get(owner, stored.id(), "again.bin")).isEqualTo(Files.readAllBytes(source));
    assertThat(owner.vault().holders().collectList().block())
        .filteredOn(each -> each.auditsFailed() > 0)
        .extracting(each -> each.id())
        .containsExactly(lost.holder());
    VaultFleet.waitFor(
        "a shard is proven",
        () -> owner.vault().placement(stored.id()).any(each -> each.provenAt() != null).block());
  }

  @Tag("heavy")
  @Test
  void whoIsAwayCostsNothingUntilTheDelayIsOverAndIsThenReplaced() throws Exception {
    Scp2pNode owner = fleet.ownerAndThreeHolders(vault -> vault.repairDelay(Duration.ofSeconds(1)));
    owner.events().subscribe(events::add);
    VaultFile stored = VaultFleet.put(owner, fleet.file("film.bin", 500_000));
    fleet.holder("e");
    fleet.stop("d");
    VaultFleet.waitFor("it is noticed", () -> !heard(VaultEvent.HealthChanged.class).isEmpty());
    assertThat(heard(VaultEvent.HealthChanged.class).get(0).health().condition())
        .isEqualTo(Condition.CRITICAL);
    VaultFleet.waitFor(
        "both shards are replaced", () -> heard(VaultEvent.ShardReplaced.class).size() == 2);
    assertThat(heard(VaultEvent.ShardReplaced.class))
        .allMatch(each -> each.holder().equals(fleet.node("e").identity().self().id()));
    assertThat(fleet.shards("e")).hasSize(2);
    // What holders have shown is remembered over a restart, and time off is nobody's absence.
    fleet.stop("a");
    Scp2pNode again = fleet.start("a", vault -> vault.repairDelay(Duration.ofSeconds(1)));
    assertThat(again.vault().info(stored.id()).block().health().durabilityNines()).isPositive();
  }

  @Tag("heavy")
  @Test
  void aNewHolderRebuildsItsShardByItselfAndTheOwnersLineIsIdle() throws Exception {
    Scp2pNode owner = fleet.ownerAndThreeHolders(vault -> vault.repairDelay(Duration.ofSeconds(1)));
    for (String name : List.of("e", "f", "g")) {
      fleet.holder(name);
    }
    owner.events().subscribe(events::add);
    Path source = fleet.file("film.bin", 3_000_000);
    VaultFile stored = VaultFleet.put(owner, source);
    fleet.holder("h");
    for (String name : List.of("b", "c", "d", "e", "f")) {
      fleet.connect("h", name);
    }
    fleet.stop("g");
    VaultFleet.waitFor("it is replaced", () -> heard(VaultEvent.ShardReplaced.class).size() == 1);
    assertThat(fleet.shards("h")).hasSize(1);
    // The owner has read nothing: all it ever received is less than one shard.
    long received =
        owner.diagnostics().sessions().collectList().block().stream()
            .mapToLong(SessionSnapshot::receivedBytes)
            .sum();
    assertThat(received).isLessThan(3_000_000 / 4);
    fleet.stop("b");
    fleet.stop("c");
    assertThat(fleet.get(owner, stored.id(), "again.bin")).isEqualTo(Files.readAllBytes(source));
  }
}
