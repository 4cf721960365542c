package io.scp2p.examples.bench;

import io.scp2p.api.id.ContentId;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A content that both processes can compute: a few chunks that repeat, so that neither a disk nor a
 * generator is measured.
 */
final class Chunks {
  /** 16 MiB at the usual chunk size: more than the caches of a core hold. */
  private static final int DIFFERENT_CHUNKS = 64;

  private static final long SEED = 20_261_121;

  private final Bytes[] chunks = new Bytes[DIFFERENT_CHUNKS];
  private final byte[][] hashes = new byte[DIFFERENT_CHUNKS][];
  private final ContentId contentId;

  Chunks(int chunkBytes) {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < DIFFERENT_CHUNKS; i++) {
      byte[] chunk = new byte[chunkBytes];
      random.nextBytes(chunk);
      chunks[i] = Bytes.wrap(chunk);
      hashes[i] = Blake3.chunkHash(chunk, 0, chunkBytes);
    }
    contentId = ContentId.of(hashes[0]);
  }

  ContentId contentId() {
    return contentId;
  }

  Bytes chunk(long index) {
    return chunks[(int) (index % DIFFERENT_CHUNKS)];
  }

  /** Whether these are the bytes of that chunk, by their BLAKE3 hash. */
  boolean verifies(long index, Bytes data) {
    byte[] expected = hashes[(int) (index % DIFFERENT_CHUNKS)];
    var buffer = data.buffer();
    return Arrays.equals(
        expected,
        Blake3.chunkHash(buffer.array(), buffer.arrayOffset() + buffer.position(), data.size()));
  }
}
