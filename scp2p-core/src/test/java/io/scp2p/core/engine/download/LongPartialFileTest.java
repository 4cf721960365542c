package io.scp2p.core.engine.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.content.HashPageLayout;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.HashPage;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file whose hashes come in pages, most of it a hole. */
class LongPartialFileTest {
  private static final HashPageLayout PAGES = new HashPageLayout(HashPageLayout.MAX_WHOLE_LIST + 1);
  private static final Bytes ZEROS = Bytes.wrap(new byte[ChunkLayout.CHUNK_BYTES]);
  private static final Bytes LIST = list();
  private static final Bytes VALUES = values();
  private static final ArrivingContent CONTENT =
      new ArrivingContent(
          ContentId.of(new byte[32]),
          PAGES.chunks() * ChunkLayout.CHUNK_BYTES,
          Bytes.wrap(Blake3.hash(LIST.toArray())));

  @TempDir Path folder;
  private final WatchedBlobs blobs = new WatchedBlobs();
  private Path partial;
  private Path ledger;

  private static Bytes list() {
    byte[] hash = Blake3.hash(ZEROS.toArray());
    byte[] list = new byte[(int) PAGES.chunks() * 32];
    for (int at = 0; at < list.length; at += 32) {
      System.arraycopy(hash, 0, list, at, 32);
    }
    return Bytes.wrap(list);
  }

  private static Bytes hashes(int page) {
    return LIST.slice((int) PAGES.first(page) * 32, PAGES.count(page) * 32);
  }

  private static Bytes values() {
    byte[] values = new byte[PAGES.pages() * 32];
    for (int page = 0; page < PAGES.pages(); page++) {
      System.arraycopy(HashPageLayout.value(page, hashes(page)), 0, values, page * 32, 32);
    }
    return Bytes.wrap(values);
  }

  private static HashPage page(int page) {
    return new HashPage(hashes(page), PAGES.proof(page, VALUES));
  }

  private static BitSet bits(int... set) {
    BitSet bits = new BitSet();
    Arrays.stream(set).forEach(bits::set);
    return bits;
  }

  @AfterEach
  void close() throws Exception {
    blobs.close();
  }

  private PartialFile create() throws StoreException {
    long ledgerBytes = ChunkLedger.sizeBytes(PAGES.chunks());
    PartialBlob blob = blobs.create(folder.resolve("target"), CONTENT.sizeBytes());
    PartialBlob notes = blobs.create(folder.resolve("notes"), ledgerBytes);
    partial = blob.file();
    ledger = notes.file();
    return new PartialFile(CONTENT, blob, new ChunkLedger(notes, PAGES.chunks()), new BitSet());
  }

  private PartialFile reopen(BitSet durable) throws StoreException {
    PartialBlob blob = blobs.reopen(partial, folder.resolve("target"), CONTENT.sizeBytes());
    PartialBlob notes = blobs.reopen(ledger, ledger, ChunkLedger.sizeBytes(PAGES.chunks()));
    return new PartialFile(CONTENT, blob, new ChunkLedger(notes, PAGES.chunks()), durable);
  }

  @Test
  void pagesThatAreKnownStayKnownAndSoDoTheirChunks() throws Exception {
    try (PartialFile file = create()) {
      assertThat(file.check()).isEqualTo(bits());
      file.putPage(1, page(1));
      file.putPage(3, page(3));
      assertThat(file.accept(8_200, ZEROS)).isTrue();
      assertThat(file.accept(30_800, ZEROS)).isTrue();
      assertThat(file.accept(5, ZEROS)).as("its hash is not there").isFalse();
    }
    try (PartialFile file = reopen(bits(8_200))) {
      assertThat(file.check()).isEqualTo(bits(1, 3));
      assertThat(file.verified()).isEqualTo(bits(8_200, 30_800));
      assertThat(file.hashPage(1)).contains(page(1));
      assertThat(file.hashPage(0)).isEmpty();
      assertThat(file.hashes(8_192, 5)).as("the list is not whole").isEmpty();
      file.putPage(0, page(0));
      file.putPage(2, page(2));
      assertThat(file.hashes(8_192, 5)).contains(LIST.slice(0, 160));
      assertThat(file.hashes(30_800, 5)).contains(LIST.slice(0, 32));
    }
    try (PartialFile file = reopen(bits(8_200))) {
      assertThat(file.check()).isEqualTo(bits(0, 1, 2, 3));
    }
  }

  @Test
  void aPageThatIsTornIsFetchedAgainAndWithItWhatItVouchedFor() throws Exception {
    try (PartialFile file = create()) {
      file.putPage(1, page(1));
      file.putPage(2, page(2));
      file.accept(8_200, ZEROS);
      file.accept(16_400, ZEROS);
      file.flush();
    }
    try (RandomAccessFile notes = new RandomAccessFile(ledger.toFile(), "rw")) {
      notes.seek(8_192 * 32L + 77);
      notes.write(1);
    }
    try (PartialFile file = reopen(bits(8_200, 16_400))) {
      assertThat(file.check()).isEqualTo(bits(2));
      assertThat(file.verified()).isEqualTo(bits(16_400));
      assertThat(file.hashPage(1)).isEmpty();
    }
  }

  @Test
  void onlyPagesThatAreProvedAreVouchedFor() {
    assertThat(CONTENT.vouchesFor(2, page(2))).isTrue();
    assertThat(CONTENT.vouchesFor(1, page(2))).isFalse();
    assertThat(CONTENT.vouchesFor(2, new HashPage(hashes(2), page(3).proof()))).isFalse();
  }
}
