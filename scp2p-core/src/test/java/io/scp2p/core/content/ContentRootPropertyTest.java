package io.scp2p.core.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ContentRootPropertyTest {
  @Property(tries = 40)
  void theRootOfTheChunksIsTheHashOfTheFile(
      @ForAll @IntRange(min = 2, max = 19) int chunks,
      @ForAll @IntRange(min = 1, max = ChunkLayout.CHUNK_BYTES) int lastBytes,
      @ForAll long seed) {
    byte[] file = new byte[(chunks - 1) * ChunkLayout.CHUNK_BYTES + lastBytes];
    new Random(seed).nextBytes(file);
    ContentRoot root = new ContentRoot();

    for (ChunkLayout.Span span : new ChunkLayout(file.length).spans()) {
      Bytes chunk = Bytes.wrap(file, (int) span.offset(), span.length());
      ContentRoot.ChunkDigest digest = ContentRoot.digest(span.index(), chunk);
      assertThat(digest.hash()).isEqualTo(Bytes.wrap(Blake3.hash(chunk.toArray())));
      root.add(digest.value().toArray());
    }

    ContentDigest digest = new ContentDigester().update(ByteBuffer.wrap(file)).finish();
    assertThat(root.finish()).isEqualTo(digest.contentId());
  }

  @Example
  void aSingleChunkHasNoTree() {
    ContentRoot root = new ContentRoot();
    root.add(ContentRoot.digest(0, Bytes.wrap(new byte[5])).value().toArray());

    assertThatThrownBy(root::finish).isInstanceOf(IllegalStateException.class);
  }
}
