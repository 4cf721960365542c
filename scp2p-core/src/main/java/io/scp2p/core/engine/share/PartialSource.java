package io.scp2p.core.engine.share;

import io.scp2p.api.spi.StoreException;
import io.scp2p.core.content.ChunkHashes;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Content of a download that is still running. Everything but {@link #has} is called on the
 * blocking executor, from several threads at the same time.
 */
public interface PartialSource {
  /** Bytes of the whole content. */
  long sizeBytes();

  /** Whether a chunk was verified and can be read. From any thread; never blocks. */
  boolean has(long chunkIndex);

  /** The list of chunk hashes, once it is there; it vouches for what {@link #has} says. */
  Optional<ChunkHashes> hashes();

  /** Fills the buffer with bytes of chunks that {@link #has} said are there. */
  void read(long position, ByteBuffer target) throws StoreException;
}
