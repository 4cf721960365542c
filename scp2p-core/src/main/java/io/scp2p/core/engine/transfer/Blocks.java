package io.scp2p.core.engine.transfer;

import io.scp2p.core.wire.Bytes;
import java.util.concurrent.CompletableFuture;

/** Content that is read a block at a time, and comes when it is asked for. From any thread. */
public interface Blocks {
  /** Of the whole content. */
  long sizeBytes();

  /** Of every block but the last. */
  int blockBytes();

  /**
   * Moves a reader to a block and gets that.
   *
   * @param reader a number of its own; it waits for one block at a time
   * @return verified; or fails with {@link io.scp2p.api.error.Scp2pException}
   */
  CompletableFuture<Bytes> block(long reader, long number);

  /** A reader is gone. */
  void leave(long reader);

  /** Ends every reader, now and later. */
  void close();
}
