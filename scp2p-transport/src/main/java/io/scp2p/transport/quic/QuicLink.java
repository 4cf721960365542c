package io.scp2p.transport.quic;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportException.Reason;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tech.kwik.core.ConnectionTerminatedEvent;
import tech.kwik.core.QuicClientConnection;
import tech.kwik.core.QuicConnection;
import tech.kwik.core.QuicStream;

/** One connection: what the library's connection is to the rest of the SDK. */
final class QuicLink implements Connection {
  /** Whoever holds a place among the connections for it. */
  interface Holder {
    /** Whether the other side surely knows that the handshake is done. */
    boolean isConfirmed();

    /** The connection's listener is about to be told of the end. */
    void closing();

    /** The library holds nothing for the connection any more. */
    void gone();
  }

  private static final byte[] SIGN_OF_LIFE = {};
  private static final long ORDERLY = 0;
  private static final System.Logger LOG = System.getLogger(QuicLink.class.getName());

  /** The library stays with a closed connection for three probe timeouts; it checks for itself. */
  private static final Duration LONGEST_FAREWELL = Duration.ofMinutes(3);

  /** The other side confirms a handshake after one round trip. */
  private static final long LONGEST_CONFIRMATION_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** A thread that is still busy after that is kept by a listener, which should not. */
  private static final long LONGEST_LEFTOVER_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final QuicEnvironment environment;
  private final QuicConnection quic;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;
  private final boolean initiator;
  private final Holder holder;
  private final long keepAliveNanos;
  private final int sendQueueBytes;
  private final Semaphore permits = new Semaphore(QuicLimits.MAX_STREAMS);
  private final Set<QuicByteStream> streams = ConcurrentHashMap.newKeySet();

  /** Over, but a thread of ours has not come back from the library yet. */
  private final Set<QuicByteStream> leftovers = ConcurrentHashMap.newKeySet();

  /** Held while the listener is called. */
  private final ReentrantLock calling = new ReentrantLock();

  private final Object state = new Object();
  private final List<QuicStream> early = new ArrayList<>();
  private @Nullable ConnectionListener listener;
  private byte[] binding = {};
  private boolean ending;
  private long nextSignOfLifeNanos;

  QuicLink(
      QuicEnvironment environment,
      QuicConnection quic,
      InetSocketAddress local,
      InetSocketAddress remote,
      boolean initiator,
      Holder holder) {
    TransportSettings settings = environment.settings();
    this.environment = environment;
    this.quic = quic;
    this.local = local;
    this.remote = remote;
    this.initiator = initiator;
    this.holder = holder;
    this.keepAliveNanos = settings.keepAliveInterval().toNanos();
    this.sendQueueBytes = settings.sendQueueBytes();
    this.nextSignOfLifeNanos = environment.time().nanos() + keepAliveNanos;
  }

  QuicThreads threads() {
    return environment.threads();
  }

  Watchdog watchdog() {
    return environment.watchdog();
  }

  /**
   * The handshake is done and somebody listens; streams that came meanwhile are told now.
   *
   * @param listeners asked for the listener once the binding is known: an acceptor may want it
   * @return false if the connection is already over; then nobody is told anything
   */
  boolean established(byte[] newBinding, Supplier<ConnectionListener> listeners) {
    synchronized (state) {
      binding = newBinding;
    }
    ConnectionListener newListener = listeners.get();
    List<QuicStream> waiting;
    synchronized (state) {
      if (ending) {
        return false;
      }
      listener = newListener;
      waiting = List.copyOf(early);
      early.clear();
    }
    if (!waiting.isEmpty()) {
      environment.threads().execute(() -> waiting.forEach(this::tellOpened));
    }
    return true;
  }

  @Override
  public TransportKind kind() {
    return TransportKind.QUIC;
  }

  @Override
  public InetSocketAddress local() {
    return local;
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
    synchronized (state) {
      return binding.clone();
    }
  }

  @Override
  public int maxStreams() {
    return QuicLimits.MAX_STREAMS;
  }

  @Override
  public ByteStream openStream(StreamListener streamListener) throws TransportException {
    if (isEnding()) {
      throw new TransportException(Reason.BROKEN, "the connection has ended", null);
    }
    if (!permits.tryAcquire()) {
      throw Failures.limit(
          "all " + QuicLimits.MAX_STREAMS + " streams of this connection are open");
    }
    QuicByteStream stream;
    try {
      stream = new QuicByteStream(this, createStream(), true, sendQueueBytes);
    } catch (TransportException e) {
      permits.release();
      throw e;
    }
    stream.listener(streamListener);
    synchronized (state) {
      if (!ending) {
        streams.add(stream);
        return stream;
      }
    }
    permits.release();
    throw new TransportException(Reason.BROKEN, "the connection has ended", null);
  }

  private QuicStream createStream() throws TransportException {
    // The library blocks when the other side's limit is used up. Ours is lower, but the other side
    // may be slow to notice ends, so this does not rely on it.
    try {
      return environment.watchdog().unblocked(() -> quic.createStream(true));
    } catch (IOException e) {
      throw new TransportException(Reason.BROKEN, "the connection has ended", e);
    } catch (RuntimeException interrupted) {
      throw Failures.limit("the other side allows no further stream yet");
    }
  }

