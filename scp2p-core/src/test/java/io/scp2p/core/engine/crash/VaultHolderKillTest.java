package io.scp2p.core.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.contract.Waiter;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultPutPlan;
import io.scp2p.api.vault.VaultTransfer;
import io.scp2p.core.engine.FixedPorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holders that are killed while they take shards in: what they signed for is there afterwards. */
class VaultHolderKillTest {
  private static final int KILLS = 15;
  private static final int HOLDERS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Tag("heavy")
  @Test
  void whatAHolderHasSignedForSurvivesItsDeath() throws Exception {
    long seed = Long.getLong("crash.seed", new Random().nextLong());
    System.out.println("crash.seed " + seed);
    Random random = new Random(seed);
    List<ChildProcess> holders = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    List<VaultFile> stored = new ArrayList<>();
    try (VaultChild owner = VaultChild.owner(folder.resolve("owner"))) {
      for (int i = 0; i < HOLDERS; i++) {
        ports.add(FixedPorts.next());
        addresses.add("tcp://127.0.0.1:" + ports.get(i));
        holders.add(holder(i, ports.get(i)));
      }
      owner.connect(addresses);
      for (int kill = 0; kill < KILLS; kill++) {
        String name = kill + "-" + random.nextInt(3_000_000);
        Path source = Files.write(folder.resolve(name), VaultingMain.content(name));
        VaultTransfer put = owner.node.vault().put(VaultPutPlan.file(source).build());
        LockSupport.parkNanos((long) (random.nextDouble() * 700e6));
        int victim = random.nextInt(HOLDERS);
        holders.get(victim).kill();
        holders.set(victim, holder(victim, ports.get(victim)));
        owner.connect(addresses);
        VaultFile file = put.result().onErrorComplete().block(PATIENCE);
        if (file != null) {
          stored.add(file);
        }
      }
      System.out.println(stored.size() + " of " + KILLS + " puts were acknowledged");
      assertThat(stored).isNotEmpty();
      for (VaultFile each : stored) {
        // Every holder proves what it has, and every shard is where it was.
        assertThat(owner.node.vault().verify(each.id()).block(PATIENCE).reachableShards())
            .isEqualTo(6);
      }
      for (int i = 0; i < HOLDERS; i++) {
        mustHaveNoOtherFiles(i, holders, ports);
      }
      owner.connect(addresses);
      // Whichever one is gone for good, everything is there.
      holders.get(random.nextInt(HOLDERS)).kill();
      for (VaultFile each : stored) {
        Path target = folder.resolve("got-" + each.name());
        owner.node.vault().get(each.id(), target).result().block(PATIENCE);
        assertThat(Files.readAllBytes(target)).isEqualTo(VaultingMain.content(each.name()));
      }
    } finally {
      for (ChildProcess each : holders) {
        each.close();
      }
    }
  }

  /** Every file of a shard that is there when a holder has started belongs to a row. */
  private void mustHaveNoOtherFiles(int number, List<ChildProcess> holders, List<Integer> ports)
      throws Exception {
    Path home = folder.resolve("holder-" + number);
    holders.get(number).kill();
    holders.set(number, holder(number, ports.get(number)));
    holders.get(number).kill();
    assertThat(ShardFiles.withoutRow(home)).as("files of no shard at holder %d", number).isEmpty();
    holders.set(number, holder(number, ports.get(number)));
  }

  private ChildProcess holder(int number, int port) throws Exception {
    ChildProcess process =
        ChildProcess.start(
            folder.resolve("output-" + number),
            HoldingMain.class,
            List.of(folder.resolve("holder-" + number).toString(), "" + port));
    assertThat(
            Waiter.realTime()
                .await(
                    () -> {
                      try {
                        String line = process.poll();
                        return line != null && line.startsWith("READY");
                      } catch (java.io.IOException e) {
                        throw new AssertionError(e);
                      }
                    },
                    PATIENCE))
        .isTrue();
    return process;
  }
}
