package io.scp2p.core.engine.transfer;

import io.scp2p.core.wire.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads content that arrives. A read blocks until its first byte is there; closing the channel or
 * interrupting the thread ends it, as with every channel of the platform.
 */
final class BlockChannel extends AbstractInterruptibleChannel implements SeekableByteChannel {
  private final Blocks blocks;
  private final long reader;

  /** Lets one thread read at a time; never taken by {@link #close}. */
  private final Object turn = new Object();

  private volatile @Nullable CompletableFuture<Bytes> pending;
  private volatile long position;
  private long atBlock = -1;
  private Bytes here = Bytes.EMPTY;

  BlockChannel(Blocks blocks, long reader) {
    this.blocks = blocks;
    this.reader = reader;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    synchronized (turn) {
      requireOpen();
      if (position >= blocks.sizeBytes()) {
        return -1;
      }
      if (!target.hasRemaining()) {
        return 0;
      }
      long block = position / blocks.blockBytes();
      if (block != atBlock) {
        here = fetch(block);
        atBlock = block;
      }
      int offset = (int) (position % blocks.blockBytes());
      int count = Math.min(target.remaining(), here.size() - offset);
      target.put(here.slice(offset, count).buffer());
      position += count;
      return count;
    }
  }

  private Bytes fetch(long block) throws IOException {
    boolean done = false;
    try {
      begin();
      CompletableFuture<Bytes> future = blocks.block(reader, block);
      pending = future;
      if (!isOpen()) {
        future.cancel(false);
      }
      Bytes data = future.join();
      done = true;
      return data;
    } catch (CompletionException e) {
      throw new IOException("the content cannot be read at byte " + position, e.getCause());
    } catch (java.util.concurrent.CancellationException closed) {
      throw new ClosedChannelException();
    } finally {
      pending = null;
      end(done);
    }
  }

  @Override
  protected void implCloseChannel() {
    CompletableFuture<Bytes> waiting = pending;
    if (waiting != null) {
      waiting.cancel(false);
    }
    blocks.leave(reader);
  }

  private void requireOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public long position() throws ClosedChannelException {
    requireOpen();
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) throws IOException {
    if (newPosition < 0) {
      throw new IllegalArgumentException("a position of " + newPosition);
    }
    synchronized (turn) {
      requireOpen();
      position = newPosition;
    }
    return this;
  }

  @Override
  public long size() throws ClosedChannelException {
    requireOpen();
    return blocks.sizeBytes();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }
}
