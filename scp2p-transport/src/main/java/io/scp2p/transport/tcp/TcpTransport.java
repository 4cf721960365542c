package io.scp2p.transport.tcp;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.SimultaneousOpen;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportException.Reason;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.transport.admission.Admission;
import io.scp2p.transport.tls.TlsEngines;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** TLS over TCP for one node: all its listeners and connections. */
final class TcpTransport implements Transport, SimultaneousOpen {
  /** Bulk transfer keeps about one loop busy for each core in use; more only adds switching. */
  static final int MAX_LOOPS = 4;

  /** How the threads of the event loops are called. */
  static final String THREAD_NAME = "scp2p-tcp";

  /** Connections that the operating system has accepted for us. */
  private static final int BACKLOG = 1_024;

  /**
   * BSD wants it for a port that two connections share. Linux does without; Windows does not have
   * it, and means more by {@code SO_REUSEADDR} than is wanted.
   */
  private static final boolean HAS_REUSE_PORT = hasReusePort();

  /** How long {@link #close} waits for the loops; they have nothing left to do. */
  private static final long SHUTDOWN_SECONDS = 10;

  private final TransportSettings settings;
  private final TlsEngines engines;
  private final Admission admission;
  private final EventLoopGroup loops;
  private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  TcpTransport(TransportSettings settings, TlsEngines engines) {
    this.settings = settings;
    this.engines = engines;
    this.admission = new Admission(settings);
    int count = Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors());
    this.loops =
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory(THREAD_NAME, true), NioIoHandler.newFactory());
    loops.forEach(loop -> loop.execute(() -> {})); // All threads now rather than some time later.
  }

  @Override
  public TransportKind kind() {
    return TransportKind.TCP;
  }

  @Override
  public CompletionStage<InetSocketAddress> listen(InetSocketAddress local, Acceptor acceptor) {
    CompletableFuture<InetSocketAddress> bound = new CompletableFuture<>();
    if (closed) {
      bound.completeExceptionally(isClosed());
      return bound;
    }
    ChannelFuture binding =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    admit(channel, acceptor);
                  }
                })
            .bind(local);
    binding.addListener(
        done -> {
          if (done.isSuccess()) {
            track(binding.channel());
            bound.complete((InetSocketAddress) binding.channel().localAddress());
          } else {
            bound.completeExceptionally(
                new TransportException(
                    Reason.BIND, "cannot listen on " + local + ": " + done.cause(), done.cause()));
          }
        });
    return bound;
  }

  private void admit(SocketChannel channel, Acceptor acceptor) {
    Optional<Admission.Place> place =
        admission.accept(channel.remoteAddress().getAddress(), channel::close);
    if (place.isEmpty() || closed) {
      place.ifPresent(Admission.Place::leave);
      channel.close();
      return;
    }
    track(channel);
    channel.closeFuture().addListener(gone -> place.get().leave());
    SslHandler tls = new SslHandler(engines.server());
    tls.setHandshakeTimeoutMillis(settings.handshakeTimeout().toMillis());
    attach(channel, channel.remoteAddress(), tls, false, acceptor::accepted)
        .thenAccept(connection -> place.get().established());
  }

  @Override
  public CompletionStage<Connection> dial(
      InetSocketAddress remote, Duration timeout, ConnectionListener listener) {
    return connect(null, remote, true, timeout, connection -> listener);
  }

  @Override
  public boolean canMeet() {
    return HAS_REUSE_PORT;
  }

  /** Simultaneous open needs no more than two sides that connect, each from the right port. */
  @Override
  public CompletionStage<Connection> meet(
      InetSocketAddress local,
      InetSocketAddress remote,
      boolean initiator,
      Duration timeout,
      Acceptor acceptor) {
    return connect(local, remote, initiator, timeout, acceptor::accepted);
  }

  private CompletableFuture<Connection> connect(
      @Nullable InetSocketAddress local,
      InetSocketAddress remote,
      boolean initiator,
      Duration timeout,
      Function<Connection, ConnectionListener> listeners) {
    CompletableFuture<Connection> dialled = new CompletableFuture<>();
    Optional<Admission.Place> place = closed ? Optional.empty() : admission.dial();
    if (place.isEmpty()) {
      dialled.completeExceptionally(
          closed
              ? isClosed()
              : new TransportException(
                  Reason.LIMIT,
                  "all " + settings.maxConnections() + " connections are in use",
                  null));
      return dialled;
    }
    int timeoutMillis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toMillis()));
    SslHandler tls = new SslHandler(initiator ? engines.client(remote) : engines.server());
    tls.setHandshakeTimeoutMillis(timeoutMillis);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.closeFuture().addListener(gone -> place.get().leave());
                    track(channel);
                    attach(channel, remote, tls, initiator, listeners)
                        .whenComplete(
                            (connection, failure) -> {
                              if (failure != null) {
                                dialled.completeExceptionally(closed ? isClosed() : failure);
                              } else if (!dialled.complete(connection)) {
                                connection.close("the attempt was cancelled");
                              }
                            });
                  }
                });
    if (HAS_REUSE_PORT) {
      // The port of each connection may have to be that of another one: see meet().
      bootstrap.option(ChannelOption.SO_REUSEADDR, true);
      bootstrap.option(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
    }
    ChannelFuture connecting =
        local == null ? bootstrap.connect(remote) : bootstrap.connect(remote, local);
    Channel channel = connecting.channel();
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            dialled.completeExceptionally(
                closed ? isClosed() : Failures.connecting(remote, done.cause()));
          }
        });
    // One deadline for connecting and TLS together: each of the two has its own as well.
    Future<?> deadline =
        channel
            .eventLoop()
            .schedule(
                () -> dialled.completeExceptionally(Failures.timedOut(remote)),
                timeoutMillis,
                TimeUnit.MILLISECONDS);
    dialled.whenComplete(
        (connection, failure) -> {
          deadline.cancel(false); // Else it keeps the connection until then, however short that is.
          if (failure != null) {
            channel.close();
          }
        });
    return dialled;
  }

  private static boolean hasReusePort() {
    try (java.nio.channels.SocketChannel any = java.nio.channels.SocketChannel.open()) {
      return any.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
    } catch (IOException e) {
      return false;
    }
  }

  private CompletableFuture<Connection> attach(
      SocketChannel channel,
      InetSocketAddress remote,
      SslHandler tls,
      boolean initiator,
      Function<Connection, ConnectionListener> listeners) {
    tls.setCloseNotifyFlushTimeoutMillis(TcpConnection.CLOSE_NOTIFY_FLUSH_MILLIS);
    TcpConnection connection =
        new TcpConnection(channel, remote, tls, initiator, settings.sendQueueBytes(), listeners);
    channel.config().setRecvByteBufAllocator(new CreditSizedReads(connection::creditBytes));
    // A record cut by the end of a read is joined with its rest; merging would copy every read.
    tls.setCumulator(ByteToMessageDecoder.COMPOSITE_CUMULATOR);
    channel.pipeline().addLast(tls, connection.handler());
    return connection.established(engines);
  }

  /** Registers a channel to be closed with the transport. */
  private void track(Channel channel) {
    channels.add(channel);
    channel.closeFuture().addListener(gone -> channels.remove(channel));
    if (closed) {
      channel.close();
    }
  }

  /** Open listeners and connections. */
  Set<Channel> channels() {
    return channels;
  }

  private static TransportException isClosed() {
    return new TransportException(Reason.CLOSED, "this transport is closed", null);
  }

  @Override
  public void close() {
    closed = true;
    boolean calledByLoop = false;
    for (var loop : loops) {
      calledByLoop |= loop.inEventLoop();
    }
    for (Channel channel : channels) {
      ChannelFuture gone = channel.close();
      if (channel instanceof ServerChannel && !calledByLoop) {
        // What it still accepts it would hand to a loop that has ended.
        gone.awaitUninterruptibly(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
      }
    }
    loops.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    if (!calledByLoop) {
      loops.terminationFuture().awaitUninterruptibly();
    }
  }
}
