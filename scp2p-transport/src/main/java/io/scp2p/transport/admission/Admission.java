package io.scp2p.transport.admission;

import io.scp2p.api.spi.TransportSettings;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connections of one transport, so that strangers who connect and then dawdle hold a
 * bounded number of places and never a listener (section 3.4). Thread-safe.
 */
public final class Admission {
  private static final int IPV6_SITE_BYTES = 8;

  private final TransportSettings settings;
  private final Map<Source, Integer> acceptedBySource = new HashMap<>();
  private int connections;
  private int pendingHandshakes;

  /** Holds everybody to {@code settings}. */
  public Admission(TransportSettings settings) {
    this.settings = settings;
  }

  /**
   * Asks for a place for an accepted connection, whose handshake is still to come.
   *
   * @return the place, or nothing when a limit is reached
   */
  public synchronized Optional<Place> accept(InetAddress from) {
    Source source = Source.of(from);
    int held = acceptedBySource.getOrDefault(source, 0);
    if (connections >= settings.maxConnections()
        || pendingHandshakes >= settings.maxPendingHandshakes()
        || held >= settings.maxConnectionsPerAddress()) {
      return Optional.empty();
    }
    connections++;
    pendingHandshakes++;
    acceptedBySource.put(source, held + 1);
    return Optional.of(new Place(source));
  }

  /** Asks for a place for a connection that this node dials. */
  public synchronized Optional<Place> dial() {
    if (connections >= settings.maxConnections()) {
      return Optional.empty();
    }
    connections++;
    return Optional.of(new Place(null));
  }

  /** How many places are taken. */
  public synchronized int connections() {
    return connections;
  }

  /** How many accepted connections have not finished their handshake. */
  public synchronized int pendingHandshakes() {
    return pendingHandshakes;
  }

  private synchronized void handshakeDone() {
    pendingHandshakes--;
  }

  private synchronized void leave(@Nullable Source source) {
    connections--;
    if (source != null) {
      acceptedBySource.computeIfPresent(source, (s, held) -> held == 1 ? null : held - 1);
    }
  }

  /** An IPv4 address, or the /64 of an IPv6 address: whoever has one has all of it. */
  private record Source(long high, int length) {
    static Source of(InetAddress address) {
      byte[] bytes = address.getAddress();
      int length = address instanceof Inet6Address ? IPV6_SITE_BYTES : bytes.length;
      long high = 0;
      for (int i = 0; i < length; i++) {
        high = (high << Byte.SIZE) | (bytes[i] & 0xff);
      }
      return new Source(high, length);
    }
  }

  /** One connection's place, given back exactly once whatever happens to it. */
  public final class Place {
    private final @Nullable Source source;
    private final AtomicBoolean pending;
    private final AtomicBoolean left = new AtomicBoolean();

    private Place(@Nullable Source source) {
      this.source = source;
      this.pending = new AtomicBoolean(source != null);
    }

    /** The transport handshake is done; the place no longer counts as pending. */
    public void established() {
      if (pending.getAndSet(false)) {
        handshakeDone();
      }
    }

    /** The connection is gone. Harmless when repeated. */
    public void leave() {
      established();
      if (!left.getAndSet(true)) {
        Admission.this.leave(source);
      }
    }
  }
}
