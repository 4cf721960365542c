package io.scp2p.core.engine.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.transfer.Download;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.HashPage;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is here already, or comes once, is not fetched again. */
class EqualContentsTest {
  private static final int CHUNK = TestContent.CHUNK;

  @TempDir Path folder;
  private final TestContent large = TestContent.random(1, 2 * CHUNK + 9);
  private final TestContent small = TestContent.random(2, 1_000);
  private final Set<ContentId> here = new HashSet<>();

  /** The chunk from which on what is here was damaged. */
  private int damagedFrom = Integer.MAX_VALUE;

  private boolean hashesAreWrong;
  private DownloadWorld world;

  @BeforeEach
  void begin() throws Exception {
    world = new DownloadWorld(5, folder);
    world.local = new Local();
    world.crashAndRestore();
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  /** What is in {@link #here}, and what the download has finished. */
  private final class Local implements LocalChunks {
    private Optional<TestContent> find(ContentId id) {
      boolean finished =
          world.finished.stream()
              .anyMatch(file -> file.getFileName().toString().startsWith(prefix(id)));
      return finished || here.contains(id)
          ? Optional.of(id.equals(large.id()) ? large : small)
          : Optional.empty();
    }

    @Override
    public Optional<byte[]> readChunk(ContentId id, long chunk) {
      return find(id)
          .map(
              content -> {
                byte[] data = content.chunk(chunk).toArray();
                data[0] ^= (byte) (chunk >= damagedFrom ? 1 : 0);
                return data;
              });
    }

    @Override
    public Optional<Bytes> hashes(ContentId id, int count) {
      return find(id)
          .map(content -> hashesAreWrong ? content.chunk(0).slice(0, 96) : joined(content));
    }

    @Override
    public Optional<HashPage> hashPage(ContentId id, int page) {
      throw new AssertionError("these lists are short");
    }
  }

  private static Bytes joined(TestContent content) {
    return content.hashes().joined();
  }

  private String prefix(ContentId id) {
    return id.equals(large.id()) ? "large" : "small";
  }

  private void publish(int each) {
    for (int i = 0; i < each; i++) {
      world.publish("large-" + i, large);
      world.publish("small-" + i, small);
    }
  }

  private void downloadAll() throws Exception {
    Download all = world.start();
    assertThat(world.answer(all.result()).failure).isNull();
    world.assertComplete();
  }

  @Test
  void manyFilesWithOneContentAreFetchedOnce() throws Exception {
    publish(30);
    downloadAll();
    assertThat(world.servedBytes).isEqualTo(2 * CHUNK + 9 + 1_000);
  }

  @Test
  void moreThanMayWaitAreFetchedOnceAllTheSame() throws Exception {
    for (int i = 0; i < DownloadFiles.MAX_TWINS + 100; i++) {
      world.publish("small-" + i, small);
    }
    downloadAll();
    assertThat(world.servedBytes).isEqualTo(1_000);
  }

  @Test
  void whatIsHereIsNotFetchedAtAll() throws Exception {
    here.add(large.id());
    here.add(small.id());
    publish(1);
    downloadAll();
    assertThat(world.servedBytes).isZero();
  }

  @Test
  void whatIsHereAndDamagedIsFetched() throws Exception {
    here.add(large.id());
    damagedFrom = 1;
    publish(1);
    downloadAll();
    assertThat(world.servedBytes).isEqualTo(CHUNK + 9 + 1_000);
  }

  @Test
  void hashesThatAreWrongAreNotBelieved() throws Exception {
    here.add(large.id());
    hashesAreWrong = true;
    publish(1);
    downloadAll();
    assertThat(world.servedBytes).isEqualTo(2 * CHUNK + 9 + 1_000);
  }

  @Test
  void aCrashInTheMiddleLosesNothing() throws Exception {
    publish(15);
    Download first = world.start();
    for (int i = 0; i < 30; i++) {
      for (int step = 0; step < 40; step++) {
        world.world.step();
      }
      world.crashAndRestore();
    }
    Download again = (Download) world.answer(world.service.get(first.id())).value;
    assertThat(world.answer(again.result()).failure).isNull();
    world.assertComplete();
  }
}
