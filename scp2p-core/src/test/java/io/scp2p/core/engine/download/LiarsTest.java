package io.scp2p.core.engine.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.transfer.Download;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.message.GetChunk;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who lies in one file is not believed in the next ten thousand. */
class LiarsTest {
  private static final int FILES = 300;
  private static final int SIZE = 1_000;
  private static final long PERIOD = Liars.PERIOD.toNanos();

  private final Liars liars = new Liars();
  private int asked;
  private int lies;

  private static NodeKey key(int number) {
    return NodeKey.of(ByteBuffer.allocate(NodeKey.LENGTH).putInt(number).array());
  }

  @Test
  void onlyWhoGoesOnIsShutOutAndForgivenOnceItWasQuiet() {
    long now = Long.MAX_VALUE - 5; // The clock may come round at any time.
    assertThat(liars.lied(key(1), now)).isEqualTo(1);
    assertThat(liars.lied(key(1), now + 10)).isEqualTo(2);
    assertThat(liars.isShutOut(key(1), now + 10)).isFalse();
    assertThat(liars.lied(key(1), now + 20)).isEqualTo(Liars.MAX_LIES);
    assertThat(liars.lied(key(2), now + 30)).isEqualTo(1);

    assertThat(liars.isShutOut(key(1), now + 20)).isTrue();
    assertThat(liars.dueNanos()).hasValue(now + 20 + PERIOD);
    assertThat(liars.forgiven(now + 19 + PERIOD)).isEmpty();
    assertThat(liars.isShutOut(key(1), now + 19 + PERIOD)).isTrue();
    assertThat(liars.isShutOut(key(1), now + 20 + PERIOD)).isFalse();
    assertThat(liars.forgiven(now + 30 + PERIOD)).as("2 was not shut out").containsExactly(key(1));
    assertThat(liars.size()).isZero();
    assertThat(liars.dueNanos()).isEmpty();
  }

  @Test
  void noMoreAreRememberedThanTheBound() {
    for (int i = 0; i < Liars.MAX_LIES; i++) {
      liars.lied(key(0), 0);
    }
    for (int i = 1; i < Liars.MAX_KEPT; i++) {
      liars.lied(key(i), 1);
    }
    assertThat(liars.isShutOut(key(0), 2)).isTrue();
    liars.lied(key(-1), 2);
    assertThat(liars.size()).isEqualTo(Liars.MAX_KEPT);
    assertThat(liars.isShutOut(key(0), 2)).as("it made room").isFalse();
  }

  private @Nullable Response lie(Request request) {
    if (!(request instanceof GetChunk ask)) {
      return null;
    }
    asked++;
    if (asked > lies) {
      return null;
    }
    return new ChunkData(ask.contentId(), ask.chunkIndex(), Bytes.wrap(new byte[SIZE]));
  }

  private DownloadWorld world(Path dir) throws Exception {
    DownloadWorld world = new DownloadWorld(5, dir);
    world.liesAreExpected = true;
    world.answers = this::lie;
    for (int i = 0; i < FILES; i++) {
      world.publish("f" + i, TestContent.random(i + 1, SIZE));
    }
    world.service.restore();
    return world;
  }

  @Test
  void aFastLiarIsAskedForAFewOfManyFilesAndNamedOnce(@TempDir Path dir) throws Exception {
    lies = Integer.MAX_VALUE;
    try (DownloadWorld world = world(dir)) {
      Download download = world.start();
      assertThat(world.answer(download.result()).code()).isEqualTo(ErrorCode.NO_PROVIDER);
      assertThat(asked).isLessThan(DownloadFiles.MAX_ACTIVE_FILES);
      assertThat(world.lies).containsExactly(ErrorCode.CHUNK_MISMATCH);

      lies = 0; // It has mended its disk, but who would know.
      asked = 0;
      assertThat(world.answer(world.start().result()).code()).isEqualTo(ErrorCode.NO_PROVIDER);
      assertThat(asked).isZero();
      world.world.runFor(Liars.PERIOD);
      assertThat(world.answer(world.start().result()).failure).isNull();
      world.assertComplete();
    }
  }

  @Test
  void oneRottenFileDoesNotCostTheOthers(@TempDir Path dir) throws Exception {
    lies = Liars.MAX_LIES - 1;
    try (DownloadWorld world = world(dir)) {
      Download download = world.start();
      world.until(() -> world.servedBytes >= (long) (FILES - lies) * SIZE);
      world.until(() -> download.state().isTerminal());
      assertThat(world.lies).hasSize(1);
      assertThat(world.files()).hasSizeGreaterThanOrEqualTo(FILES - lies);
    }
  }
}
