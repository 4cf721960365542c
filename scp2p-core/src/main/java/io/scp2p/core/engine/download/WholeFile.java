package io.scp2p.core.engine.download;

import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.content.ChunkHashes;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/** A file of at most one chunk: it is there as a whole or not at all, and needs no notes. */
final class WholeFile implements Destination {
  private final BlobStore blobs;
  private final ArrivingContent content;
  private final Path target;
  private final boolean replace;

  WholeFile(BlobStore blobs, ArrivingContent content, Path target, boolean replace) {
    this.blobs = blobs;
    this.content = content;
    this.target = target;
    this.replace = replace;
  }

  @Override
  public void putHashes(ChunkHashes hashes) {
    throw new IllegalStateException("a single chunk needs no list of hashes");
  }

  @Override
  public boolean accept(long chunk, Bytes data) throws StoreException {
    ByteBuffer in = data.buffer();
    byte[] hash = Blake3.chunkHash(in.array(), in.arrayOffset() + in.position(), in.remaining());
    if (data.size() != content.sizeBytes() || !Arrays.equals(hash, content.contentId().bytes())) {
      return false;
    }
    write(in);
    return true;
  }

  /** Makes the file if it is empty: nobody needs to be asked for that. */
  void writeEmpty() throws StoreException {
    write(ByteBuffer.allocate(0));
  }

  private void write(ByteBuffer bytes) throws StoreException {
    PartialBlob blob = blobs.create(target, bytes.remaining());
    boolean written = false;
    try {
      if (bytes.hasRemaining()) {
        blob.write(0, bytes);
      }
      blob.commit(replace);
      written = true;
    } finally {
      if (!written) {
        blob.discard();
      }
    }
  }
}
