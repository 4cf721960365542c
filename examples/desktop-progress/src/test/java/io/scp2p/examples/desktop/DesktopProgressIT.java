package io.scp2p.examples.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.share.SharePlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real window on a real X server, which Debian has in its package xvfb. */
@Timeout(400)
class DesktopProgressIT {
  @TempDir Path root;

  @Test
  void theWindowShowsADownloadUntilItIsComplete() throws Exception {
    assumeTrue(hasXvfb(), "no Xvfb on the path: the window was not tried (apt install xvfb)");
    Path folder = Files.createDirectory(root.resolve("folder"));
    byte[] film = new byte[20_000_000];
    new Random(1).nextBytes(film);
    Files.write(folder.resolve("film.bin"), film);
    Path picture = Path.of("target", "desktop-progress.png").toAbsolutePath();
    Files.createDirectories(picture.getParent());

    Process screen =
        new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "640x480x24")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader display =
            new BufferedReader(
                new InputStreamReader(screen.getInputStream(), StandardCharsets.UTF_8));
        Scp2pNode node = Scp2pNode.builder().home(root.resolve("a")).config(loopback()).start()) {
      String link = node.shares().publish(SharePlan.folder(folder).build()).block().link();
      ProcessBuilder window =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              WindowProcess.class.getName(),
              root.resolve("b").toString(),
              link,
              root.resolve("target").toString(),
              picture.toString());
      window.environment().put("DISPLAY", ":" + display.readLine());
      Process shown = window.inheritIO().start();
      assertThat(shown.waitFor()).isZero();
    } finally {
      screen.destroy();
    }

    assertThat(root.resolve("target/film.bin")).hasBinaryContent(film);
    assertThat(picture).isNotEmptyFile();
  }

  static NodeConfig loopback() {
    return NodeConfig.builder()
        .network(
            network ->
                network
                    .tcpPort(0)
                    .quicPort(0)
                    .lanDiscovery(false)
                    .portMapping(false)
                    .advertised(
                        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))))
        .build();
  }

  private static boolean hasXvfb() {
    try {
      return new ProcessBuilder("Xvfb", "-help")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          >= 0;
    } catch (IOException | InterruptedException missing) {
      return false;
    }
  }
}
