package io.scp2p.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.StreamListener;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The one stream of a connection: the half that any thread may call. */
final class TcpStream implements ByteStream {
  private final Connection connection;
  private final SocketChannel channel;
  private final SslHandler tls;
  private final TcpInbound inbound;
  private final int highWaterBytes;
  private final int lowWaterBytes;
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicBoolean full = new AtomicBoolean();
  private final AtomicBoolean finished = new AtomicBoolean();

  TcpStream(Connection connection, SocketChannel channel, SslHandler tls, int sendQueueBytes) {
    this.connection = connection;
    this.channel = channel;
    this.tls = tls;
    this.highWaterBytes = sendQueueBytes;
    this.lowWaterBytes = sendQueueBytes / 2;
    this.inbound = new TcpInbound(channel, connection.remote());
  }

  TcpInbound handler() {
    return inbound;
  }

  void listener(StreamListener listener) {
    onLoop(() -> inbound.listener(listener));
  }

  void connectionListener(ConnectionListener listener) {
    onLoop(() -> inbound.connectionListener(listener));
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public boolean write(ByteBuffer bytes) {
    return write(Unpooled.wrappedBuffer(bytes));
  }

  @Override
  public boolean write(ByteBuffer head, ByteBuffer tail) {
    return write(Unpooled.wrappedBuffer(head, tail));
  }

  private boolean write(ByteBuf bytes) {
    if (finished.get() || !channel.isActive()) {
      return false;
    }
    int length = bytes.readableBytes();
    boolean room = queuedBytes.addAndGet(length) <= highWaterBytes;
    if (!room) {
      full.set(true);
    }
    channel
        .writeAndFlush(bytes)
        .addListener(
            sent -> {
              if (queuedBytes.addAndGet(-length) <= lowWaterBytes && full.getAndSet(false)) {
                inbound.writable();
              }
            });
    return room;
  }

  @Override
  public void request(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("credit must be positive, not " + bytes);
    }
    onLoop(() -> inbound.grant(bytes));
  }

  @Override
  public void finish() {
    if (finished.getAndSet(true)) {
      return;
    }
    onLoop(
        () -> {
          // Whatever was written before is already with the engine: close_notify follows it.
          if (channel.isActive()) {
            tls.closeOutbound();
          }
          inbound.outputFinished();
        });
  }

  @Override
  public void reset(String reason) {
    onLoop(
        () -> {
          if (channel.isActive()) {
            inbound.resetting(reason);
            // A TCP reset instead of close_notify: the other side must not take it for an end.
            channel.config().setSoLinger(0);
            channel.unsafe().close(channel.voidPromise());
          }
        });
  }

  void closeConnection() {
    onLoop(
        () -> {
          inbound.closing();
          channel.close();
        });
  }

  private void onLoop(Runnable action) {
    if (channel.eventLoop().inEventLoop()) {
      action.run();
      return;
    }
    try {
      channel.eventLoop().execute(action);
    } catch (RejectedExecutionException closed) {
      // The transport is closed, and with it everything that the action could still change.
    }
  }
}
