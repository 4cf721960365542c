package io.scp2p.core.engine.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.transfer.ContentRef;
import io.scp2p.api.transfer.RemoteContent;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.ShareItem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much may be open for reading at a time. */
class ContentReadersTest {
  @TempDir Path folder;
  private TestContent film;
  private DownloadWorld world;
  private ContentReaders readers;
  private ContentRef ref;

  @BeforeEach
  void begin() throws Exception {
    world = new DownloadWorld(11, folder);
    film = world.publish("film", TestContent.random(1, 40 * TestContent.CHUNK));
    ref = new ContentRef(DownloadWorld.SHARE, film.id());
    readers = new ContentReaders(world.parts, world.local);
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private CompletableFuture<RemoteContent> open() {
    CompletableFuture<RemoteContent> opened = readers.open(ref);
    world.until(opened::isDone);
    return opened;
  }

  private static @Nullable ErrorCode code(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof Scp2pException known ? known.code() : null;
  }

  @Test
  void noMoreContentsAreOpenThanMayBe() {
    List<RemoteContent> all = new ArrayList<>();
    for (int i = 0; i < ContentReaders.MAX_OPEN; i++) {
      all.add(open().join());
    }
    Throwable[] refused = {null};
    open().whenComplete((content, failure) -> refused[0] = failure);
    assertThat(code(refused[0])).isEqualTo(ErrorCode.TOO_MANY_TRANSFERS);

    all.get(5).close();
    world.settle();
    assertThat(open()).isCompleted();
    readers.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {7, ChunkLayout.MAX_FILE_BYTES + 1, Long.MAX_VALUE})
  void aContentOfASizeThatContradictsItsChunksIsRefused(long size) {
    ShareItem told = film.at("film");
    world.items.set(
        0,
        new ShareItem(
            told.contentId(),
            size,
            told.name(),
            told.path(),
            null,
            List.of(),
            told.chunkCount(),
            told.chunkListHash()));
    Throwable[] refused = {null};
    open().whenComplete((content, failure) -> refused[0] = failure);
    assertThat(code(refused[0])).isEqualTo(ErrorCode.CHUNK_LIST_MISMATCH);
  }

  @Test
  void noMoreReadersAreOnOneContentThanMayBe() {
    WindowedChunks chunks =
        new WindowedChunks(
            world.parts, world.local, DownloadWorld.SHARE, film.arriving(), ended -> {});
    for (long reader = 0; reader < ReadWindows.MAX_READERS; reader++) {
      assertThat(block(chunks, reader).join()).isEqualTo(film.chunk(3));
    }
    Throwable[] refused = {null};
    block(chunks, 99).whenComplete((data, failure) -> refused[0] = failure);
    assertThat(code(refused[0])).isEqualTo(ErrorCode.TOO_MANY_TRANSFERS);
    assertThat(block(chunks, 0)).as("who is there goes on").isCompleted();

    chunks.leave(0);
    assertThat(block(chunks, 99)).isCompleted();
    chunks.close();
    world.settle();
  }

  private CompletableFuture<Bytes> block(WindowedChunks chunks, long reader) {
    CompletableFuture<Bytes> read = chunks.block(reader, 3);
    world.until(read::isDone);
    return read;
  }
}
