package io.scp2p.core.engine.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.transfer.CollisionRule;
import io.scp2p.api.transfer.Download;
import io.scp2p.core.engine.Offload;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large files that are there already are hashed without anybody having to wait for it. */
class LongLooksTest {
  private static final int FILES = 12;
  private static final int SIZE = (int) FileArrival.LONG_BYTES;

  /** What a download does besides: a row of itself, and rows of files that are done. */
  private static final int OTHERS = 2;

  @TempDir Path folder;
  private DownloadWorld world;

  @BeforeEach
  void begin() throws Exception {
    world = new DownloadWorld(5, folder);
    for (int i = 0; i < FILES; i++) {
      TestContent content = world.publish("f" + i, TestContent.random(i, SIZE));
      Files.createDirectories(world.targets);
      Files.write(world.targets.resolve("f" + i), content.bytes());
    }
    world.service.restore();
    world.settle();
    world.mostWork = 0;
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private Download start() {
    return world.service.start(world.plan().collision(CollisionRule.REPLACE).into(world.targets));
  }

  @Test
  void noMoreThanAFewAreLookedAtAtATime() throws Exception {
    Download download = start();
    assertThat(world.answer(download.result()).failure).isNull();
    assertThat(world.servedBytes).isZero();
    assertThat(world.blobs.bytesRead()).isGreaterThanOrEqualTo((long) FILES * SIZE);
    assertThat(world.mostWork).isBetween(Offload.MAX_LONG, Offload.MAX_LONG + OTHERS);
    world.assertComplete();
  }

  @Test
  void whoCancelsDoesNotWaitForAllOfThem() {
    Download download = start();
    world.until(() -> world.blobs.bytesRead() > 0);
    assertThat(world.answer(download.cancel()).failure).isNull();
    assertThat(world.blobs.bytesRead()).isLessThan((long) FILES * SIZE / 2);
    assertThat(world.mostWork).as("the others were hurried").isGreaterThan(FILES / 2);
  }
}
