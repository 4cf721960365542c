package io.scp2p.core.engine.share;

import io.scp2p.api.spi.StoreException;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.HashPage;
import java.nio.ByteBuffer;
import java.util.BitSet;
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

  /** The chunks of which {@link #has} is true now; a copy. */
  BitSet verified();

  /**
   * Some chunk hashes, end to end, once the whole list is there; it vouches for what {@link #has}
   * says.
   *
   * @return fewer if the list ends before
   */
  Optional<Bytes> hashes(long from, int count) throws StoreException;

  /** A page of a long list with its proof, once it is there. */
  default Optional<HashPage> hashPage(int page) throws StoreException {
    return Optional.empty();
  }

  /** Fills the buffer with bytes of chunks that {@link #has} said are there. */
  void read(long position, ByteBuffer target) throws StoreException;
}
