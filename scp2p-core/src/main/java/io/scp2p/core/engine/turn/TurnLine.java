package io.scp2p.core.engine.turn;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.turn.TurnStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A line to one TURN server, over UDP or TCP: whole messages in both directions. */
final class TurnLine implements AutoCloseable {
  /** What waits for a slow line; what comes beyond is dropped. */
  static final int MAX_WAITING_BYTES = 512 * 1024;

  /** Datagrams read in one turn: what is to be sent must not wait for a server that floods. */
  static final int MAX_READS = 64;

  private static final int BUFFER_BYTES = 65_536;
  private static final long CLOSE_MILLIS = 2_000;
  private static final System.Logger LOG = System.getLogger(TurnLine.class.getName());

  private final InetSocketAddress server;
  private final boolean stream;
  private final Listener listener;
  private final Selector selector;
  private final Thread thread;
  private final Queue<ByteBuffer> waiting = new ArrayDeque<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private final TurnStream cutter = new TurnStream();
  private int waitingBytes;
  private long dropped;
  private volatile boolean closed;

  /** Told on the thread of the line; must return at once. */
  interface Listener {
    /** Messages can be sent. */
    void connected();

    /** One came. */
    void received(Bytes message);

    /** It is over, and nothing more comes. Also told of a line that never was. */
    void broken();
  }

  /** Begins to connect. */
  TurnLine(InetSocketAddress server, boolean stream, Listener listener) throws IOException {
    this.server = server;
    this.stream = stream;
    this.listener = listener;
    this.selector = Selector.open();
    this.thread = new Thread(this::run, "scp2p-turn");
    thread.setDaemon(true);
    thread.start();
  }

  /** From any thread; never blocks. What does not fit any more is dropped. */
  void send(Bytes message) {
    synchronized (waiting) {
      if (waitingBytes + message.size() > MAX_WAITING_BYTES) {
        dropped++;
        return;
      }
      waiting.add(message.buffer());
      waitingBytes += message.size();
    }
    selector.wakeup();
  }

  /** What could not be sent yet. */
  int waitingBytes() {
    synchronized (waiting) {
      return waitingBytes;
    }
  }

  /** Messages that did not fit. */
  long dropped() {
    synchronized (waiting) {
      return dropped;
    }
  }

  private void run() {
    SelectableChannel channel = null;
    try {
      channel = stream ? SocketChannel.open() : DatagramChannel.open();
      connect(channel);
      while (!closed) {
        step(channel);
      }
    } catch (IOException | WireException | ClosedSelectorException e) {
      LOG.log(System.Logger.Level.DEBUG, "the line to " + server + " has ended", e);
    } finally {
      end(channel);
      listener.broken();
    }
  }

  private void connect(SelectableChannel channel) throws IOException {
    channel.configureBlocking(false);
    boolean there = true;
    if (channel instanceof SocketChannel tcp) {
      tcp.setOption(StandardSocketOptions.TCP_NODELAY, true);
      there = tcp.connect(server);
    } else if (channel instanceof DatagramChannel udp) {
      udp.connect(server); // Nobody but the server gets through the kernel.
    }
    channel.register(selector, there ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT);
    if (there) {
      listener.connected();
    }
  }

  private void step(SelectableChannel channel) throws IOException, WireException {
    SelectionKey key = channel.keyFor(selector);
    if (key.isValid() && (key.interestOps() & SelectionKey.OP_CONNECT) == 0) {
      key.interestOps(SelectionKey.OP_READ | (isWaiting() ? SelectionKey.OP_WRITE : 0));
    }
    selector.select();
    selector.selectedKeys().clear();
    if (closed) {
      return;
    }
    if (channel instanceof SocketChannel tcp) {
      if (tcp.isConnectionPending()) {
        if (tcp.finishConnect()) {
          key.interestOps(SelectionKey.OP_READ);
          listener.connected();
        }
        return;
      }
      write(tcp);
      read(tcp);
    } else if (channel instanceof DatagramChannel udp) {
      write(udp);
      read(udp);
    }
  }

  private boolean isWaiting() {
    synchronized (waiting) {
      return !waiting.isEmpty();
    }
  }

  private @Nullable ByteBuffer next() {
    synchronized (waiting) {
      return waiting.peek();
    }
  }

  private void sent(ByteBuffer message) {
    synchronized (waiting) {
      waiting.remove();
      waitingBytes -= message.limit();
    }
  }

  private void write(SocketChannel tcp) throws IOException {
    for (ByteBuffer message = next(); message != null; message = next()) {
      tcp.write(message);
      if (message.hasRemaining()) {
        return; // Goes on when there is room.
      }
      sent(message);
    }
  }

  private void write(DatagramChannel udp) {
    for (ByteBuffer message = next(); message != null; message = next()) {
      try {
        if (udp.write(message) == 0 && message.limit() > 0) {
          return;
        }
      } catch (IOException refused) {
        // Too long, or nobody there at the moment: the machine asks again.
        LOG.log(System.Logger.Level.DEBUG, "a datagram to " + server + " was not sent", refused);
      }
      sent(message);
    }
  }

  private void read(SocketChannel tcp) throws IOException, WireException {
    buffer.clear();
    int count = tcp.read(buffer);
    if (count < 0) {
      throw new IOException("the server has closed the connection");
    }
    buffer.flip();
    for (Bytes message : cutter.accept(copy())) {
      listener.received(message);
    }
  }

  private void read(DatagramChannel udp) {
    for (int i = 0; i < MAX_READS; i++) {
      buffer.clear();
      try {
        if (udp.read(buffer) <= 0) {
          return;
        }
      } catch (IOException refused) {
        LOG.log(System.Logger.Level.DEBUG, "nobody listens at " + server, refused);
        return;
      }
      buffer.flip();
      listener.received(copy());
    }
  }

  private Bytes copy() {
    byte[] message = new byte[buffer.remaining()];
    buffer.get(message);
    return Bytes.wrap(message);
  }

  private void end(@Nullable SelectableChannel channel) {
    close(channel);
    close(selector);
  }

  private static void close(@Nullable Closeable part) {
    try {
      if (part != null) {
        part.close();
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a line did not close well", e);
    }
  }

  /** Ends soon, without waiting for it. */
  void stop() {
    closed = true;
    selector.wakeup();
  }

  /** Returns once no thread or socket is left. */
  @Override
  public void close() {
    stop();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
