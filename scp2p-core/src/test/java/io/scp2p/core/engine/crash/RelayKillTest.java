package io.scp2p.core.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Provider and downloader that nobody can dial, and two relays, each a process of its own; the
 * relay that carries more is killed in the middle. {@code RelayedNodesIT} shows the same within one
 * process; four Java machines are too much for the default build.
 */
@Tag("heavy")
class RelayKillTest {
  private static final int MIB = 1 << 20;

  @TempDir Path root;
  private final Map<String, ChildProcess> processes = new HashMap<>();
  private final Map<String, Map<String, String>> said = new HashMap<>();

  @AfterEach
  void end() throws IOException {
    for (ChildProcess each : processes.values()) {
      each.close();
    }
  }

  private void start(String name, String role, String what, List<String> relays)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of(role, root.resolve(name).toString(), what));
    arguments.addAll(relays);
    said.put(name, new HashMap<>());
    processes.put(
        name, ChildProcess.start(root.resolve(name + ".out"), RelayingMain.class, arguments));
  }

  /** Takes down the last thing that each has said of each kind. */
  private void listen() {
    processes.forEach(
        (name, process) -> {
          try {
            for (String line = process.poll(); line != null; line = process.poll()) {
              String[] words = line.split(" ", 2);
              said.get(name).put(words[0], words.length > 1 ? words[1] : "");
            }
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  private void await(String what, long seconds, BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - until).as(what).isNegative();
      ChildProcess.breathe();
      listen();
    }
  }

  private String told(String name, String kind) {
    await(name + " says " + kind, 60, () -> said.get(name).containsKey(kind));
    return said.get(name).get(kind);
  }

  private long number(String name, String kind) {
    return Long.parseLong(said.get(name).getOrDefault(kind, "0"));
  }

  private void aShareOutlivesItsRelay(int bytes, long seconds) throws IOException {
    byte[] content = new byte[bytes];
    new Random(450).nextBytes(content);
    Path folder = Files.createDirectories(root.resolve("share"));
    Files.write(folder.resolve("big.bin"), content);
    start("one", "relay", root.resolve("any-one").toString(), List.of());
    String one = told("one", "AT");
    start("two", "relay", root.resolve("any-two").toString(), List.of(one));
    List<String> both = List.of(one, told("two", "AT"));
    start("provider", "provider", folder.toString(), both);
    start("downloader", "downloader", told("provider", "LINK"), both);
    await("a quarter", seconds, () -> number("downloader", "DONE") > bytes / 4);
    String busier = number("one", "CARRIED") > number("two", "CARRIED") ? "one" : "two";
    String other = busier.equals("one") ? "two" : "one";
    processes.get(busier).kill();
    await("all of it", seconds, () -> said.get("downloader").containsKey("COMPLETE"));
    Path got = root.resolve("downloader/got/big.bin");
    assertThat(Files.mismatch(got, folder.resolve("big.bin"))).isEqualTo(-1);
    assertThat(number(other, "CARRIED")).isGreaterThan(bytes / 4);
  }

  @Test
  void aShareOutlivesTheKilledRelay() throws IOException {
    aShareOutlivesItsRelay(24 * MIB, 60);
  }

  @Test
  void aBigShareOutlivesTheKilledRelay() throws IOException {
    aShareOutlivesItsRelay(200 * MIB, 240);
  }
}
