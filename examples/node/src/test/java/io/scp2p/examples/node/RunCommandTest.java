package io.scp2p.examples.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.identity.Passphrase;
import io.scp2p.examples.node.command.ExitCode;
import io.scp2p.examples.node.command.RunCommand;
import io.scp2p.examples.node.daemon.DaemonFleet;
import io.scp2p.examples.node.daemon.client.DaemonClient;
import io.scp2p.examples.node.daemon.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a process of its own: its start, a client that finds it, its end, and again. */
class RunCommandTest {
  private static final long PATIENCE_SECONDS = 180;

  @TempDir private Path disk;

  /** A running daemon and what it has printed up to being ready. */
  private record Running(Process process, List<String> lines) {
    String after(String prefix) {
      return lines.stream()
          .filter(line -> line.startsWith(prefix))
          .map(line -> line.substring(prefix.length()))
          .findFirst()
          .orElseThrow();
    }
  }

  private Process start(Path home, Path errors, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Scp2pMain.class.getName());
    command.addAll(List.of("run", "--home", home.toString(), "--tcp-port", "0"));
    command.addAll(List.of("--quic-port", "0", "--no-lan", "--no-port-mapping"));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).redirectError(errors.toFile()).start();
  }

  private Running run(Path home, String... more) throws IOException {
    Path errors = disk.resolve("errors.txt");
    Process process = start(home, errors, more);
    List<String> lines = new ArrayList<>();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      lines.add(line);
      if (line.startsWith(RunCommand.READY) || line.startsWith("{\"type\":\"ready\"")) {
        return new Running(process, lines);
      }
    }
    throw new AssertionError("it ended: " + lines + Files.readString(errors));
  }

  private static void end(Running running) throws InterruptedException {
    // SIGTERM, as Ctrl-C and service managers do.
    running.process().destroy();
    assertThat(running.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void itStartsIsFoundByItsHomeEndsCleanlyAndStartsAgain() throws Exception {
    Path home = disk.resolve("home");
    Running first = run(home);
    try {
      DaemonClient client = DaemonClient.find(home).orElseThrow();
      assertThat(client.url()).isEqualTo(first.after(RunCommand.INTERFACE));
      assertThat(first.after(RunCommand.BROWSER)).startsWith(client.url() + "/login?token=");
      assertThat(first.after(RunCommand.LISTENING)).matches("tcp [1-9]\\d*, quic [1-9]\\d*");
      Json status = client.get("/status");
      assertThat(status.at("node", "id").text()).isEqualTo(first.after("node "));
      Json reach = client.get("/diagnostics/reachability");
      assertThat(reach.at("portMapping", "state").text()).isEqualTo("OFF");
      Map<String, ?> text = Map.of("name", "a.txt", "content", "kept");
      Json begun = client.post("/shares", Map.of("source", Map.of("text", text)));
      DaemonFleet.ended(client, begun);
      System.out.println("daemon: " + RunCommand.READY + first.after(RunCommand.READY));
      System.out.println("daemon at idle: " + memory(first.process()));

      Process second = start(home, disk.resolve("second.txt"));
      assertThat(second.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(second.exitValue()).isNotZero();
      assertThat(disk.resolve("second.txt")).content().contains(client.url());
    } finally {
      end(first);
    }
    assertThat(home.resolve("daemon.json")).doesNotExist();
    assertThat(home.resolve("daemon.token")).doesNotExist();
    assertThat(DaemonClient.find(home)).isEmpty();

    Running again = run(home);
    try {
      assertThat(again.after("node ")).isEqualTo(first.after("node "));
      assertThat(again.after(RunCommand.BROWSER)).isNotEqualTo(first.after(RunCommand.BROWSER));
      assertThat(DaemonClient.find(home).orElseThrow().all("/shares")).hasSize(1);
      DaemonClient.find(home).orElseThrow().post("/shutdown", Map.of());
      assertThat(again.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(again.process().exitValue()).isZero();
    } finally {
      end(again);
    }
  }

  @Test
  void aPortThatIsTakenIsNoBugOfOurs() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path said = disk.resolve("said.txt");
      Process process =
          start(
              disk.resolve("home"),
              said,
              "--json",
              "--http-port",
              Integer.toString(taken.getLocalPort()));
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(ExitCode.FAILED.number());
      // Libraries may have had something to say before.
      List<String> lines = Files.readAllLines(said);
      Json error = Json.read(lines.get(lines.size() - 1)).at("error");
      assertThat(error.at("code").text()).isEqualTo(ErrorCode.LISTEN_FAILED.name());
      assertThat(error.at("message").text()).contains("port " + taken.getLocalPort());
      assertThat(error.at("action").text()).contains("Choose another port");
    }
  }

  @Test
  void aHomeWithAPassphraseStartsUnattendedAndKeepsItToItself() throws Exception {
    Path home = disk.resolve("home");
    NodeConfig quiet =
        NodeConfig.builder()
            .network(network -> network.listen(false).lanDiscovery(false).portMapping(false))
            .build();
    try (Passphrase words = Passphrase.of("correct horse".toCharArray())) {
      Scp2pNode.builder().home(home).config(quiet).passphrase(words).start().close();
    }
    String[] plain = {"run", "--home", home.toString(), "--no-listen", "--no-lan"};
    assertThat(Scp2pMain.commandLine().execute(plain)).isEqualTo(ExitCode.DECIDE.number());

    Path file = Files.writeString(disk.resolve("words"), "correct horse\n");
    List<String> exposed = new ArrayList<>(List.of(plain));
    exposed.addAll(List.of("--passphrase-file", file.toString()));
    assertThat(Scp2pMain.commandLine().execute(exposed.toArray(String[]::new)))
        .isEqualTo(ExitCode.FAILED.number());

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    Running running = run(home, "--json", "--passphrase-file", file.toString());
    try {
      Json ready = Json.read(running.lines().get(0));
      assertThat(ready.at("url").text()).isEqualTo(DaemonClient.find(home).orElseThrow().url());
      assertThat(running.lines()).hasSize(1).noneMatch(line -> line.contains("horse"));
      Path seen = Path.of("/proc", Long.toString(running.process().pid()));
      assumeTrue(Files.exists(seen), "no /proc here");
      assertThat(Files.readString(seen.resolve("cmdline"))).doesNotContain("horse");
      assertThat(Files.readString(seen.resolve("environ"))).doesNotContain("horse");
    } finally {
      end(running);
    }
  }

  private static String memory(Process process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    return Files.exists(status)
        ? Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmRSS"))
            .findFirst()
            .orElse("unknown")
        : "unknown";
  }
}
