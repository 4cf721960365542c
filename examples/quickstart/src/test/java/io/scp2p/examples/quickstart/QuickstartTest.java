package io.scp2p.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.transfer.TransferProgress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program of the README, between two nodes on loopback. */
@Timeout(120)
class QuickstartTest {
  @TempDir Path root;

  /** Any ports, and links that name loopback: tests leave the network of the machine alone. */
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

  @Test
  void publishesAndFetchesWhatAnotherNodeHasPublished() throws Exception {
    Path theirs = Files.createDirectories(root.resolve("theirs/letters"));
    byte[] film = new byte[3_000_000];
    new Random(1).nextBytes(film);
    Files.write(theirs.resolveSibling("film.bin"), film);
    Files.writeString(theirs.resolve("first.txt"), "Dear reader");
    Path mine = Files.createDirectory(root.resolve("mine"));
    Files.writeString(mine.resolve("note.txt"), "a note");
    Path target = root.resolve("target");
    CompletableFuture<TransferProgress> complete = new CompletableFuture<>();
    List<TransferProgress> seen = new CopyOnWriteArrayList<>();
    Consumer<TransferProgress> bar =
        progress -> {
          seen.add(progress);
          if (progress.isComplete()) {
            complete.complete(progress);
          }
        };
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;

    try (Scp2pNode other = Scp2pNode.builder().home(root.resolve("a")).config(loopback()).start()) {
      String link = Quickstart.publish(other, root.resolve("theirs")).link();
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      Quickstart.publishAndFetch(root.resolve("b"), loopback(), mine, link, target, bar);
    } finally {
      System.setOut(before);
    }

    assertThat(target.resolve("film.bin")).hasBinaryContent(film);
    assertThat(target.resolve("letters/first.txt")).hasContent("Dear reader");
    assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("scp2p://s/");
    // It always arrives; not always before the result does, and another one may follow as rates
    // fall to zero.
    assertThat(complete.get(60, TimeUnit.SECONDS).isComplete()).isTrue();
    assertThat(seen).last().matches(TransferProgress::isComplete);
  }
}
