package io.scp2p.transport.quic;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tech.kwik.core.QuicStream;

/**
 * One stream: joins what reads and what writes it, and tells its listener, one call at a time, in
 * order, and nothing after the end.
 */
final class QuicByteStream implements ByteStream {
  private static final System.Logger LOG = System.getLogger(QuicByteStream.class.getName());

  /** The library tells nobody this number, so any will do. */
  private static final long NO_CODE = 0;

  private final QuicLink link;
  private final QuicStream stream;
  private final boolean openedHere;
  private final InputPump input;
  private final OutputPump output;

  /** Held while the listener is called, and never by whoever calls a method of this class. */
  private final ReentrantLock calling = new ReentrantLock();

  private @Nullable StreamListener listener;
  private boolean closedTold;

  private final Object state = new Object();
  private boolean inputOver;
  private boolean outputOver;
  private boolean over;
  private @Nullable TransportException cause;

  QuicByteStream(QuicLink link, QuicStream stream, boolean openedHere, int sendQueueBytes) {
    this.link = link;
    this.stream = stream;
    this.openedHere = openedHere;
    this.input = new InputPump(this, link.threads(), new StreamInput(stream.getInputStream()));
    this.output =
        new OutputPump(this, link, new StreamOutput(stream.getOutputStream()), sendQueueBytes);
  }

  /** Says who listens; what has happened meanwhile is told now. */
  void listener(StreamListener newListener) {
    calling.lock();
    try {
      listener = newListener;
    } finally {
      calling.unlock();
    }
    input.start();
    boolean late;
    synchronized (state) {
      late = over;
    }
    if (late) {
      link.threads().execute(this::tellClosed);
    }
  }

  boolean openedHere() {
    return openedHere;
  }

  @Override
  public Connection connection() {
    return link;
  }

  @Override
  public boolean write(ByteBuffer bytes) {
    return output.write(bytes);
  }

  @Override
  public void request(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("credit must be positive, not " + bytes);
    }
    input.grant(bytes);
  }

  @Override
  public void finish() {
    output.finish();
  }

  @Override
  public void reset(String reason) {
    end(Failures.closedHere("reset: " + reason));
  }

  /** Bytes have come; called by the reading thread. */
  void received(byte[] bytes, int length) {
    tell(told -> told.data(ByteBuffer.wrap(bytes, 0, length)));
  }

  /** The other side has finished and everything was delivered. */
  void inputEnded() {
    tell(StreamListener::inputEnded);
    boolean both;
    synchronized (state) {
      inputOver = true;
      both = outputOver;
    }
    if (both) {
      endOrderly();
    }
  }

  /** The end of the stream was written behind everything else. */
  void outputEnded() {
    boolean both;
    synchronized (state) {
      outputOver = true;
      both = inputOver;
    }
    if (both) {
      endOrderly();
    }
  }

  /** The send queue has room again. */
  void writable() {
    tell(StreamListener::writable);
  }

  private void tell(Consumer<StreamListener> call) {
    calling.lock();
    try {
      if (listener != null && !closedTold) {
        call.accept(listener);
      }
    } catch (RuntimeException bug) {
      LOG.log(System.Logger.Level.WARNING, "a stream's listener threw", bug);
      end(Failures.broken(link.remote(), "its listener failed"));
    } finally {
      calling.unlock();
    }
  }

  /**
   * Reading or writing failed: the other side has abandoned the stream, or the connection ended.
   */
  void failed(IOException failure) {
    if (!link.isEnding()) {
      end(
          Failures.broken(
              link.remote(), "the stream was abandoned (" + failure.getMessage() + ")"));
    }
  }

  private void endOrderly() {
    if (over(null)) {
      tellClosed();
    }
  }

  private void end(TransportException why) {
    if (over(why)) {
      abandon();
      if (!link.threads().execute(this::tellClosed)) {
        tellClosed();
      }
    }
  }

  /** The connection has ended: tells the listener unless it knows already. */
  void connectionEnded(TransportException why) {
    if (over(why)) {
      abandon();
    }
    tellClosed();
  }

  private boolean over(@Nullable TransportException why) {
    synchronized (state) {
      if (over) {
        return false;
      }
      over = true;
      cause = why;
      return true;
    }
  }

  private void abandon() {
    output.abandon(() -> stream.resetStream(NO_CODE));
    input.abandon(() -> stream.abortReading(NO_CODE));
  }

  private void tellClosed() {
    calling.lock();
    try {
      StreamListener told = listener;
      if (told == null || closedTold) {
        return; // Without a listener: listener() sees to it.
      }
      closedTold = true;
      listener = null; // The library keeps streams for a while, and must not keep a node with them.
      TransportException why;
      synchronized (state) {
        why = cause;
      }
      told.closed(why);
    } catch (RuntimeException bug) {
      LOG.log(System.Logger.Level.WARNING, "a stream's listener threw when told of the end", bug);
    } finally {
      calling.unlock();
    }
    link.streamClosed(this);
  }

  /** Wakes whoever the library has forgotten. */
  void tick(long nowNanos) {
    output.tick(nowNanos);
    input.tick(nowNanos);
  }

  /** Whether a thread of ours is still busy with it although it is over. */
  boolean isBusy() {
    return input.isRunning() || output.isRunning();
  }
}
