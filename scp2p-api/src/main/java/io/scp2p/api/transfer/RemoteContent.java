package io.scp2p.api.transfer;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import reactor.core.publisher.Flux;

/**
 * Content that can be read while it still arrives. What a reader needs next is fetched first, and
 * nothing is delivered that was not verified.
 *
 * <p>A read of the channel or the stream blocks until the bytes are there, and fails with an {@link
 * java.io.IOException} whose cause is a {@link io.scp2p.api.error.Scp2pException}.
 */
public interface RemoteContent extends AutoCloseable {
  /** {@return how many bytes it has} */
  long sizeBytes();

  /** {@return a new read-only channel at position 0, for one thread at a time} */
  SeekableByteChannel channel();

  /** {@return a new stream from the first byte, for one thread at a time} */
  InputStream inputStream();

  /**
   * A range, in order, fetched as fast as it is asked for.
   *
   * @param fromByte the first byte
   * @param byteCount how many
   * @return read-only buffers that the subscriber may keep
   */
  Flux<ByteBuffer> bytes(long fromByte, long byteCount);

  /** Ends every reader. What was fetched is kept only if a download wants it. */
  @Override
  void close();
}
