package io.scp2p.core.engine.transfer;

import io.scp2p.api.transfer.RemoteContent;
import io.scp2p.core.wire.Bytes;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/** {@link RemoteContent} over blocks that come when they are asked for. */
public final class BlockContent implements RemoteContent {
  private final Blocks blocks;
  private final Scheduler signals;
  private final AtomicLong lastReader = new AtomicLong();

  /**
   * Content for a host.
   *
   * @param signals where its fluxes are heard
   */
  public BlockContent(Blocks blocks, Scheduler signals) {
    this.blocks = blocks;
    this.signals = signals;
  }

  @Override
  public long sizeBytes() {
    return blocks.sizeBytes();
  }

  @Override
  public SeekableByteChannel channel() {
    return new BlockChannel(blocks, lastReader.incrementAndGet());
  }

  @Override
  public InputStream inputStream() {
    return Channels.newInputStream(channel());
  }

  @Override
  public Flux<ByteBuffer> bytes(long fromByte, long byteCount) {
    Objects.checkFromIndexSize(fromByte, byteCount, blocks.sizeBytes());
    if (byteCount == 0) {
      return Flux.empty();
    }
    long end = fromByte + byteCount;
    return Flux.defer(
        () -> {
          long reader = lastReader.incrementAndGet();
          return Flux.<Long, Long>generate(
                  () -> fromByte / blocks.blockBytes(),
                  (block, sink) -> {
                    if (block * blocks.blockBytes() < end) {
                      sink.next(block);
                    } else {
                      sink.complete();
                    }
                    return block + 1;
                  })
              .concatMap(
                  block ->
                      Delivery.on(signals, Delivery.later(() -> blocks.block(reader, block)))
                          .map(data -> part(data, block, fromByte, end)),
                  0)
              .doFinally(how -> blocks.leave(reader));
        });
  }

  /** What of a block is in a range; a copy, so that a kept buffer does not keep the block. */
  private ByteBuffer part(Bytes data, long block, long from, long end) {
    long start = block * blocks.blockBytes();
    int first = (int) Math.max(0, from - start);
    int last = (int) Math.min(data.size(), end - start);
    return ByteBuffer.wrap(data.slice(first, last - first).toArray()).asReadOnlyBuffer();
  }

  @Override
  public void close() {
    blocks.close();
  }
}
