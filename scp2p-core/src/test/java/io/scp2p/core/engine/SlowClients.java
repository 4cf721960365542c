package io.scp2p.core.engine;

import io.scp2p.api.contract.Waiter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Many TCP connections on one thread. Each sends what could be a TLS hello, one byte a second, and
 * connects again when it is hung up on.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // Only its thread writes.
final class SlowClients implements AutoCloseable {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int TICK_MILLIS = 20;

  /** A record of 512 bytes with a client hello in it, as far as one can tell. */
  private static final byte[] START = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};

  private final InetSocketAddress server;
  private final Selector selector;
  private final Client[] clients;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile int connected;
  private volatile long hungUp;
  private volatile long sentBytes;

  /** One slow client. */
  private static final class Client {
    private @Nullable SocketChannel channel;
    private long nextNanos;
    private int sent;
  }

  SlowClients(InetSocketAddress server, int count) throws IOException {
    this.server = server;
    this.selector = Selector.open();
    this.clients = new Client[count];
    this.thread = new Thread(this::run, "slow clients");
    thread.setDaemon(true);
    thread.start();
  }

  int connected() {
    return connected;
  }

  long hungUp() {
    return hungUp;
  }

  long sentBytes() {
    return sentBytes;
  }

  private void run() {
    try {
      long start = System.nanoTime();
      for (int i = 0; i < clients.length; i++) {
        clients[i] = new Client();
        clients[i].nextNanos = start + SECOND * i / clients.length; // Spread over the second.
      }
      while (!stopped) {
        selector.select(this::ready, TICK_MILLIS);
        long now = System.nanoTime();
        for (Client client : clients) {
          if (now - client.nextNanos >= 0) {
            client.nextNanos = now + SECOND;
            step(client);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void step(Client client) throws IOException {
    if (client.channel == null) {
      client.channel = SocketChannel.open();
      client.channel.configureBlocking(false);
      client.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      client.channel.connect(server);
      client.channel.register(selector, SelectionKey.OP_CONNECT, client);
      client.sent = 0;
      connected++;
    } else if (client.channel.isConnected()) {
      byte next = client.sent < START.length ? START[client.sent] : 0;
      try {
        client.channel.write(ByteBuffer.wrap(new byte[] {next}));
        client.sent++;
        sentBytes++;
      } catch (IOException e) {
        hangUp(client);
      }
    }
  }

  private void ready(SelectionKey key) {
    Client client = (Client) key.attachment();
    try {
      if (key.isConnectable()) {
        client.channel.finishConnect();
        key.interestOps(SelectionKey.OP_READ);
      } else if (client.channel.read(ByteBuffer.allocate(256)) < 0) {
        hangUp(client);
      }
    } catch (IOException e) {
      hangUp(client);
    }
  }

  private void hangUp(Client client) {
    try {
      client.channel.close();
    } catch (IOException ignored) {
      // It is gone either way.
    }
    client.channel = null;
    hungUp++;
    connected--;
  }

  @Override
  public void close() throws IOException {
    stopped = true;
    boolean ended = Waiter.realTime().await(() -> !thread.isAlive(), Duration.ofSeconds(20));
    if (!ended) {
      throw new IOException("the thread of the slow clients does not end");
    }
    for (Client client : clients) {
      if (client.channel != null) {
        client.channel.close();
      }
    }
    selector.close();
  }
}
