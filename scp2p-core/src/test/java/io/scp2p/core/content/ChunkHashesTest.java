package io.scp2p.core.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.ChunkHashList;
import io.scp2p.core.wire.record.ShareItem;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkHashesTest {
  private static final byte[] FILE = new byte[ChunkLayout.CHUNK_BYTES + 16];

  static {
    for (int i = 0; i < FILE.length; i++) {
      FILE[i] = (byte) (i % 251);
    }
  }

  private static final ContentDigest DIGEST = digest(FILE.length);
  private static final ShareItem ITEM = DIGEST.item("a.bin", null, null);

  /** The digest of {@link #FILE}, read in pieces. */
  private static ContentDigest digest(int pieceBytes) {
    ContentDigester digester = new ContentDigester();
    for (int at = 0; at < FILE.length; at += pieceBytes) {
      digester.update(ByteBuffer.wrap(FILE, at, Math.min(pieceBytes, FILE.length - at)));
    }
    return digester.finish();
  }

  @Test
  void theSizeOfThePiecesDoesNotMatter() {
    assertThat(digest(10_007)).isEqualTo(DIGEST);
    assertThat(DIGEST.fileBytes()).isEqualTo(FILE.length);
    assertThat(DIGEST.chunks().count()).isEqualTo(2);
  }

  @Test
  void anItemSaysWhatItsContentSays() {
    assertThat(ITEM.chunkCount()).isEqualTo(2);
    assertThat(ITEM.size()).isEqualTo(FILE.length);
    assertThat(ITEM.tags()).isEmpty();
    assertThat(ChunkHashes.verified(ITEM, answer(DIGEST.chunks().joined())))
        .contains(DIGEST.chunks());
  }

  @Test
  void aListForAnotherContentIsNotOurs() {
    ContentId other = ContentId.of(new byte[32]);
    ChunkHashList answer = new ChunkHashList(other, DIGEST.chunks().joined());
    assertThat(ChunkHashes.verified(ITEM, answer)).isEmpty();
  }

  @Test
  void aListOfAnotherLengthIsRefusedThoughTheManifestHashesToIt() {
    Bytes one = DIGEST.chunks().hash(0);
    ShareItem lying =
        new ShareItem(
            ITEM.contentId(),
            ITEM.size(),
            ITEM.name(),
            null,
            null,
            List.of(),
            2,
            ChunkHashes.of(one).listHash());
    assertThat(ChunkHashes.verified(lying, answer(one))).isEmpty();
  }

  @Test
  void aListWithOneWrongByteIsRefused() {
    byte[] hashes = DIGEST.chunks().joined().toArray();
    hashes[63] ^= 1;
    assertThat(ChunkHashes.verified(ITEM, answer(Bytes.wrap(hashes)))).isEmpty();
  }

  @Test
  void aChunkMatchesAtItsOwnIndexOnly() {
    Bytes first = Bytes.wrap(FILE, 0, ChunkLayout.CHUNK_BYTES);
    Bytes second = Bytes.wrap(FILE, ChunkLayout.CHUNK_BYTES, 16);
    assertThat(DIGEST.chunks().matches(0, first)).isTrue();
    assertThat(DIGEST.chunks().matches(1, second)).isTrue();
    assertThat(DIGEST.chunks().matches(1, first)).isFalse();
    assertThat(DIGEST.chunks().matches(1, second.slice(0, 15))).isFalse();
    assertThat(DIGEST.chunks().matches(0, Bytes.wrap(FILE))).as("too long for a chunk").isFalse();
  }

  @Test
  void partOfAHashIsNoList() {
    assertThatThrownBy(() -> ChunkHashes.of(Bytes.wrap(new byte[33])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void manyChunksGrowTheList() {
    ContentDigester digester = new ContentDigester();
    byte[] chunk = new byte[ChunkLayout.CHUNK_BYTES];
    for (int i = 0; i < 65; i++) {
      Arrays.fill(chunk, (byte) i);
      digester.update(ByteBuffer.wrap(chunk));
    }
    ChunkHashes hashes = digester.finish().chunks();
    assertThat(hashes.count()).isEqualTo(65);
    assertThat(hashes.matches(64, Bytes.wrap(chunk))).isTrue();
  }

  private static ChunkHashList answer(Bytes hashes) {
    return new ChunkHashList(ITEM.contentId(), hashes);
  }
}
