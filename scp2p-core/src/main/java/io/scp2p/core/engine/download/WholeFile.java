package io.scp2p.core.engine.download;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import io.scp2p.api.transfer.CollisionRule;
import io.scp2p.core.content.ChunkHashes;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** A file of at most one chunk: it is there as a whole or not at all, and needs no notes. */
final class WholeFile implements Destination {
  private final BlobStore blobs;
  private final ArrivingContent content;
  private final Path partial;
  private final CollisionRule rule;
  private volatile Path target;

  /**
   * A file of which nothing is there.
   *
   * @param partial where it is before it has its name
   */
  WholeFile(
      BlobStore blobs, ArrivingContent content, Path target, Path partial, CollisionRule rule) {
    this.blobs = blobs;
    this.content = content;
    this.target = target;
    this.partial = partial;
    this.rule = rule;
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

  /** Where it is in the end. */
  Path target() {
    return target;
  }

  private void write(ByteBuffer bytes) throws StoreException {
    Path first = target;
    for (int next = 2; ; next++) {
      try {
        blobs.write(target, partial, bytes.duplicate(), rule == CollisionRule.REPLACE);
        return;
      } catch (StoreException e) {
        if (e.reason() != Reason.EXISTS) {
          throw e;
        }
        if (rule == CollisionRule.FAIL || next == FileWork.MAX_NUMBERED_NAMES) {
          throw targetExists(target);
        }
      }
      target = TargetNames.numbered(first, next); // Something came to stand there meanwhile.
    }
  }

  static Scp2pException targetExists(Path target) {
    return new Scp2pException(
        ErrorCode.TARGET_EXISTS,
        "Something else stands where a file should go; move it, or choose another rule.",
        Map.of("target", target.toString()));
  }
}
