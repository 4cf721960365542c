package io.scp2p.core.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.engine.FixedPorts;
import io.scp2p.core.engine.vault.DiskSearch;
import io.scp2p.core.vault.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four nodes, each a process: an owner and three holders, each of which is killed in its turn. */
class VaultProcessesTest {
  private static final long LIMIT_NANOS = Duration.ofMinutes(2).toNanos();
  private static final List<String> HOLDERS = List.of("b", "c", "d");

  @TempDir Path disk;
  private final List<ChildProcess> processes = new ArrayList<>();

  @AfterEach
  void killAll() throws IOException {
    for (ChildProcess each : processes) {
      each.close();
    }
  }

  private ChildProcess start(String name, Class<?> main, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(disk.resolve(name).toString()));
    all.addAll(List.of(arguments));
    ChildProcess process = ChildProcess.start(disk.resolve(name + ".output"), main, all);
    processes.add(process);
    return process;
  }

  private ChildProcess holder(String name, int port) throws IOException {
    ChildProcess holder = start(name, HoldingMain.class, "" + port);
    await(holder, "READY");
    return holder;
  }

  private static String await(ChildProcess process, String word) throws IOException {
    long began = System.nanoTime();
    while (System.nanoTime() - began < LIMIT_NANOS) {
      String line = process.poll();
      if (line != null && line.startsWith(word + " ")) {
        return line;
      }
      assertThat(line != null || process.isAlive()).as("alive until %s", word).isTrue();
      if (line == null) {
        ChildProcess.breathe();
      }
    }
    throw new AssertionError("no " + word);
  }

  private List<Path> shards(String name) throws IOException {
    Path folder = disk.resolve(name).resolve("shards");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void eachOfThreeHoldersIsKilledInItsTurnAndEveryByteComesBack() throws Exception {
    Path source = Files.write(disk.resolve("source"), Keys.bytes(7, 480 * 1_024));
    List<Integer> ports = new ArrayList<>();
    List<ChildProcess> holders = new ArrayList<>();
    List<String> arguments =
        new ArrayList<>(List.of(disk.toString(), source.toString(), "" + HOLDERS.size()));
    for (String name : HOLDERS) {
      ports.add(FixedPorts.next());
      holders.add(holder(name, ports.get(ports.size() - 1)));
      arguments.add("tcp://127.0.0.1:" + ports.get(ports.size() - 1));
    }
    ChildProcess owner = start("a", OwningMain.class, arguments.toArray(new String[0]));
    assertThat(await(owner, "STORED")).isEqualTo("STORED HEALTHY 6");
    for (String name : HOLDERS) {
      assertThat(shards(name)).as("shards at %s", name).hasSize(2);
    }
    mustHoldNoByteOfAShard(disk.resolve("a"));

    for (int i = 0; i < HOLDERS.size(); i++) {
      holders.get(i).kill();
      Files.createFile(disk.resolve("go-" + i));
      await(owner, "GOT");
      assertThat(Files.mismatch(source, disk.resolve("got-" + i))).isEqualTo(-1);
      holders.set(i, holder(HOLDERS.get(i), ports.get(i)));
    }
    mustHoldNoByteOfAShard(disk.resolve("a"));
  }

  /** Looks at the disk: no file has any 32 bytes of any shard, at any of 100 places of it. */
  private void mustHoldNoByteOfAShard(Path home) throws IOException {
    assertThat(shards(home.getFileName().toString())).isEmpty();
    List<byte[]> samples = new ArrayList<>();
    for (String name : HOLDERS) {
      for (Path shard : shards(name)) {
        byte[] all = Files.readAllBytes(shard);
        for (int i = 0; i < 100; i++) {
          int at = (all.length - 32) / 100 * i;
          samples.add(Arrays.copyOfRange(all, at, at + 32));
        }
      }
    }
    assertThat(samples).hasSize(600);
    DiskSearch.mustFindNone(samples, home);
  }
}
