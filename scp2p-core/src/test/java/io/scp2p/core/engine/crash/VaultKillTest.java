package io.scp2p.core.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.Scp2pNode;
import io.scp2p.core.engine.FixedPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An owner that is killed again and again while it puts, repairs and deletes, and holders that come
 * and go: no acknowledged file is lost, and in the end holders keep exactly what its files need.
 */
@Tag("long")
class VaultKillTest {
  /** More of them, and fresh moments: {@code examples/bench/kills}. */
  private static final int KILLS =
      Integer.getInteger("crash.vaults", Boolean.getBoolean("heavy") ? 6 : 3);

  private static final int HEAVY_KILLS = 100;
  private static final int HOLDERS = 5;

  @TempDir Path folder;
  private final List<Scp2pNode> holders = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();

  @AfterEach
  void closeAll() {
    holders.forEach(Scp2pNode::close);
  }

  @Test
  void noAcknowledgedFileIsLostAndNoShardIsLeftBehind() throws Exception {
    killed(20_260_101, KILLS);
  }

  @Test
  @Tag("heavy")
  void noAcknowledgedFileIsLostByAHundredKillsAtFreshMoments() throws Exception {
    killed(new Random().nextLong(), HEAVY_KILLS);
  }

  private Path home(int holder) {
    return folder.resolve("holder-" + holder);
  }

  private int shards() {
    int count = 0;
    for (int i = 0; i < HOLDERS; i++) {
      try (Stream<Path> files = Files.list(home(i).resolve("shards"))) {
        count += (int) files.count();
      } catch (IOException none) {
        continue;
      }
    }
    return count;
  }

  private void killed(long seed, int kills) throws Exception {
    seed = Long.getLong("crash.seed", seed);
    System.out.println("crash.seed " + seed);
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < HOLDERS; i++) {
      ports.add(FixedPorts.next());
      addresses.add("tcp://127.0.0.1:" + ports.get(i));
      holders.add(VaultChild.holder(home(i), ports.get(i)));
    }
    Path home = folder.resolve("owning");
    VaultPromises promises = new VaultPromises(home.resolve("files"), this::shards);
    KillLane lane = new KillLane(VaultingMain.class, promises, home, addresses, seed);
    // On a slow machine a few more, until there was something to break.
    for (int i = 0; i < kills || (!promises.hasSeenBoth() && i < 5 * kills); i++) {
      // Another one is away each time, so that there is something to repair.
      int away = i % HOLDERS;
      holders.get(away).close();
      lane.lifeAndDeath();
      holders.set(away, VaultChild.holder(home(away), ports.get(away)));
    }
    lane.end();
    System.out.println("vault: " + lane);
    System.out.printf(
        "  %d puts, %d more went on after a kill, %d cut off; %d repairs, %d cut off; %d deletions;"
            + " %d files right in the end%n",
        promises.puts,
        promises.resumed,
        promises.cutPuts,
        promises.repairs,
        promises.cutRepairs,
        promises.deletions,
        promises.right);
    promises.mustBeOver();
    assertThat(promises.repairs).as("repairs").isPositive();
    // A few kills may come at whatever else; of a hundred some must have hit these.
    if (kills >= HEAVY_KILLS) {
      assertThat(promises.cutPuts).as("puts cut off").isPositive();
      assertThat(promises.deletions).as("deletions").isPositive();
    }
    assertThat(promises.puts).isPositive();
    assertThat(promises.right).isPositive();
  }
}