  /** The other side has opened a stream; called by the library. */
  void peerOpened(QuicStream stream) {
    synchronized (state) {
      if (ending) {
        return;
      }
      if (listener == null) {
        // At most as many as we announced, as the library sees to that.
        early.add(stream);
        return;
      }
    }
    tellOpened(stream);
  }

  private void tellOpened(QuicStream quicStream) {
    QuicByteStream stream = new QuicByteStream(this, quicStream, false, sendQueueBytes);
    calling.lock();
    try {
      ConnectionListener told;
      synchronized (state) {
        told = listener;
        if (ending || told == null) {
          return;
        }
        streams.add(stream);
      }
      stream.listener(told.streamOpened(stream));
    } catch (RuntimeException bug) {
      LOG.log(System.Logger.Level.WARNING, "a listener refused a stream by throwing", bug);
      streams.remove(stream);
      stream.reset("not wanted");
    } finally {
      calling.unlock();
    }
  }

  /** A stream is over and its listener knows. */
  void streamClosed(QuicByteStream stream) {
    if (streams.remove(stream)) {
      if (stream.openedHere()) {
        permits.release();
      }
      if (stream.isBusy()) {
        leftovers.add(stream);
      }
    }
  }

  @Override
  public void close(String reason) {
    end(null, Failures.closedHere("the connection was closed: " + reason));
  }

  /** The library has ended the connection. */
  void terminated(ConnectionTerminatedEvent event) {
    TransportException cause = Failures.ended(remote, event);
    end(
        cause,
        cause != null ? cause : Failures.broken(remote, "the other side closed the connection"));
  }

  private void end(@Nullable TransportException cause, TransportException streamCause) {
    synchronized (state) {
      if (ending) {
        return;
      }
      ending = true;
    }
    environment.threads().start("scp2p-quic-farewell", () -> farewell(cause, streamCause));
  }

  private void farewell(@Nullable TransportException cause, TransportException streamCause) {
    awaitConfirmation();
    calling.lock();
    try {
      quic.close(ORDERLY, null);
      streams.forEach(stream -> stream.connectionEnded(streamCause));
      ConnectionListener told;
      synchronized (state) {
        told = listener;
        // The library may stay for long, and must not keep a whole node with it.
        listener = null;
        early.clear();
      }
      holder.closing();
      if (told != null) {
        told.closed(cause);
      }
    } catch (RuntimeException bug) {
      LOG.log(System.Logger.Level.WARNING, "a connection's listener threw at the end", bug);
    } finally {
      calling.unlock();
      quic.closeAndWait(LONGEST_FAREWELL);
      awaitLeftovers();
      environment.remove(this);
      holder.gone();
    }
  }

  /**
   * When a client closes, the library forgets what it has not sent yet. If that is the end of the
   * handshake, the server knows of neither and keeps a half-open connection.
   */
  private void awaitConfirmation() {
    long startNanos = environment.time().nanos();
    while (!holder.isConfirmed()
        && environment.time().nanos() - startNanos < LONGEST_CONFIRMATION_NANOS) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private void awaitLeftovers() {
    long startNanos = environment.time().nanos();
    long nowNanos = startNanos;
    while (!leftovers.isEmpty() && nowNanos - startNanos < LONGEST_LEFTOVER_NANOS) {
      tickLeftovers(nowNanos);
      LockSupport.parkNanos(Watchdog.WRITER_TICK_NANOS);
      nowNanos = environment.time().nanos();
    }
  }

  private void tickLeftovers(long nowNanos) {
    leftovers.removeIf(stream -> !stream.isBusy());
    leftovers.forEach(stream -> stream.tick(nowNanos));
  }

  boolean isEnding() {
    synchronized (state) {
      return ending;
    }
  }

  void remindWriters(long nowNanos) {
    streams.forEach(stream -> stream.tick(nowNanos));
  }

  /** About four times a second. */
  void tick(long nowNanos) {
    streams.forEach(stream -> stream.tick(nowNanos));
    tickLeftovers(nowNanos);
    if (quic instanceof QuicClientConnection client) {
      // The library keeps every ticket it is sent, and we use none.
      client.getNewSessionTickets().clear();
      if (!client.isConnected()) {
        TransportException lost = Failures.broken(remote, "the connection was lost");
        end(lost, lost);
        return;
      }
    }
    if (nowNanos - nextSignOfLifeNanos >= 0) {
      nextSignOfLifeNanos = nowNanos + keepAliveNanos;
      signOfLife();
    }
  }

  /** An empty datagram frame: it must be acknowledged, is never repeated and carries nothing. */
  private void signOfLife() {
    try {
      if (quic.canSendDatagram()) {
        quic.sendDatagram(SIGN_OF_LIFE);
      }
    } catch (IllegalStateException justEnded) {
      return;
    }
  }
}
