package io.scp2p.core.sim;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportException.Reason;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportSettings;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One end of a connection. */
final class SimConnection implements Connection {
  private final SimTransport transport;
  private final boolean isInitiator;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;
  private final byte[] binding;
  private final Map<Long, SimStream> streams = new LinkedHashMap<>(4);
  private @Nullable SimConnection peer;
  private @Nullable ConnectionListener listener;
  private @Nullable SimTask idleAlarm;
  private long notBeforeNanos;
  private long openedStreams;
  private boolean ended;

  SimConnection(
      SimTransport transport,
      boolean isInitiator,
      InetSocketAddress local,
      InetSocketAddress remote,
      byte[] binding) {
    this.transport = transport;
    this.isInitiator = isInitiator;
    this.local = local;
    this.remote = remote;
    this.binding = binding;
  }

  /** Joins the two ends; nothing the first one sends arrives before that moment. */
  static void join(SimConnection initiator, SimConnection acceptor, long notBeforeNanos) {
    initiator.peer = acceptor;
    acceptor.peer = initiator;
    initiator.notBeforeNanos = notBeforeNanos;
  }

  void setListener(ConnectionListener newListener) {
    listener = newListener;
  }

  ConnectionListener listener() {
    return Objects.requireNonNull(listener);
  }

  /** Whether this end's owner knows of it. */
  boolean isAccepted() {
    return listener != null || ended;
  }

  boolean hasEnded() {
    return ended;
  }

  long notBeforeNanos() {
    return notBeforeNanos;
  }

  SimHost host() {
    return transport.host();
  }

  TransportSettings settings() {
    return transport.settings();
  }

  @Override
  public TransportKind kind() {
    return transport.kind();
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
    return isInitiator;
  }

  @Override
  public byte[] binding() {
    return binding.clone();
  }

  @Override
  public int maxStreams() {
    return transport.maxStreams();
  }

  @Override
  public ByteStream openStream(StreamListener streamListener) throws TransportException {
    if (ended) {
      throw new TransportException(Reason.CLOSED, this + " has ended", null);
    }
    boolean single = maxStreams() == 1;
    if (streams.size() >= maxStreams() || single && (!isInitiator || openedStreams > 0)) {
      throw new TransportException(Reason.LIMIT, this + " has no further stream", null);
    }
    long id = 2 * openedStreams++ + (isInitiator ? 0 : 1);
    SimStream stream = new SimStream(this, id);
    SimStream other = new SimStream(peer(), id);
    SimStream.join(stream, other);
    stream.setListener(streamListener);
    streams.put(id, stream);
    if (!peer().ended) {
      peer().streams.put(id, other);
    }
    return stream;
  }

  @Override
  public void close(String reason) {
    if (ended) {
      return;
    }
    SimConnection other = peer();
    signal("connection close", () -> other.end(null, Reason.BROKEN, "closed by the other side"));
    end(null, Reason.CLOSED, "connection closed: " + reason);
  }

  /** The other side is gone, or seems to be. */
  void brokenByPeer(String message) {
    end(new TransportException(Reason.BROKEN, this + ": " + message, null), Reason.BROKEN, message);
  }

  private void end(@Nullable TransportException cause, Reason streamReason, String message) {
    if (ended) {
      return;
    }
    ended = true; // First, so that a single stream's end does not end it again.
    List.copyOf(streams.values()).forEach(stream -> stream.end(streamReason, message));
    forget();
    ConnectionListener told = listener;
    if (told != null) {
      post("connection closed", this, () -> told.closed(cause));
    }
  }

  /** Ends it without a word on this side; the other side is told by the system, or never. */
  void die(boolean systemResets) {
    if (ended) {
      return;
    }
    if (systemResets) {
      SimConnection other = peer();
      signal("connection reset", () -> other.brokenByPeer("reset"));
    }
    ended = true;
    streams.values().forEach(SimStream::silence);
    forget();
  }

  private void forget() {
    streams.clear();
    transport.remove(this);
    if (idleAlarm != null) {
      idleAlarm.cancel();
    }
  }

  void streamEnded(SimStream stream, @Nullable TransportException cause) {
    streams.remove(stream.id(), stream);
    if (maxStreams() == 1 && !ended) {
      end(cause, Reason.CLOSED, "");
    }
  }

  /** Over QUIC both sides notice silence; over TCP only one that sends does. */
  void reachabilityChanged() {
    if (!transport.noticesSilence()) {
      return;
    }
    boolean silent = peer().ended || !host().network().isReachable(host(), peer().host());
    if (!silent && idleAlarm != null) {
      idleAlarm.cancel();
      idleAlarm = null;
    } else if (silent && idleAlarm == null && !ended) {
      long patienceNanos = settings().idleTimeout().toNanos();
      idleAlarm =
          host()
              .scheduleNanos(
                  patienceNanos, "idle timeout", this, () -> brokenByPeer("idle timeout"));
    }
  }

  /** Lets something happen at the other end after what was sent before; lost if cut off then. */
  void signal(String label, Runnable action) {
    SimNetwork network = host().network();
    SimHost target = peer().host();
    long nowNanos = network.world().elapsedNanos();
    long atNanos = nowNanos + network.drawDelayNanos(host(), target);
    atNanos = Math.max(atNanos, notBeforeNanos);
    for (SimStream stream : streams.values()) {
      atNanos = Math.max(atNanos, stream.out().arrivesAtNanos());
    }
    network
        .world()
        .scheduleNanos(
            atNanos - nowNanos,
            label,
            this,
            () -> {
              if (network.isReachable(host(), target)) {
                action.run();
              }
            });
  }

  /** Lets a callback happen at this end, now but not within the present call. */
  void post(String label, Object subject, Runnable action) {
    host().scheduleNanos(0, label, subject, action);
  }

  SimConnection peer() {
    return Objects.requireNonNull(peer);
  }

  @Override
  public String toString() {
    return kind() + " " + host() + (isInitiator ? " -> " : " <- ") + peer().host();
  }
}
