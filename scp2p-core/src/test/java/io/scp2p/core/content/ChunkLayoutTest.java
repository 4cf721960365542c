package io.scp2p.core.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class ChunkLayoutTest {
  private static final long CHUNK = ChunkLayout.CHUNK_BYTES;

  @Test
  void anEmptyFileHasNoChunk() {
    assertThat(new ChunkLayout(0).chunkCount()).isZero();
    assertThat(new ChunkLayout(0).spans()).isEmpty();
    assertThatThrownBy(() -> new ChunkLayout(0).span(0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void anExactMultipleHasNoEmptyLastChunk() {
    assertThat(new ChunkLayout(3 * CHUNK).chunkCount()).isEqualTo(3);
    assertThat(new ChunkLayout(3 * CHUNK).span(2))
        .isEqualTo(new ChunkLayout.Span(2, 2 * CHUNK, ChunkLayout.CHUNK_BYTES));
    assertThatThrownBy(() -> new ChunkLayout(3 * CHUNK).span(3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void oneByteMoreMakesAnotherChunk() {
    assertThat(new ChunkLayout(CHUNK + 1).span(1)).isEqualTo(new ChunkLayout.Span(1, CHUNK, 1));
  }

  @Test
  void theBiggestFileHasAsManyChunksAsFitTheirField() {
    ChunkLayout biggest = new ChunkLayout(ChunkLayout.MAX_FILE_BYTES);
    assertThat(biggest.chunkCount()).isEqualTo(0xffff_ffffL);
    assertThat(biggest.span(0xffff_fffeL).end()).isEqualTo(ChunkLayout.MAX_FILE_BYTES);
    assertThat(biggest.spans().iterator().next().offset()).isZero();
  }

  @Test
  void impossibleSizesAreABugOfOursAndNothingElseFromAPeer() {
    for (long size : new long[] {-1, Long.MIN_VALUE, ChunkLayout.MAX_FILE_BYTES + 1}) {
      assertThat(ChunkLayout.ofClaim(size)).isEmpty();
      assertThatThrownBy(() -> new ChunkLayout(size)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(ChunkLayout.ofClaim(ChunkLayout.MAX_FILE_BYTES)).isPresent();
  }

  @Test
  void theSpansEnd() {
    Iterator<ChunkLayout.Span> spans = new ChunkLayout(1).spans().iterator();
    spans.next();
    assertThat(spans.hasNext()).isFalse();
    assertThatThrownBy(spans::next).isInstanceOf(NoSuchElementException.class);
  }
}
