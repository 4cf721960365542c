package io.scp2p.core.content;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class ChunkLayoutPropertyTest {
  private static final long FOUR_CHUNKS = 4L * ChunkLayout.CHUNK_BYTES;

  @Property
  void spansTileTheFileWithoutGapOrOverlap(@ForAll @LongRange(max = FOUR_CHUNKS) long fileBytes) {
    long next = 0;
    long index = 0;
    ChunkLayout layout = new ChunkLayout(fileBytes);
    for (ChunkLayout.Span span : layout.spans()) {
      assertThat(span.index()).isEqualTo(index);
      assertThat(span.offset()).isEqualTo(next);
      assertThat(span.length()).isBetween(1, ChunkLayout.CHUNK_BYTES);
      assertThat(span).isEqualTo(layout.span(index));
      next = span.end();
      index++;
    }
    assertThat(next).isEqualTo(fileBytes);
    assertThat(layout.chunkCount()).isEqualTo(index);
  }

  @Property
  void onlyTheLastChunkIsShort(@ForAll @LongRange(min = 1, max = FOUR_CHUNKS) long fileBytes) {
    ChunkLayout layout = new ChunkLayout(fileBytes);
    for (long i = 0; i < layout.chunkCount() - 1; i++) {
      assertThat(layout.span(i).length()).isEqualTo(ChunkLayout.CHUNK_BYTES);
    }
  }

  @Example // The boundary that a random long almost never hits.
  void exactMultipleHasNoEmptyLastChunk() {
    assertThat(new ChunkLayout(ChunkLayout.CHUNK_BYTES).spans()).hasSize(1);
  }
}
