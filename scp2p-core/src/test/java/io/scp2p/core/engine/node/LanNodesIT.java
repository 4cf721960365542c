package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scp2p.api.contract.Waiter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Nodes with default settings on two machines of one local network: network namespaces that the
 * test makes for itself, joined by a cable that is plugged in after the nodes have started. Nothing
 * leaves them. Needs a kernel that lets us make namespaces, and the programs {@code unshare},
 * {@code nsenter} and {@code ip}.
 */
class LanNodesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(100);

  /** Everything in it ends with its standard input, at the latest after two minutes. */
  private static final String TWO_MACHINES =
      """
      ip link set lo up
      unshare -n sleep 120 & other=$!
      here=$(readlink /proc/self/ns/net)
      while [ "$(readlink /proc/$other/ns/net)" = "$here" ]; do :; done
      nsenter -t $other -n ip link set lo up
      "$0" -Xmx256m -cp "$1" io.scp2p.core.engine.node.LanChild 1 <&3 & one=$!
      nsenter -t $other -n "$0" -Xmx256m -cp "$1" io.scp2p.core.engine.node.LanChild 2 <&3 & two=$!
      sleep 5
      ip link add cable type veth peer name far netns $other
      ip addr add 10.77.0.1/24 dev cable
      ip link set cable up
      nsenter -t $other -n ip addr add 10.77.0.2/24 dev far
      nsenter -t $other -n ip link set far up
      echo PLUGGED
      wait $one $two
      kill $other
      """;

  @Test
  void nodesOfTwoMachinesFindEachOtherOnceTheyAreInOneNetwork() throws Exception {
    assumeTrue(mayMakeNamespaces(), "this kernel makes no namespaces for us");
    List<String> lines = new CopyOnWriteArrayList<>();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String script = "exec 3<&0\n" + TWO_MACHINES;
    Process machines =
        new ProcessBuilder(
                "unshare", "-rn", "sh", "-c", script, java, System.getProperty("java.class.path"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      Thread reader = new Thread(() -> read(machines, lines));
      reader.setDaemon(true);
      reader.start();

      boolean all = Waiter.realTime().await(() -> pairs(lines) == 6, PATIENCE);

      assertThat(all).as("each of three has found both others: %s", lines).isTrue();
      assertThat(
              Waiter.realTime()
                  .await(
                      () -> lines.stream().filter(line -> line.startsWith("NEARBY")).count() >= 6,
                      PATIENCE))
          .as("each is told of both others: %s", lines)
          .isTrue();
      assertThat(lines).anyMatch(line -> line.startsWith("FOUND") && line.contains("10.77.0.2"));
      assertThat(lines).anyMatch(line -> line.startsWith("FOUND") && line.contains("10.77.0.1"));
    } finally {
      machines.getOutputStream().close();
      if (!machines.waitFor(60, TimeUnit.SECONDS)) {
        machines.descendants().forEach(ProcessHandle::destroyForcibly);
        machines.destroyForcibly();
      }
    }
    // What was said last may still be on its way through the pipe.
    boolean closed =
        Waiter.realTime()
            .await(() -> lines.stream().filter("CLOSED true"::equals).count() == 2, PATIENCE);
    assertThat(closed).as("%s", lines).isTrue();
  }

  private static long pairs(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("FOUND"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .distinct()
        .count();
  }

  private static void read(Process process, List<String> lines) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      in.lines().forEach(lines::add);
    } catch (IOException | java.io.UncheckedIOException gone) {
      lines.add("GONE " + gone);
    }
  }

  private static boolean mayMakeNamespaces() throws InterruptedException {
    try {
      Process probe = new ProcessBuilder("unshare", "-rn", "ip", "link").start();
      return probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }
}
