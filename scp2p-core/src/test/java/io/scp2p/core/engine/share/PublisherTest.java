package io.scp2p.core.engine.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.Visibility;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.catalog.HeadSeal;
import io.scp2p.core.catalog.ManifestSeal;
import io.scp2p.core.content.ContentDigester;
import io.scp2p.core.engine.keys.KeyRing;
import io.scp2p.core.engine.keys.MemoryState;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.ShareItem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {
  @TempDir Path dir;
  private Path folder;
  private ShareWorld world;

  @BeforeEach
  void open() throws Exception {
    folder = Files.createDirectory(dir.resolve("folder"));
    world = new ShareWorld(dir.resolve("home"));
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aFolderBecomesASignedVersionThatV1CanRead() throws Exception {
    byte[] big = ShareWorld.bytes(600_000, 1);
    ShareWorld.write(folder.resolve("b/big.BIN"), big);
    ShareWorld.write(folder.resolve("b.txt"), "hello".getBytes(StandardCharsets.UTF_8));
    ShareWorld.write(folder.resolve("empty"), new byte[0]);
    SharePlan plan =
        SharePlan.folder(folder)
            .title("Title")
            .tag("z")
            .tag("a")
            .visibility(Visibility.PUBLIC)
            .expiresAt(Instant.now().plusSeconds(1_000))
            .build();

    PublishedShare share = world.publish(plan);

    Manifest manifest = Manifest.decode(world.store.manifest(share.manifestId()).orElseThrow());
    long now = Instant.now().getEpochSecond();
    assertThat(ManifestSeal.verify(manifest, now)).isEmpty();
    assertThat(ManifestSeal.id(manifest)).isEqualTo(share.manifestId());
    assertThat(HeadSeal.verify(share.head(), share.shareKey())).isEmpty();
    assertThat(share.seq()).isEqualTo(1);
    assertThat(share.fitsV1()).isTrue();
    assertThat(share.itemCount()).isEqualTo(3);
    assertThat(share.totalBytes()).isEqualTo(600_005);
    List<ShareItem> items = world.items(share);
    assertThat(items).isEqualTo(manifest.body().items());
    // Component by component: the folder b comes before the file b.txt.
    assertThat(items).extracting(ShareItem::path).containsExactly("b/big.BIN", "b.txt", "empty");
    assertThat(items).extracting(ShareItem::mime).containsExactly(null, "text/plain", null);
    assertThat(items).allSatisfy(item -> assertThat(item.tags()).containsExactly("a", "z"));
    assertThat(items.get(0))
        .usingRecursiveComparison()
        .ignoringFields("tags")
        .isEqualTo(
            new ContentDigester()
                .update(ByteBuffer.wrap(big))
                .finish()
                .item("big.BIN", "b/big.BIN", null));
    assertThat(world.state.applied()).as("one batch").isEqualTo(1);
    assertThat(world.state.lastDurability()).isEqualTo(Durability.POWER);
    assertThat(world.blobs.open).hasValue(0);
  }

  @Test
  void anUpdateReadsOnlyWhatChanged() throws Exception {
    ShareWorld.write(folder.resolve("same"), ShareWorld.bytes(300_000, 1));
    ShareWorld.write(folder.resolve("other"), ShareWorld.bytes(1_000, 2));
    PublishedShare first = world.publish(SharePlan.folder(folder).build());
    ShareWorld.write(folder.resolve("other"), ShareWorld.bytes(2_000, 3));
    world.blobs.bytesRead.set(0);

    PublishedShare second =
        world.publish(SharePlan.folder(folder).updating(first.id()).title("new").build());

    assertThat(world.blobs.bytesRead).hasValue(2_000);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.seq()).isEqualTo(2);
    assertThat(world.items(second).get(1).contentId())
        .isEqualTo(world.items(first).get(1).contentId());
    assertThat(world.store.manifest(first.manifestId())).as("still readable").isPresent();
    assertThat(world.library.readChunk(world.items(second).get(1).contentId(), 1)).isPresent();
  }

  @Test
  void aFileWrittenAMomentAgoIsHashedAgain() throws Exception {
    Path file = Files.write(folder.resolve("fresh"), ShareWorld.bytes(1_000, 1));
    PublishedShare first = world.publish(SharePlan.folder(folder).build());
    var stamp = Files.getLastModifiedTime(file);
    Files.write(file, ShareWorld.bytes(1_000, 2));
    Files.setLastModifiedTime(file, stamp);

    PublishedShare second = world.publish(SharePlan.folder(folder).updating(first.id()).build());

    assertThat(world.items(second).get(0).contentId())
        .isEqualTo(ShareWorld.idOf(ShareWorld.bytes(1_000, 2)));
  }

  @Test
  void oldVersionsAreClearedAwayButTheLastTwo() throws Exception {
    ShareId id = null;
    for (int version = 1; version <= 5; version++) {
      ShareWorld.write(folder.resolve("f"), ShareWorld.bytes(100 + version, version));
      SharePlan.Builder plan = SharePlan.folder(folder);
      id = world.publish((id == null ? plan : plan.updating(id)).build()).id();
    }

    assertThat(world.soon(() -> world.state.rows("share-doomed") == 0)).isTrue();
    assertThat(world.state.rows("share-items")).isEqualTo(2);
    assertThat(world.state.rows("share-manifests")).isEqualTo(2);
    assertThat(world.state.rows("content-sources")).isEqualTo(2);
    assertThat(world.state.rows("content-index")).isEqualTo(2);
    assertThat(world.state.rows("content-hashes")).isEqualTo(2);
  }

  @Test
  void whatIsUnpublishedIsGoneAndItsNumbersAreNotUsedAgain() throws Exception {
    ShareWorld.write(folder.resolve("f"), ShareWorld.bytes(100, 1));
    PublishedShare share =
        world.publish(SharePlan.folder(folder).visibility(Visibility.PUBLIC).build());
    var content = world.items(share).get(0).contentId();
    assertThat(world.library.readChunk(content, 0)).isPresent();

    ShareWorld.await(world.publisher.unpublish(share.id()));

    assertThat(world.store.find(share.id())).isEmpty();
    assertThat(world.store.manifest(share.manifestId())).isEmpty();
    assertThat(world.library.readChunk(content, 0)).isEmpty();
    assertThat(world.soon(() -> world.state.rows("content-") == 0)).isTrue();
    assertThat(ShareWorld.failure(world.publisher.unpublish(share.id())).code())
        .isEqualTo(ErrorCode.UNKNOWN_SHARE);
    PublishedShare again = world.publish(SharePlan.folder(folder).updating(share.id()).build());
    assertThat(again.seq()).isEqualTo(2);
  }

  @Test
  void aTextIsServedFromTheStore() throws Exception {
    String text = "ä".repeat(200_000);
    PublishedShare share = world.publish(SharePlan.text("note.txt", text).build());

    ShareItem item = world.items(share).get(0);
    byte[] whole = text.getBytes(StandardCharsets.UTF_8);
    assertThat(item.name()).isEqualTo("note.txt");
    assertThat(item.path()).isNull();
    assertThat(item.contentId()).isEqualTo(ShareWorld.idOf(whole));
    byte[] first = world.library.readChunk(item.contentId(), 0).orElseThrow();
    byte[] second = world.library.readChunk(item.contentId(), 1).orElseThrow();
    assertThat(ByteBuffer.allocate(whole.length).put(first).put(second).array()).isEqualTo(whole);
    assertThat(world.library.readChunk(item.contentId(), 2)).isEmpty();
  }

  @Test
  void aFileThatIsWrittenWhileItIsHashedIsTriedOnceMore() throws Exception {
    Path file = ShareWorld.write(folder.resolve("log"), ShareWorld.bytes(1_000, 1));
    List<Long> once = new CopyOnWriteArrayList<>(List.of(1L));
    world.blobs.beforeRead =
        () -> {
          if (!once.isEmpty()) {
            once.clear();
            overwrite(file, 2_000);
          }
        };
    PublishedShare share = world.publish(SharePlan.folder(folder).build());
    assertThat(share.totalBytes()).isEqualTo(2_000);

    int[] size = {3_000};
    world.blobs.beforeRead = () -> overwrite(file, size[0]++);
    Scp2pException refused = world.refused(SharePlan.folder(folder).updating(share.id()).build());
    assertThat(refused.code()).isEqualTo(ErrorCode.FILE_CHANGED);
    assertThat(refused.details()).containsEntry("file", "log");
    assertThat(world.store.find(share.id()).orElseThrow().seq()).isEqualTo(1);
    assertThat(world.blobs.open).hasValue(0);
  }

  private static void overwrite(Path file, int size) {
    try {
      Files.write(file, ShareWorld.bytes(size, size));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFileThatMayNotBeReadIsNamed() throws Exception {
    Path file = ShareWorld.write(folder.resolve("sub/secret"), new byte[10]);
    ShareWorld.write(folder.resolve("open"), new byte[10]);
    world.blobs.denied.add(file);

    Scp2pException refused = world.refused(SharePlan.folder(folder).build());

    assertThat(refused.code()).isEqualTo(ErrorCode.FILE_DENIED);
    assertThat(refused.details()).containsEntry("file", "sub/secret");
    assertThat(world.state.applied()).as("nothing was written").isZero();
  }

  @Test
  void aFolderWithoutFilesIsNamedAndHowMuchOfItWasLeftOut() throws Exception {
    Files.createDirectories(folder.resolve("empty"));
    Files.createSymbolicLink(folder.resolve("lost"), Path.of("nowhere"));

    Scp2pException refused = world.refused(SharePlan.folder(folder).build());

    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(refused).hasMessageContaining("no file to publish");
    assertThat(refused.details())
        .containsOnly(entry("folder", folder.toString()), entry("leftOut", "1"));
    assertThat(world.state.applied()).as("nothing was written").isZero();
  }

  @Test
  void ofSeveralFoldersWithoutFilesTheFirstIsNamed() throws Exception {
    Path one = Files.createDirectories(folder.resolve("one"));
    Path two = Files.createDirectories(folder.resolve("two"));

    Scp2pException refused = world.refused(SharePlan.files(List.of(one, two)).build());

    assertThat(refused.details())
        .containsOnly(entry("folder", one.toString()), entry("folders", "2"));
  }

  @Test
  void aCancelledPublicationPublishesNothingAndHoldsNothing() throws Exception {
    for (int i = 0; i < 500; i++) {
      ShareWorld.write(folder.resolve("f" + i), ShareWorld.bytes(100, i));
    }
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    world.blobs.beforeRead =
        () -> {
          reading.countDown();
          awaitQuietly(cancelled);
        };
    Publishing publishing =
        world.publisher.start(SharePlan.folder(folder).build(), PublishListener.NONE);
    assertThat(reading.await(60, TimeUnit.SECONDS)).isTrue();
    publishing.cancel();
    cancelled.countDown();

    assertThat(ShareWorld.failure(publishing.result()).code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(world.store.list()).isEmpty();
    assertThat(world.blobs.open).hasValue(0);
    assertThat(world.keys.publishers()).isEmpty();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody came");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void progressGoesUpToAllAndAPauseHoldsIt() throws Exception {
    for (int i = 0; i < 300; i++) {
      ShareWorld.write(folder.resolve("f" + i), ShareWorld.bytes(1_000, i));
    }
    List<Long> seen = new CopyOnWriteArrayList<>();
    PublishListener listener =
        (hashed, total, files, allFiles) -> {
          assertThat(total).isEqualTo(300_000);
          seen.add(hashed);
        };
    Publishing publishing = world.publisher.start(SharePlan.folder(folder).build(), listener);
    publishing.pause();
    publishing.resume();

    assertThat(ShareWorld.await(publishing.result()).itemCount()).isEqualTo(300);
    assertThat(seen).isSorted().endsWith(300_000L);
  }

  private Publishing restingIn(Path file, long bytes) throws Exception {
    try (var out = new RandomAccessFile(ShareWorld.write(file, new byte[1]).toFile(), "rw")) {
      out.setLength(bytes);
    }
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3_600)));
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    world.blobs.beforeRead =
        () -> {
          reading.countDown();
          awaitQuietly(told); // Or it may have read all of it before it is told to pause.
        };
    Publishing publishing =
        world.publisher.start(SharePlan.folder(folder).build(), PublishListener.NONE);
    assertThat(reading.await(60, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Void> resting = publishing.pause();
    world.loop.post(told::countDown); // Behind the wish to pause.
    ShareWorld.await(resting);
    assertThat(world.blobs.open).as("files that others may want").hasValue(0);
    assertThat(world.blobs.bytesRead.get()).isBetween(1L, bytes - 1);
    assertThat(publishing.result()).isNotDone();
    return publishing;
  }

  @Test
  void pauseLetsGoOfFilesAndNothingIsReadTwice() throws Exception {
    long bytes = 4 * HashTask.STEP_BYTES;
    Publishing publishing = restingIn(folder.resolve("big"), bytes);
    publishing.resume();
    PublishedShare share = ShareWorld.await(publishing.result());
    assertThat(world.blobs.bytesRead).hasValue(bytes);
    assertThat(world.blobs.open).hasValue(0);
    assertThat(world.items(share).get(0).contentId())
        .isEqualTo(ShareWorld.idOf(new byte[(int) bytes]));
  }

  @Test
  void fileThatChangedInAPauseIsReadFromTheStart() throws Exception {
    Path file = folder.resolve("big");
    Publishing publishing = restingIn(file, 4 * HashTask.STEP_BYTES);
    ShareWorld.write(file, ShareWorld.bytes(1_000, 3));
    publishing.resume();
    PublishedShare share = ShareWorld.await(publishing.result());
    assertThat(world.items(share).get(0).contentId())
        .isEqualTo(ShareWorld.idOf(ShareWorld.bytes(1_000, 3)));
  }

  @Test
  void nothingIsPublishedInAPause() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    world.loop.post(() -> awaitQuietly(told)); // Or it may be over before it is told to pause.
    Publishing publishing =
        world.publisher.start(SharePlan.text("t", "x").build(), PublishListener.NONE);
    CompletableFuture<Void> resting = publishing.pause();
    told.countDown();
    ShareWorld.await(resting);
    assertThat(publishing.result()).isNotDone();
    assertThat(world.store.list()).isEmpty();
    ShareWorld.await(publishing.pause());
    publishing.resume();
    assertThat(ShareWorld.await(publishing.result()).itemCount()).isEqualTo(1);
  }

  @Test
  void publicationInAPauseCanBeCancelled() throws Exception {
    Publishing publishing = restingIn(folder.resolve("big"), 4 * HashTask.STEP_BYTES);
    publishing.cancel();
    assertThat(ShareWorld.failure(publishing.result()).code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(world.store.list()).isEmpty();
  }

  @Test
  void keyIsKeptWithItsShareOrNotAtAll() throws Exception {
    assertThat(world.refused(SharePlan.folder(folder).build()).code())
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(world.keys.publishers()).as("of an empty folder").isEmpty();
    MemoryState state = new MemoryState();
    try (KeyRing stored = KeyRing.open(state, dir.resolve("home"), null, Entropy.system());
        ShareWorld failing = new ShareWorld(dir.resolve("home"), state, stored, 9)) {
      state.failAfter(0);
      failing.refused(SharePlan.text("t", "x").build());
      state.restart();
      assertThat(stored.publishers()).as("after a failed write").isEmpty();
      failing.publish(SharePlan.text("t", "x").build());
      assertThat(stored.publishers()).hasSize(1);
    }
  }

  @Test
  void manyPublicationsAtTheSameTimeAllSucceed() throws Exception {
    List<Publishing> all = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(
          world.publisher.start(SharePlan.text("t" + i, "x" + i).build(), PublishListener.NONE));
    }
    for (Publishing publishing : all) {
      assertThat(ShareWorld.await(publishing.result()).seq()).isEqualTo(1);
    }
    assertThat(world.store.list()).hasSize(40);
    assertThat(world.keys.publishers()).hasSize(40);
  }

  @Test
  void updatesOfOneShareHappenOneAfterTheOther() throws Exception {
    ShareId id = world.publish(SharePlan.text("t", "0").build()).id();
    List<Publishing> all = new CopyOnWriteArrayList<>();
    for (int i = 1; i <= 10; i++) {
      SharePlan plan = SharePlan.text("t", "x" + i).updating(id).build();
      all.add(world.publisher.start(plan, PublishListener.NONE));
    }
    for (int i = 0; i < 10; i++) {
      assertThat(ShareWorld.await(all.get(i).result()).seq()).isEqualTo(i + 2);
    }
  }

  @Test
  void plansThatCannotBeAreRefusedWithTheirReason() throws Exception {
    ShareId stranger = ShareId.of(new byte[32]);
    assertThat(world.refused(SharePlan.text("t", "x").updating(stranger).build()).code())
        .isEqualTo(ErrorCode.UNKNOWN_SHARE);
    assertThat(world.refused(SharePlan.text("../t", "x").build()).code())
        .isEqualTo(ErrorCode.INVALID_PATH);
    assertThat(world.refused(SharePlan.text("t", "x").title("t".repeat(2_000)).build()).code())
        .isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(world.refused(SharePlan.text("t", "x").expiresAt(Instant.EPOCH).build()).code())
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(world.refused(SharePlan.folder(folder).build()).code())
        .as("an empty folder")
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(world.refused(SharePlan.folder(dir.resolve("none")).build()).code())
        .isEqualTo(ErrorCode.FILE_MISSING);
    assertThat(world.refused(SharePlan.files(List.of(Path.of("/dev/null"))).build()).code())
        .isEqualTo(ErrorCode.FILE_KIND);
    assertThat(world.refused(SharePlan.files(List.of(folder)).build()).code())
        .as("nothing but an empty folder")
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(world.state.applied()).isZero();
  }
}
