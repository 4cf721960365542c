package io.scp2p.core.sim;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One end of a stream. Its listener is called from tasks of their own, never from within a call.
 */
final class SimStream implements ByteStream {
  private final SimConnection connection;
  private final long id;
  private final Queue<ByteBuffer> received = new ArrayDeque<>(1);
  private @Nullable Pipe in;
  private @Nullable Pipe out;
  private @Nullable StreamListener listener;
  private long receivedBytes;
  private long creditBytes;
  private boolean lastReceived;
  private boolean inputEndTold;
  private boolean writableOwed;
  private boolean deliveryPosted;
  private boolean ended;

  SimStream(SimConnection connection, long id) {
    this.connection = connection;
    this.id = id;
  }

  /** Joins the two ends of a new stream. */
  static void join(SimStream one, SimStream other) {
    one.out = other.in = new Pipe(one, other);
    other.out = one.in = new Pipe(other, one);
  }

  long id() {
    return id;
  }

  void setListener(StreamListener newListener) {
    listener = newListener;
  }

  @Override
  public SimConnection connection() {
    return connection;
  }

  @Override
  public boolean write(ByteBuffer bytes) {
    if (ended) {
      return false;
    }
    if (out().isFinishing()) {
      throw new IllegalStateException(this + " is written to after it was finished");
    }
    if (bytes.hasRemaining()) {
      out().enqueue(bytes.slice());
    }
    writableOwed |= out().queuedBytes() > connection.settings().sendQueueBytes();
    return !writableOwed;
  }

  @Override
  public void request(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("credit must be more than 0, not " + bytes);
    }
    creditBytes += Math.min(bytes, Long.MAX_VALUE - creditBytes);
    if (!received.isEmpty()) {
      postDelivery();
    }
  }

  @Override
  public void finish() {
    if (!ended && !out().isFinishing()) {
      out().finish();
      postDelivery();
    }
  }

  @Override
  public void reset(String reason) {
    if (ended) {
      return;
    }
    SimStream other = out().receiver();
    connection.signal("stream reset", () -> other.resetByPeer(reason));
    end(TransportException.Reason.CLOSED, "reset: " + reason);
  }

  private void resetByPeer(String reason) {
    if (!ended && !connection.hasEnded()) {
      announce();
      end(TransportException.Reason.BROKEN, "reset by the other side: " + reason);
    }
  }

  /** A piece has arrived, in order. */
  void receive(Segment segment) {
    if (ended) {
      return;
    }
    announce();
    if (segment.isLast()) {
      lastReceived = true;
    } else {
      received.add(segment.bytes());
      receivedBytes += segment.bytes().remaining();
      if (receivedBytes > connection.settings().streamWindowBytes()) {
        throw new IllegalStateException(this + " holds more than its window");
      }
    }
    postDelivery();
  }

  /** The sender's queue has become shorter. */
  void sendQueueShrank() {
    if (ended) {
      return;
    }
    boolean room = out().queuedBytes() <= connection.settings().sendQueueBytes() / 2;
    if (writableOwed && room || out().isLastSent()) {
      postDelivery();
    }
  }

  /** Ends it on this side only; the listener is told once. */
  void end(TransportException.Reason reason, String message) {
    end(new TransportException(reason, this + ": " + message, null));
  }

  private void end(@Nullable TransportException cause) {
    if (ended) {
      return;
    }
    silence();
    StreamListener told = listener;
    if (told != null) {
      connection.post("stream closed", this, () -> told.closed(cause));
    }
    connection.streamEnded(this, cause);
  }

  /** Ends it without a word. */
  void silence() {
    ended = true;
    received.clear();
    if (!out().isLastSent()) {
      out().drop();
    }
  }

  private void announce() {
    if (listener == null) {
      listener = connection.listener().streamOpened(this);
    }
  }

  private void postDelivery() {
    if (!deliveryPosted && !ended) {
      deliveryPosted = true;
      connection.post("delivery", this, this::deliver);
    }
  }

  private void deliver() {
    deliveryPosted = false;
    StreamListener told = Objects.requireNonNull(listener);
    int queueLimit = connection.settings().sendQueueBytes();
    if (!ended && writableOwed && out().queuedBytes() <= queueLimit / 2) {
      writableOwed = false;
      told.writable();
    }
    while (!ended && creditBytes > 0 && !received.isEmpty()) {
      ByteBuffer bytes = Pipe.cut(received, creditBytes);
      creditBytes -= bytes.remaining();
      receivedBytes -= bytes.remaining();
      in().consumed(bytes.remaining());
      told.data(bytes);
    }
    if (!ended && lastReceived && received.isEmpty() && !inputEndTold) {
      inputEndTold = true;
      told.inputEnded();
    }
    if (!ended && inputEndTold && out().isLastSent()) {
      end(null);
    }
  }

  private Pipe in() {
    return Objects.requireNonNull(in);
  }

  Pipe out() {
    return Objects.requireNonNull(out);
  }

  @Override
  public String toString() {
    return connection + "#" + id;
  }
}
