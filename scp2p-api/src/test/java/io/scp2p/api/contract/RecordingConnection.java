package io.scp2p.api.contract;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Listens to one connection and to every stream on it. May be asked from any thread. */
public final class RecordingConnection implements ConnectionListener {
  private final CallGuard guard = new CallGuard();
  private final long grantedBytes;
  private final List<RecordingStream> opened = new ArrayList<>();
  private final List<RecordingStream> accepted = new ArrayList<>();
  private @Nullable Connection connection;
  private int closedCalls;
  private @Nullable TransportException cause;

  /** Keeps so much credit granted on every stream the other side opens; 0 grants nothing. */
  public RecordingConnection(long grantedBytes) {
    this.grantedBytes = grantedBytes;
  }

  /** Says which connection it listens to. */
  public synchronized RecordingConnection attach(Connection newConnection) {
    connection = newConnection;
    return this;
  }

  /** The connection listened to. */
  public synchronized Connection connection() {
    return Objects.requireNonNull(connection, "not attached");
  }

  /** Opens a stream from this side. */
  public RecordingStream open() throws TransportException {
    RecordingStream events = new RecordingStream();
    events.attach(connection().openStream(events));
    synchronized (this) {
      opened.add(events);
    }
    return events;
  }

  @Override
  public StreamListener streamOpened(ByteStream stream) {
    RecordingStream events = new RecordingStream().attach(stream);
    guard.call(
        "streamOpened",
        () -> {
          synchronized (this) {
            if (closedCalls > 0) {
              guard.violation("streamOpened after closed");
            }
            accepted.add(events);
          }
        });
    if (grantedBytes > 0) {
      events.keepGranted(grantedBytes);
    }
    return events;
  }

  @Override
  public void closed(@Nullable TransportException newCause) {
    guard.call(
        "closed",
        () -> {
          synchronized (this) {
            if (++closedCalls > 1) {
              guard.violation("closed twice");
            }
            cause = newCause;
            if (!streams().stream().allMatch(RecordingStream::isClosed)) {
              guard.violation("closed before one of its streams");
            }
          }
        });
  }

  /** The streams the other side has opened, in the order it became known. */
  public synchronized List<RecordingStream> accepted() {
    return List.copyOf(accepted);
  }

  /** Whether the connection is over. */
  public synchronized boolean isClosed() {
    return closedCalls > 0;
  }

  /** Why it is over; null for an orderly end. */
  public synchronized @Nullable TransportException cause() {
    return cause;
  }

  /** Breaches of the interface's promises, on the connection and on its streams. */
  public synchronized List<String> violations() {
    List<String> all = new ArrayList<>(guard.violations());
    streams().forEach(stream -> all.addAll(stream.violations()));
    return all;
  }

  private List<RecordingStream> streams() {
    List<RecordingStream> all = new ArrayList<>(opened);
    all.addAll(accepted);
    return all;
  }
}
