package io.scp2p.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
  @TempDir Path folder;

  private static StoreException refused(Path home) {
    return catchThrowableOfType(StoreException.class, () -> Homes.open(home).close());
  }

  @Test
  void aSecondStoreOfThisProcessIsRefusedHoweverItNamesTheHome() throws Exception {
    Path home = folder.resolve("home");
    Path link = Files.createSymbolicLink(folder.resolve("link"), home);
    try (StateStore store = Homes.open(home)) {
      for (Path name : new Path[] {home, link, home.resolve("../home")}) {
        StoreException failure = refused(name);
        assertThat(failure.reason()).isEqualTo(Reason.LOCKED);
        assertThat(failure)
            .hasMessageContaining(home.toRealPath().toString())
            .hasMessageContaining("this process")
            .hasMessageContaining("Close that node");
      }
      Homes.write(store, 0, Durability.POWER);
    }
    try (StateStore store = Homes.open(link)) {
      assertThat(Homes.wholeBatches(store)).isEqualTo(1);
    }
  }

  @Test
  void aRefusedOpeningDoesNotGiveUpTheLockOfTheFirst() throws Exception {
    Path home = folder.resolve("home");
    StateStore store = Homes.open(home);
    assertThat(refused(home).reason()).isEqualTo(Reason.LOCKED);
    try (ChildJvm other = ChildJvm.start(OpenMain.class, home.toString())) {
      String line = other.readLine();
      assertThat(line)
          .startsWith("LOCKED ")
          .contains(home.toString())
          .contains("process " + ProcessHandle.current().pid());
    }
    store.close();
    try (ChildJvm other = ChildJvm.start(OpenMain.class, home.toString())) {
      assertThat(other.readLine()).isEqualTo("OPEN");
      StoreException failure = refused(home);
      assertThat(failure.reason()).isEqualTo(Reason.LOCKED);
      assertThat(failure).hasMessageContaining("process " + other.pid());
      other.kill();
      Homes.open(home).close();
    }
  }

  @Test
  void afterAFailedOpeningNothingIsHeld() throws Exception {
    Path home = folder.resolve("home");
    Homes.open(home).close();
    Path current = home.resolve("CURRENT");
    String before = Files.readString(current);
    Files.writeString(current, "rubbish");
    for (int i = 0; i < 3; i++) {
      assertThat(refused(home).reason()).isEqualTo(Reason.CORRUPT);
    }
    Files.writeString(current, before);
    Homes.open(home).close();
  }

  /** Opens a store, says so, and stays until its input ends. */
  static final class OpenMain {
    public static void main(String[] arguments) throws Exception {
      try (StateStore store = Homes.open(Path.of(arguments[0]))) {
        System.out.println("OPEN");
        System.out.println(System.in.read());
        Homes.wholeBatches(store);
      } catch (StoreException e) {
        System.out.println(e.reason() + " " + e.getMessage());
      }
    }
  }
}
