package io.scp2p.core.engine.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.transfer.Download;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.content.HashPageLayout;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.message.GetChunk;
import io.scp2p.core.wire.message.GetChunkHashes;
import io.scp2p.core.wire.message.GetHashPage;
import io.scp2p.core.wire.message.HashPage;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.ShareItem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A download whose hashes come in pages: eight gigabytes of zeros, of which some arrive. */
class LongDownloadTest {
  private static final HashPageLayout PAGES = new HashPageLayout(HashPageLayout.MAX_WHOLE_LIST + 1);
  private static final ContentId ID = ContentId.of(new byte[32]);
  private static final Bytes ZEROS = Bytes.wrap(new byte[ChunkLayout.CHUNK_BYTES]);

  @TempDir Path folder;
  private final Bytes list = list();
  private final Bytes values = values();
  private final List<Long> pagesAsked = new ArrayList<>();
  private boolean lying;
  private DownloadWorld world;

  private static Bytes list() {
    byte[] hash = Blake3.hash(ZEROS.toArray());
    byte[] list = new byte[(int) PAGES.chunks() * 32];
    for (int at = 0; at < list.length; at += 32) {
      System.arraycopy(hash, 0, list, at, 32);
    }
    return Bytes.wrap(list);
  }

  private Bytes hashes(int page) {
    return list.slice((int) PAGES.first(page) * 32, PAGES.count(page) * 32);
  }

  private Bytes values() {
    byte[] made = new byte[PAGES.pages() * 32];
    for (int page = 0; page < PAGES.pages(); page++) {
      System.arraycopy(HashPageLayout.value(page, hashes(page)), 0, made, page * 32, 32);
    }
    return Bytes.wrap(made);
  }

  @BeforeEach
  void publish() throws Exception {
    world = new DownloadWorld(7, folder);
    world.features.add(GetHashPage.FEATURE);
    world.answers = this::answer;
    world.items.add(
        new ShareItem(
            ID,
            PAGES.chunks() * ChunkLayout.CHUNK_BYTES,
            "zeros",
            "zeros",
            null,
            List.of(),
            PAGES.chunks(),
            Bytes.wrap(Blake3.hash(list.toArray()))));
    world.service.restore();
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private @Nullable Response answer(Request request) {
    if (request instanceof GetHashPage ask) {
      pagesAsked.add(ask.page());
      int page = (int) ask.page();
      return new HashPage(hashes(page), PAGES.proof(lying ? page ^ 1 : page, values));
    }
    assertThat(request).isNotInstanceOf(GetChunkHashes.class);
    GetChunk ask = (GetChunk) request;
    return new ChunkData(ID, ask.chunkIndex(), ZEROS);
  }

  private static long done(Download download) {
    long[] bytes = {0};
    download.progress().take(1).subscribe(progress -> bytes[0] = progress.bytesDone());
    return bytes[0];
  }

  @Test
  void pagesComeAsTheyAreNeededAndAreNotFetchedAgainAfterACrash() throws Exception {
    Download first =
        world.service.start(world.plan().maxBytesPerSecond(16 << 20).into(world.targets));
    world.until(() -> done(first) > 4_000_000);
    assertThat(pagesAsked).hasSizeBetween(1, 2);
    Set<Long> known = new HashSet<>(pagesAsked);
    pagesAsked.clear();

    world.crashAndRestore();
    world.settle();
    Download second = (Download) world.answer(world.service.get(first.id())).value;
    long kept = done(second);
    assertThat(kept).isGreaterThan(4_000_000);
    world.until(() -> done(second) > kept + 4_000_000);
    assertThat(pagesAsked).doesNotContainAnyElementsOf(known);
    assertThat(world.answer(second.cancel()).failure).isNull();
    world.assertNothingUnfinished();
  }

  @Test
  void whoSendsAPageThatIsNotProvedHasLied() {
    lying = true;
    world.liesAreExpected = true;
    Download download = world.start();
    world.until(() -> !world.lies.isEmpty());
    assertThat(world.lies).containsExactly(ErrorCode.CHUNK_LIST_MISMATCH);
    assertThat(done(download)).isZero();
  }

  @Test
  void whoDoesNotSpeakOfPagesIsNotAskedForThem() throws Exception {
    world.features.clear();
    world.crashAndRestore();
    Download download = world.start();
    assertThat(world.answer(download.result()).code()).isEqualTo(ErrorCode.NO_PROVIDER);
    assertThat(pagesAsked).isEmpty();
  }
}
