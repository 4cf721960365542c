package io.scp2p.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportException.Reason;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The half of a stream that its event loop owns: what has arrived, how much may be delivered, and
 * how it all ends. At most one socket read is held beyond the credit.
 */
final class TcpInbound extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOG = System.getLogger(TcpInbound.class.getName());

  private final SocketChannel channel;
  private final InetSocketAddress remote;
  private final ArrayDeque<ByteBuf> received = new ArrayDeque<>();
  private @Nullable StreamListener listener;
  private @Nullable ConnectionListener connectionListener;
  private @Nullable TransportException failure;
  private long creditBytes;
  private boolean delivering;
  private boolean abandoned;
  private boolean inputEnded;
  private boolean inputEndTold;
  private boolean outputFinished;
  private boolean closing;
  private boolean closeTold;
  private boolean wasActive;

  TcpInbound(SocketChannel channel, InetSocketAddress remote) {
    this.channel = channel;
    this.remote = remote;
  }

  void listener(StreamListener listener) {
    this.listener = listener;
    if (closeTold) {
      listener.closed(failure);
    } else {
      deliver();
    }
  }

  void connectionListener(ConnectionListener listener) {
    this.connectionListener = listener;
  }

  /** Whether TCP has ever connected; on the event loop. */
  boolean wasActive() {
    return wasActive;
  }

  /** How much may be delivered; on the event loop. */
  long creditBytes() {
    return creditBytes;
  }

  void grant(long bytes) {
    creditBytes = bytes > Long.MAX_VALUE - creditBytes ? Long.MAX_VALUE : creditBytes + bytes;
    deliver();
    readIfWanted();
  }

  void writable() {
    if (listener != null && !closeTold) {
      listener.writable();
    }
  }

  void outputFinished() {
    outputFinished = true;
    closeIfBothEnded();
  }

  /** This side abandons the stream. */
  void resetting(String reason) {
    failure = new TransportException(Reason.CLOSED, reason, null);
  }

  /** This side ends the connection: what follows is no failure. */
  void closing() {
    closing = true;
  }

  /** The TLS handshake reads on by itself, but somebody has to ask for its first bytes. */
  @Override
  public void channelActive(ChannelHandlerContext context) {
    wasActive = true;
    context.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    received.add((ByteBuf) message);
    deliver();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    readIfWanted();
  }

  private void readIfWanted() {
    if (creditBytes > 0 && received.isEmpty() && !inputEnded) {
      channel.read();
    }
  }

  private void deliver() {
    if (delivering || abandoned || listener == null) {
      return; // A listener that grants credit from within data() is served by the loop below.
    }
    delivering = true;
    try {
      while (creditBytes > 0 && !received.isEmpty()) {
        ByteBuf next = received.element();
        int length = (int) Math.min(creditBytes, next.readableBytes());
        if (length > 0) {
          creditBytes -= length;
          ByteBuffer bytes = next.nioBuffer(next.readerIndex(), length);
          next.skipBytes(length); // First: whatever the listener does, it is told once.
          listener.data(bytes);
        }
        if (!next.isReadable()) {
          received.remove().release();
        }
      }
    } catch (RuntimeException bug) {
      LOG.log(System.Logger.Level.WARNING, "a stream's listener threw", bug);
      abandon(bug);
      return;
    } finally {
      delivering = false;
    }
    if (inputEnded && received.isEmpty() && !inputEndTold) {
      inputEndTold = true;
      try {
        listener.inputEnded();
      } catch (RuntimeException bug) {
        LOG.log(System.Logger.Level.WARNING, "a stream's listener threw", bug);
        abandon(bug);
        return;
      }
      closeIfBothEnded();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslCloseCompletionEvent end && end.isSuccess()) {
      inputEnded = true;
      deliver();
    } else if (event instanceof ChannelInputShutdownEvent) {
      // Without close_notify first: the process died, or is a reference node (section 3.2), which
      // never says goodbye. Either way nobody will read what we still write.
      endedWithoutGoodbye();
    }
  }

  private void endedWithoutGoodbye() {
    if (!inputEnded && !closing && failure == null) {
      failure =
          new TransportException(
              Reason.BROKEN, remote + " ended the connection without close_notify", null);
    }
    inputEnded = true;
    outputFinished = true;
    deliver();
    if (!received.isEmpty()) {
      return; // Bytes that came before the end wait for credit.
    }
    closing = true;
    channel.close();
  }

  private void closeIfBothEnded() {
    if (outputFinished && inputEndTold) {
      closing = true;
      channel.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (failure == null && !closing) {
      failure = Failures.broken(remote, cause);
    }
    channel.unsafe().close(channel.voidPromise());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    received.forEach(ByteBuf::release);
    received.clear();
    closeTold = true;
    StreamListener stream = listener;
    if (stream != null) {
      guarded(() -> stream.closed(failure));
    }
    ConnectionListener connection = connectionListener;
    if (connection != null) {
      guarded(() -> connection.closed(failure));
    }
  }

  /** A listener that throws does not keep the end from another one. */
  private static void guarded(Runnable telling) {
    try {
      telling.run();
    } catch (RuntimeException bug) {
      LOG.log(System.Logger.Level.WARNING, "a listener threw when told of the end", bug);
    }
  }

  /** The listener failed: nobody knows what it has made of the bytes. */
  private void abandon(RuntimeException bug) {
    abandoned = true;
    if (failure == null && !closing) {
      failure = new TransportException(Reason.BROKEN, "its listener failed", bug);
    }
    channel.unsafe().close(channel.voidPromise());
  }
}
