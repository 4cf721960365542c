package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.ContentRef;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.RemoteContent;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.content.HashPageLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Content whose list of hashes does not fit an answer of v1 (section 12.6), between real nodes. The
 * file is a hole but for a few places: reading and hashing holes is cheap.
 */
class LongListIT {
  private static final long BYTES =
      (HashPageLayout.MAX_WHOLE_LIST + 300L) * ChunkLayout.CHUNK_BYTES - 5;

  /** Eight gigabytes are hashed, perhaps by a machine that has other things to do. */
  private static final Duration SLOW = Duration.ofMinutes(3);

  private static final long[] MARKS = {0, 3_000_000_000L, 5_000_000_001L, BYTES - 1_000};

  @TempDir Path root;
  private final byte[] mark = new byte[1_000];
  private Fleet fleet;
  private Path folder;
  private Share share;
  private Scp2pNode publisher;
  private Scp2pNode reader;

  @BeforeEach
  void publish() throws IOException {
    fleet = new Fleet(root, TransportKind.TCP);
    folder = Files.createDirectories(fleet.folder("archive"));
    new Random(3).nextBytes(mark);
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("long.bin").toFile(), "rw")) {
      file.setLength(BYTES);
      for (long at : MARKS) {
        file.seek(at);
        file.write(mark);
      }
    }
    publisher = fleet.start("publisher");
    share = publisher.shares().publish(SharePlan.folder(folder).build()).block(SLOW);
    reader = fleet.start("reader");
    Fleet.follow(reader, share.shareLink());
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private static byte[] read(SeekableByteChannel channel, long at) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1_000);
    channel.position(at);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // As long as there is more.
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  @Test
  @Tag("heavy")
  void itIsReadAnywhereAndADownloadGoesOnAfterARestart() throws Exception {
    ShareItem item = Fleet.get(publisher.shares().items(share.id()).next());
    assertThat(item.sizeBytes()).isEqualTo(BYTES);
    try (RemoteContent open = Fleet.get(reader.open(new ContentRef(share.id(), item.content())));
        SeekableByteChannel channel = open.channel()) {
      for (long at : MARKS) {
        assertThat(read(channel, at)).isEqualTo(mark);
      }
    }
    Download first = start(64 << 20);
    assertThat(Waiter.realTime().await(() -> done(first) > 20_000_000, Fleet.PATIENCE)).isTrue();
    reader.close();
    Scp2pNode again = fleet.start("reader");
    Fleet.get(again.peers().connect(share.shareLink().bootstrap().get(0)));
    Download second = Fleet.get(again.downloads().get(first.id()));
    long kept = done(second);
    assertThat(kept).as("verified before the restart").isGreaterThan(20_000_000);
    assertThat(Waiter.realTime().await(() -> done(second) > kept + 20_000_000, Fleet.PATIENCE))
        .as("it goes on")
        .isTrue();
    second.cancel().block(Fleet.PATIENCE);
  }

  private Download start(long bytesPerSecond) {
    return reader
        .downloads()
        .start(
            DownloadPlan.share(share.id())
                .maxBytesPerSecond(bytesPerSecond)
                .into(root.resolve("copy")));
  }

  private static long done(Download download) {
    return Fleet.get(download.progress().next()).bytesDone();
  }

  @Test
  @Tag("heavy")
  void theWholeArrives() throws Exception {
    start(0).result().block(SLOW);
    assertThat(Files.mismatch(folder.resolve("long.bin"), root.resolve("copy/long.bin")))
        .isEqualTo(-1);
  }
}
