package io.scp2p.core.engine.crash;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportProvider;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.core.engine.download.WatchedBlobs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;

/** The node that lives: it publishes what the others fetch and follow. */
final class Seed implements AutoCloseable {
  /** A share to follow for each of the others, with a text that nobody fetches. */
  static final int TEXTS = 20;

  private static final Duration SOON = Duration.ofMinutes(1);
  private static final int MIB = 1 << 20;

  private final WatchedBlobs blobs = new WatchedBlobs();
  private final Scp2pNode node;
  private final long readToPublish;

  /** What there is to download, by link; files big and small. */
  final List<Share> folders = new ArrayList<>();

  final List<Path> paths = new ArrayList<>();
  final List<Share> texts = new ArrayList<>();

  Seed(Path home, long seed) throws IOException {
    Random random = new Random(seed);
    paths.add(few(home.resolve("few"), random));
    paths.add(many(home.resolve("many"), random));
    node =
        Scp2pNode.builder()
            .home(home.resolve("node"))
            .blobStore(blobs)
            .transports(List.of(tcp()))
            .config(
                quiet()
                    .network(
                        network ->
                            network
                                .tcpPort(0)
                                .lanDiscovery(false)
                                .portMapping(false)
                                .advertised(
                                    List.of(
                                        new InetSocketAddress(
                                            InetAddress.getLoopbackAddress(), 0))))
                    .build())
            .start();
    for (Path path : paths) {
      folders.add(published(SharePlan.folder(path).build()));
    }
    for (int i = 0; i < TEXTS; i++) {
      texts.add(published(SharePlan.text("text", "first words of " + i).title("t" + i).build()));
    }
    readToPublish = blobs.bytesRead();
  }

  private static NodeConfig.Builder quiet() {
    return NodeConfig.builder().limits(limits -> limits.requestsPerMinute(1_000_000));
  }

  static Transport tcp() {
    return ServiceLoader.load(TransportProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(each -> each.kind() == TransportKind.TCP)
        .findFirst()
        .orElseThrow()
        .create(TransportSettings.defaults());
  }

  private Share published(SharePlan plan) {
    Share share = node.shares().publish(plan).block(SOON);
    if (share == null) {
      throw new IllegalStateException("nothing was published");
    }
    return share;
  }

  /** Gives the followers of one text something to fetch. */
  void update(int text) {
    Share old = texts.get(text);
    SharePlan plan =
        SharePlan.text("text", "words of " + old.sequence()).updating(old.id()).build();
    texts.set(text, published(plan));
  }

  /** Files of many chunks, the last one short; one empty, one of exactly a chunk. */
  private static Path few(Path folder, Random random) throws IOException {
    write(folder.resolve("a/big"), 20 * MIB + 12_345, random);
    write(folder.resolve("a/b/middle"), 5 * MIB, random);
    write(folder.resolve("two chunks"), MIB / 2, random);
    write(folder.resolve("chunk"), MIB / 4, random);
    write(folder.resolve("chunk and a byte"), MIB / 4 + 1, random);
    write(folder.resolve("empty"), 0, random);
    return folder;
  }

  private static Path many(Path folder, Random random) throws IOException {
    for (int i = 0; i < 250; i++) {
      write(folder.resolve("d" + i % 5 + "/f" + i), random.nextInt(40_000), random);
    }
    return folder;
  }

  private static void write(Path file, int size, Random random) throws IOException {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  /** What was read to serve others. */
  long bytesServed() {
    return blobs.bytesRead() - readToPublish;
  }

  @Override
  public void close() {
    node.close();
  }
}
