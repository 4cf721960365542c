package io.scp2p.core.engine.download;

import io.scp2p.api.transfer.RemoteContent;
import io.scp2p.core.content.ChunkLayout;
import io.scp2p.core.wire.Bytes;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** {@link RemoteContent} over chunks that come when they are asked for. */
final class OpenContent implements RemoteContent {
  private final ArrivingContent content;
  private final WindowedChunks chunks;
  private final Scheduler signals;
  private final AtomicLong lastReader = new AtomicLong();

  OpenContent(ArrivingContent content, WindowedChunks chunks, Scheduler signals) {
    this.content = content;
    this.chunks = chunks;
    this.signals = signals;
  }

  @Override
  public long sizeBytes() {
    return content.sizeBytes();
  }

  @Override
  public SeekableByteChannel channel() {
    return new ContentChannel(content.layout(), chunks, lastReader.incrementAndGet());
  }

  @Override
  public InputStream inputStream() {
    return Channels.newInputStream(channel());
  }

  @Override
  public Flux<ByteBuffer> bytes(long fromByte, long byteCount) {
    Objects.checkFromIndexSize(fromByte, byteCount, content.sizeBytes());
    if (byteCount == 0) {
      return Flux.empty();
    }
    long end = fromByte + byteCount;
    return Flux.defer(
        () -> {
          long reader = lastReader.incrementAndGet();
          return Flux.<Long, Long>generate(
                  () -> fromByte / ChunkLayout.CHUNK_BYTES,
                  (chunk, sink) -> {
                    if (chunk * ChunkLayout.CHUNK_BYTES < end) {
                      sink.next(chunk);
                    } else {
                      sink.complete();
                    }
                    return chunk + 1;
                  })
              .concatMap(
                  chunk ->
                      Mono.fromFuture(() -> chunks.chunk(reader, chunk), true)
                          .publishOn(signals)
                          .map(data -> part(data, chunk, fromByte, end)),
                  0)
              .doFinally(how -> chunks.leave(reader));
        });
  }

  /** What of a chunk is in a range; a copy, so that a kept buffer does not keep the chunk. */
  private static ByteBuffer part(Bytes data, long chunk, long from, long end) {
    long start = chunk * ChunkLayout.CHUNK_BYTES;
    int first = (int) Math.max(0, from - start);
    int last = (int) Math.min(data.size(), end - start);
    return ByteBuffer.wrap(data.slice(first, last - first).toArray()).asReadOnlyBuffer();
  }

  @Override
  public void close() {
    chunks.close();
  }
}
