package io.scp2p.core.engine.share;

import io.scp2p.api.spi.StoreException;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.wire.Bytes;

/** What is known of a content besides its id. */
record StoredContent(long sizeBytes, Bytes chunkListHash) {
  private static final int VERSION = 1;

  byte[] encode() {
    return new RowOut().u8(VERSION).u64(sizeBytes).raw(chunkListHash).toArray();
  }

  static StoredContent decode(byte[] row) throws StoreException {
    return RowIn.read(
        "content",
        row,
        in -> {
          in.version(VERSION);
          long sizeBytes = in.u64();
          return new StoredContent(new ChunkLayout(sizeBytes).fileBytes(), Bytes.wrap(in.raw(32)));
        });
  }

  ChunkLayout layout() {
    return new ChunkLayout(sizeBytes);
  }
}
