package io.scp2p.examples.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Tests talk to loopback alone: whatever sets the ports of a node also keeps it from looking for
 * others in the local network and from asking the router. Read from the sources, because a datagram
 * to the gateway fails no other test.
 */
class LoopbackTest {
  private static final Pattern PORTS =
      Pattern.compile("\"--tcp-port\"|\"network\\.tcpPort\"|\\.tcpPort\\(");
  private static final Pattern NO_LAN =
      Pattern.compile("\"--no-lan\"|\"network\\.lanDiscovery\", false|\\.lanDiscovery\\(false\\)");
  private static final Pattern NO_ROUTER =
      Pattern.compile(
          "\"--no-port-mapping\"|\"network\\.portMapping\", false|\\.portMapping\\(false\\)");

  /** Options, and a page of the browser, that are about the setting itself. */
  private static final List<String> NO_NODE =
      List.of("NodeOptions.java", "DaemonOwnTest.java", "LoopbackTest.java");

  @Test
  void whatStartsANodeStartsItWithoutTheLocalNetworkAndTheRouter() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      List<Path> starting =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !NO_NODE.contains(file.getFileName().toString()))
              .filter(file -> PORTS.matcher(text(file)).find())
              .toList();
      assertThat(starting).hasSizeGreaterThan(4);
      assertThat(starting)
          .allMatch(file -> NO_LAN.matcher(text(file)).find(), "no discovery")
          .allMatch(file -> NO_ROUTER.matcher(text(file)).find(), "no router");
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
