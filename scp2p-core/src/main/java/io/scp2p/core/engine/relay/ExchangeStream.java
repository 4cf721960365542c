package io.scp2p.core.engine.relay;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.frame.FrameDecoder;
import io.scp2p.core.wire.frame.FrameEncoder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream of a session through a relay: every write is one whole frame, and so is all that
 * arrives. What has arrived is given out as it is credited. Lives on the loop, but for {@link
 * #request}.
 */
final class ExchangeStream implements ByteStream {
  private final Loop loop;
  private final Connection connection;
  private final BiConsumer<ExchangeStream, Bytes> sender;
  private final Runnable onReset;
  private final ArrayDeque<ByteBuffer> arrived = new ArrayDeque<>(1);
  private @Nullable StreamListener listener;
  private long credit;
  private boolean last;
  private boolean over;

  /**
   * A stream that nobody listens to yet.
   *
   * @param sender takes the body of every frame that is written
   * @param onReset told when nobody waits for an answer any more
   */
  ExchangeStream(
      Loop loop,
      Connection connection,
      BiConsumer<ExchangeStream, Bytes> sender,
      Runnable onReset) {
    this.loop = loop;
    this.connection = connection;
    this.sender = sender;
    this.onReset = onReset;
  }

  void listen(StreamListener newListener) {
    listener = newListener;
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public boolean write(ByteBuffer frame) {
    if (!over) {
      ByteBuffer body = frame.duplicate();
      body.position(body.position() + FrameDecoder.PREFIX_BYTES);
      sender.accept(this, Bytes.wrap(body));
    }
    return true;
  }

  /** A frame has come. */
  void deliver(Bytes body, boolean isLast) {
    if (!over) {
      arrived.add(FrameEncoder.prefixed(body));
      last = isLast;
      pump();
    }
  }

  @Override
  public void request(long bytes) {
    loop.post(
        () -> {
          credit += bytes;
          pump();
        });
  }

  private void pump() {
    StreamListener to = listener;
    while (to != null && credit > 0 && !over && !arrived.isEmpty()) {
      ByteBuffer next = arrived.element();
      int count = (int) Math.min(credit, next.remaining());
      credit -= count;
      ByteBuffer part = next.slice(next.position(), count);
      next.position(next.position() + count);
      if (!next.hasRemaining()) {
        arrived.remove();
      }
      to.data(part);
    }
    if (to != null && last && arrived.isEmpty() && !over) {
      last = false;
      to.inputEnded();
      if (connection.isInitiator()) {
        end(null); // The answer was all there is; on the other side it is still to be written.
      }
    }
  }

  @Override
  public void finish() {
    // Every frame says by itself that it is whole.
  }

  @Override
  public void reset(String reason) {
    loop.post(
        () -> {
          onReset.run();
          end(null);
        });
  }

  /** Nothing follows. */
  void end(@Nullable TransportException cause) {
    if (over) {
      return;
    }
    over = true;
    arrived.clear();
    StreamListener to = listener;
    if (to != null) {
      to.closed(cause);
    }
  }
}
