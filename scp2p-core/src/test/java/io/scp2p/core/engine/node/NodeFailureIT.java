package io.scp2p.core.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scp2p.api.NodeBuilder;
import io.scp2p.api.Scp2pNode;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.NodeEvent;
import io.scp2p.api.event.SecurityEvent;
import io.scp2p.api.event.ShareEvent;
import io.scp2p.api.event.TransferEvent;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.TransferProgress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around a node: each has its code, and nothing that was there is lost. */
@Timeout(300)
class NodeFailureIT {
  private static final int FILE_BYTES = 6 * Trees.MIB;

  @TempDir Path root;

  private Fleet fleet;
  private Path tree;

  @BeforeEach
  void prepare() throws IOException {
    fleet = new Fleet(root, TransportKind.TCP);
    tree = root.resolve("tree");
    Trees.write(tree.resolve("film.bin"), Trees.random(5, FILE_BYTES));
    Trees.write(tree.resolve("small.txt"), "small".getBytes());
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private Scp2pNode reader(Share share, UnaryOperator<NodeBuilder> parts) {
    Scp2pNode reader = fleet.start("reader", config -> config, parts);
    Fleet.follow(reader, share.shareLink());
    return reader;
  }

  private DownloadPlan plan(Share share) {
    return DownloadPlan.share(share.id()).into(root.resolve("copy"));
  }

  private DownloadPlan slowPlan(Share share) {
    return DownloadPlan.share(share.id())
        .maxBytesPerSecond(2 * Trees.MIB)
        .into(root.resolve("copy"));
  }

  private static AtomicLong done(Download download) {
    AtomicLong done = new AtomicLong();
    download.progress().map(TransferProgress::bytesDone).subscribe(done::set);
    return done;
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    assertTrue(Waiter.realTime().await(condition, Fleet.PATIENCE), "it did not happen");
  }

  private void assertComplete() throws IOException {
    assertEquals(List.of(), Trees.differences(tree, root.resolve("copy")));
  }

  @Test
  void aFullDiskFailsTheDownloadAndWithRoomItGoesOnWhereItWas() throws IOException {
    Share share = Fleet.publish(fleet.start("publisher"), tree);
    FaultyBlobs disk = new FaultyBlobs();
    Scp2pNode reader = reader(share, parts -> parts.blobStore(disk));
    disk.room.set(FILE_BYTES / 2);

    Download failing = reader.downloads().start(plan(share));
    assertEquals(ErrorCode.DISK_FULL, Fleet.failure(failing.result()));
    disk.room.set(Long.MAX_VALUE);
    Download again = reader.downloads().start(plan(share));
    Fleet.result(again);

    assertComplete();
  }

  @Test
  void aDiskThatIsReallyFullIsNoticedBeforeAndWhileItFills() throws Exception {
    Path small = Files.createDirectory(root.resolve("mounted"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", small.toString()), "no mount");
    try {
      Share share = Fleet.publish(fleet.start("publisher"), tree);
      Scp2pNode reader = reader(share, parts -> parts);
      Path into = small.resolve("copy");
      Path filler = Trees.write(small.resolve("filler"), new byte[4 * Trees.MIB]);
      DownloadPlan plan =
          DownloadPlan.share(share.id()).maxBytesPerSecond(2 * Trees.MIB).into(into);
      assertEquals(ErrorCode.DISK_FULL, Fleet.failure(reader.downloads().start(plan).result()));
      Files.delete(filler);

      Download filling = reader.downloads().start(plan);
      AtomicLong done = done(filling);
      await(() -> done.get() > 0);
      byte[] block = new byte[64 << 10];
      try (var out = Files.newOutputStream(filler)) {
        while (true) {
          out.write(block);
        }
      } catch (IOException full) {
        assertFalse(full.getMessage().isEmpty());
      }
      assertEquals(ErrorCode.DISK_FULL, Fleet.failure(filling.result()));
      Files.delete(filler);
      Fleet.result(reader.downloads().start(plan));
      assertEquals(List.of(), Trees.differences(tree, into));
      reader.close();
    } finally {
      fleet.close();
      assertTrue(run("umount", "-l", small.toString()));
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }

  @Test
  void aSourceThatShrinksUnderTheDownloadIsNamedAndTheRestComesFromSomebodyElse()
      throws IOException {
    Scp2pNode publisher = fleet.start("publisher");
    List<ShareEvent.FileUnserved> unserved = new CopyOnWriteArrayList<>();
    publisher.events().ofType(ShareEvent.FileUnserved.class).subscribe(unserved::add);
    Share share = Fleet.publish(publisher, tree);
    Path backup = root.resolve("backup");
    Trees.write(backup.resolve("film.bin"), Trees.random(5, FILE_BYTES));
    Scp2pNode reader = reader(share, parts -> parts);
    Download download = reader.downloads().start(slowPlan(share));
    AtomicLong done = done(download);
    await(() -> done.get() > Trees.MIB);

    try (RandomAccessFile file = new RandomAccessFile(tree.resolve("film.bin").toFile(), "rw")) {
      file.setLength(1_000);
    }
    await(() -> !unserved.isEmpty());
    assertEquals(ErrorCode.FILE_CHANGED, unserved.get(0).why());
    assertEquals(share.id(), unserved.get(0).share());
    assertFalse(download.state().isTerminal());

    Share other = Fleet.publish(fleet.start("second"), backup);
    Fleet.get(reader.peers().connect(other.shareLink().bootstrap().get(0)));
    Fleet.result(download);
    Trees.write(tree.resolve("film.bin"), Trees.random(5, FILE_BYTES));
    assertComplete();
  }

  @Test
  void aSourceThatIsRewrittenIsNotServedUnderItsOldName() throws IOException {
    Scp2pNode publisher = fleet.start("publisher");
    List<NodeEvent> unserved = new CopyOnWriteArrayList<>();
    publisher.events().ofType(ShareEvent.FileUnserved.class).subscribe(unserved::add);
    Share share = Fleet.publish(publisher, tree);
    Scp2pNode reader = reader(share, parts -> parts);
    Files.write(tree.resolve("film.bin"), Trees.random(6, FILE_BYTES));

    Download download = reader.downloads().start(plan(share));

    await(() -> !unserved.isEmpty());
    assertFalse(download.state().isTerminal(), "it may still find somebody else");
    Files.write(tree.resolve("film.bin"), Trees.random(5, FILE_BYTES));
    Share other = Fleet.publish(fleet.start("second"), tree);
    Fleet.get(reader.peers().connect(other.shareLink().bootstrap().get(0)));
    Fleet.result(download);
    assertComplete();
  }

  @Test
  void aSourceThatIsRewrittenUnderTheDownloadMakesNobodyALiar() throws IOException {
    Scp2pNode publisher = fleet.start("publisher");
    List<ShareEvent.FileUnserved> unserved = new CopyOnWriteArrayList<>();
    publisher.events().ofType(ShareEvent.FileUnserved.class).subscribe(unserved::add);
    Share share = Fleet.publish(publisher, tree);
    Path backup = root.resolve("backup");
    Trees.write(backup.resolve("film.bin"), Trees.random(5, FILE_BYTES));
    Scp2pNode reader = reader(share, parts -> parts);
    List<SecurityEvent.PeerLied> liars = new CopyOnWriteArrayList<>();
    reader.events().ofType(SecurityEvent.PeerLied.class).subscribe(liars::add);
    Download download = reader.downloads().start(slowPlan(share));
    AtomicLong done = done(download);
    await(() -> done.get() > Trees.MIB);

    Files.write(tree.resolve("film.bin"), Trees.random(6, FILE_BYTES));

    await(() -> !unserved.isEmpty());
    assertEquals(ErrorCode.FILE_CHANGED, unserved.get(0).why());
    assertFalse(download.state().isTerminal(), "it may still find somebody else");
    Share other = Fleet.publish(fleet.start("second"), backup);
    Fleet.get(reader.peers().connect(other.shareLink().bootstrap().get(0)));
    Fleet.result(download);
    assertEquals(List.of(), liars);
    Files.write(tree.resolve("film.bin"), Trees.random(5, FILE_BYTES));
    assertComplete();
  }

  @Test
  void aTargetThatMayNotBeWrittenIsDenied() throws Exception {
    assumeTrue(!isRoot() || canDropRights(), "root may write everywhere");
    Scp2pNode publisher = fleet.start("publisher");
    Share share = Fleet.publish(publisher, tree);
    Scp2pNode reader = reader(share, parts -> parts);
    Path folder = Files.createDirectory(root.resolve("locked"));
    lock(folder);
    try {
      DownloadPlan plan = DownloadPlan.share(share.id()).into(folder);
      Scp2pException denied = Fleet.thrown(reader.downloads().start(plan).result());
      assertEquals(ErrorCode.FILE_DENIED, denied.code(), denied.getMessage());
    } finally {
      unlock(folder);
    }
    Fleet.result(reader.downloads().start(DownloadPlan.share(share.id()).into(folder)));
    assertEquals(List.of(), Trees.differences(tree, folder));
  }

  @Test
  void aSourceThatMayNotBeReadIsNamed() throws IOException {
    FaultyBlobs disk = new FaultyBlobs();
    disk.denied = Path.of("film.bin");
    Scp2pNode publisher =
        fleet.start("publisher", config -> config, parts -> parts.blobStore(disk));

    Scp2pException denied =
        Fleet.thrown(publisher.shares().publish(SharePlan.folder(tree).build()));

    assertEquals(ErrorCode.FILE_DENIED, denied.code(), denied.getMessage());
    assertTrue(denied.getMessage().contains("film.bin"), denied.getMessage());
    disk.denied = Path.of("none");
    assertEquals(2, Fleet.publish(publisher, tree).itemCount());
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** Root is stopped by an immutable folder only. */
  private boolean canDropRights() throws Exception {
    Path probe = Files.createDirectory(root.resolve("probe"));
    boolean can = run("chattr", "+i", probe.toString());
    return can && run("chattr", "-i", probe.toString());
  }

  private static void lock(Path folder) throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    if (isRoot()) {
      assertTrue(run("chattr", "+i", folder.toString()));
    }
  }

  private static void unlock(Path folder) throws Exception {
    if (isRoot()) {
      assertTrue(run("chattr", "-i", folder.toString()));
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void aTargetThatIsAFileIsNamed() throws IOException {
    Share share = Fleet.publish(fleet.start("publisher"), tree);
    Scp2pNode reader = reader(share, parts -> parts);
    Path file = Trees.write(root.resolve("in the way"), "x".getBytes());

    Scp2pException failed =
        Fleet.thrown(reader.downloads().start(DownloadPlan.share(share.id()).into(file)).result());

    assertEquals(ErrorCode.TARGET_EXISTS, failed.code(), failed.getMessage());
    assertTrue(failed.getMessage().contains("in the way"), failed.getMessage());
    assertEquals("x", Files.readString(file));
  }

  @Test
  void clocksThatJumpDisturbNothing() throws IOException {
    AtomicLong offsetSeconds = new AtomicLong();
    TimeSource jumping =
        new TimeSource() {
          @Override
          public long nanos() {
            return System.nanoTime();
          }

          @Override
          public Instant wall() {
            return TimeSource.system().wall().plusSeconds(offsetSeconds.get());
          }
        };
    Scp2pNode publisher =
        fleet.start("publisher", config -> config, parts -> parts.timeSource(jumping));
    Share first = Fleet.publish(publisher, tree);
    Scp2pNode reader = reader(first, parts -> parts.timeSource(jumping));
    Download download = reader.downloads().start(slowPlan(first));
    AtomicLong done = done(download);
    await(() -> done.get() > Trees.MIB);

    offsetSeconds.set(-Duration.ofDays(3).toSeconds());
    Trees.write(tree.resolve("yesterday.txt"), "back".getBytes());
    Share second = Fleet.publish(publisher, SharePlan.folder(tree).updating(first.id()).build());
    assertEquals(
        second.manifest(),
        Fleet.get(reader.subscriptions().sync(first.id())).version().orElseThrow().manifest());
    offsetSeconds.set(Duration.ofDays(3).toSeconds());
    Trees.write(tree.resolve("tomorrow.txt"), "forth".getBytes());
    Share third = Fleet.publish(publisher, SharePlan.folder(tree).updating(first.id()).build());
    assertEquals(
        third.manifest(),
        Fleet.get(reader.subscriptions().sync(first.id())).version().orElseThrow().manifest());

    Fleet.result(download);
    Fleet.result(reader.downloads().start(plan(third)));
    assertComplete();
  }

  @Test
  void aDamagedStoreSaysSoAndIsLeftAsItIs() throws IOException {
    Scp2pNode node = fleet.start("node");
    for (int i = 0; i < 5; i++) {
      Fleet.publish(node, SharePlan.text("t" + i + ".txt", "text " + i).build());
    }
    node.close();
    Path state = fleet.home("node").resolve("state");
    try (Stream<Path> files = Files.walk(state)) {
      for (Path file : files.filter(NodeFailureIT::isTable).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at < bytes.length; at += 37) {
          bytes[at] ^= 0x55;
        }
        Files.write(file, bytes);
      }
    }

    Scp2pException damaged = assertThrows(Scp2pException.class, () -> fleet.start("node"));

    assertEquals(ErrorCode.STORE_CORRUPT, damaged.code(), damaged.getMessage());
    assertFalse(damaged.code().remedy().isEmpty());
    // The lock is free again: a second try gives the same answer, and not "in use".
    assertEquals(
        ErrorCode.STORE_CORRUPT,
        assertThrows(Scp2pException.class, () -> fleet.start("node")).code());
  }

  private static boolean isTable(Path file) {
    return file.getFileName().toString().endsWith(".sst");
  }

  @Test
  void aHomeThatIsAFileCannotBeUsed() throws IOException {
    Trees.write(fleet.home("node"), "not a folder".getBytes());

    Scp2pException unusable = assertThrows(Scp2pException.class, () -> fleet.start("node"));

    assertEquals(ErrorCode.HOME_UNUSABLE, unusable.code());
  }

  @Test
  void nobodyAtTheAddressIsSaidAndTheSubscriptionStays() throws IOException {
    Scp2pNode publisher = fleet.start("publisher");
    Share share = Fleet.publish(publisher, tree);
    publisher.close();
    Scp2pNode reader = fleet.start("reader");
    Fleet.get(reader.subscriptions().follow(share.shareLink()));

    ErrorCode unreachable = Fleet.failure(reader.subscriptions().sync(share.id()));
    assertTrue(unreachable.retryable(), unreachable.toString());
    assertEquals(
        ErrorCode.PEER_UNREACHABLE,
        Fleet.failure(reader.peers().connect(share.shareLink().bootstrap().get(0))));
    assertEquals(1, reader.subscriptions().list().collectList().block(Fleet.PATIENCE).size());
  }

  @Test
  void aDownloadNobodyServesFailsAfterTheStallTimeoutAndKeepsWhatItHas() throws IOException {
    Scp2pNode publisher = fleet.start("publisher");
    Share share = Fleet.publish(publisher, tree);
    Scp2pNode reader =
        fleet.start(
            "reader",
            config -> config.transfer(transfer -> transfer.stallTimeout(Duration.ofSeconds(2))));
    Fleet.follow(reader, share.shareLink());
    // So slowly that there is much to come when the publisher has closed, however long that takes.
    DownloadPlan slowest =
        DownloadPlan.share(share.id()).maxBytesPerSecond(Trees.MIB / 2).into(root.resolve("copy"));
    Download download = reader.downloads().start(slowest);
    AtomicLong done = done(download);
    await(() -> done.get() > 0);
    publisher.close();

    Scp2pException stalled = Fleet.thrown(download.result());

    assertEquals(ErrorCode.STALLED, stalled.code(), stalled.getMessage());
    assertTrue(stalled.retryable());
    Download alone = reader.downloads().start(DownloadPlan.share(share.id()).into(root));
    assertEquals(ErrorCode.NO_PROVIDER, Fleet.failure(alone.result()));
  }

  @Test
  void theNetworkGoesAndComesBackAndTheDownloadGoesOnByItself() throws IOException {
    Scp2pNode publisher = fleet.start("publisher");
    Share share = Fleet.publish(publisher, tree);
    int port = share.shareLink().bootstrap().get(0).port();
    Scp2pNode reader = reader(share, parts -> parts);
    Download download = reader.downloads().start(slowPlan(share));
    AtomicLong done = done(download);
    List<TransferEvent> ends = new CopyOnWriteArrayList<>();
    reader.events().ofType(TransferEvent.Completed.class).subscribe(ends::add);
    await(() -> done.get() > Trees.MIB);
    long before = done.get();

    publisher.close();
    fleet.start(
        "publisher", network -> Fleet.atPort(network, port), config -> config, parts -> parts);

    Fleet.result(download);
    assertComplete();
    assertTrue(done.get() >= before);
    await(() -> ends.size() == 1);
  }

  @Test
  void readersThatStandStillHoldNothingUp() throws IOException {
    Share share = Fleet.publish(fleet.start("publisher"), tree);
    Scp2pNode reader = reader(share, parts -> parts);
    // One that never asks, one that blocks its thread until the node is closed.
    reader.events().subscribe(new Unmoved<>());
    Download download = reader.downloads().start(plan(share));
    download.progress().subscribe(new Unmoved<>());
    download.states().subscribe(new Unmoved<>());

    Fleet.result(download);

    assertComplete();
    long begun = System.nanoTime();
    reader.close();
    assertTrue(System.nanoTime() - begun < Duration.ofSeconds(4).toNanos());
  }

  /** Subscribes and never asks for anything. */
  private static final class Unmoved<T> extends reactor.core.publisher.BaseSubscriber<T> {
    @Override
    protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
      // Nothing is asked for.
    }
  }

  @Test
  void aSubscriberThatBlocksForEverDelaysTheEndAndNoMore() throws IOException {
    Share share = Fleet.publish(fleet.start("publisher"), tree);
    Scp2pNode reader = reader(share, parts -> parts);
    java.util.concurrent.CountDownLatch never = new java.util.concurrent.CountDownLatch(1);
    reader
        .events()
        .subscribe(
            event -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });

    Fleet.result(reader.downloads().start(plan(share)));

    assertComplete();
    long begun = System.nanoTime();
    reader.close();
    assertTrue(System.nanoTime() - begun < Duration.ofSeconds(15).toNanos());
    fleet.start("reader").close();
  }
}
