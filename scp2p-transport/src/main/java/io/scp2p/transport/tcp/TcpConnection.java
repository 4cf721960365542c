package io.scp2p.transport.tcp;

import io.netty.channel.ChannelHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportException.Reason;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.transport.tls.NodeCertificate;
import io.scp2p.transport.tls.TlsEngines;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** One TLS connection and the single stream it carries. */
final class TcpConnection implements Connection {
  /** A peer that does not read must not keep a closed connection alive. */
  static final long CLOSE_NOTIFY_FLUSH_MILLIS = 1_000;

  private static final System.Logger LOG = System.getLogger(TcpConnection.class.getName());

  private final SocketChannel channel;
  private final SslHandler tls;
  private final boolean initiator;
  private final TcpStream stream;
  private final Function<Connection, ConnectionListener> listeners;
  private final AtomicBoolean opened = new AtomicBoolean();
  private final InetSocketAddress remote;
  private byte[] binding = {};

  TcpConnection(
      SocketChannel channel,
      InetSocketAddress remote,
      SslHandler tls,
      boolean initiator,
      int sendQueueBytes,
      Function<Connection, ConnectionListener> listeners) {
    this.channel = channel;
    this.remote = remote;
    this.tls = tls;
    this.initiator = initiator;
    this.listeners = listeners;
    this.stream = new TcpStream(this, channel, tls, sendQueueBytes);
  }

  ChannelHandler handler() {
    return stream.handler();
  }

  /** How much its stream may deliver; on the event loop. */
  long creditBytes() {
    return stream.handler().creditBytes();
  }

  /** Completes once TLS is up and, on the accepting side, the acceptor has been told. */
  CompletableFuture<Connection> established(TlsEngines engines) {
    CompletableFuture<Connection> ready = new CompletableFuture<>();
    tls.handshakeFuture()
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                // TLS may be told of the end before the dial is told that nobody listens there.
                ready.completeExceptionally(
                    stream.handler().wasActive()
                        ? Failures.handshake(remote(), done.cause())
                        : Failures.connecting(remote(), done.cause()));
                channel.close();
                return;
              }
              try {
                binding = initiator ? bindingOfPeer() : engines.certificate().binding();
              } catch (Exception e) {
                ready.completeExceptionally(Failures.handshake(remote(), e));
                channel.close();
                return;
              }
              if (initiator) {
                engines.shaken(remote, tls.engine());
              }
              try {
                ConnectionListener listener = listeners.apply(this);
                stream.connectionListener(listener);
                if (!initiator) {
                  opened.set(true);
                  stream.listener(listener.streamOpened(stream));
                }
              } catch (RuntimeException bug) {
                LOG.log(System.Logger.Level.WARNING, "a connection was refused by throwing", bug);
                ready.completeExceptionally(
                    new TransportException(Reason.CLOSED, "refused by throwing", bug));
                stream.closeConnection();
                return;
              }
              ready.complete(this);
            });
    return ready;
  }

  private byte[] bindingOfPeer() throws Exception {
    Certificate[] chain = tls.engine().getSession().getPeerCertificates();
    return NodeCertificate.bindingOf(chain[0]);
  }

  @Override
  public TransportKind kind() {
    return TransportKind.TCP;
  }

  @Override
  public InetSocketAddress local() {
    return channel.localAddress();
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public boolean isInitiator() {
    return initiator;
  }

  @Override
  public byte[] binding() {
    return binding.clone();
  }

  @Override
  public int maxStreams() {
    return 1;
  }

  @Override
  public ByteStream openStream(StreamListener listener) throws TransportException {
    if (opened.getAndSet(true)) {
      throw new TransportException(Reason.LIMIT, "TLS over TCP carries a single stream", null);
    }
    if (!channel.isActive()) {
      throw new TransportException(Reason.BROKEN, "the connection has ended", null);
    }
    stream.listener(listener);
    return stream;
  }

  @Override
  public void close(String reason) {
    stream.closeConnection();
  }
}
