package io.scp2p.transport.admission;

import io.scp2p.api.spi.TransportSettings;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** Those who can be asked to leave, the oldest first. */
  private final Map<Source, Set<Place>> pendingBySource = new LinkedHashMap<>();

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
    return hasRoom(source) && pendingHandshakes < settings.maxPendingHandshakes()
        ? Optional.of(enter(source, null))
        : Optional.empty();
  }

  /**
   * Asks for such a place, if need be at the cost of another handshake: the oldest from where most
   * of them come. So whoever dawdles keeps nobody out who does not.
   *
   * @param giveUp ends the handshake that is to come; called without a lock, at most once
   * @return the place, or nothing when a limit of connections is reached
   */
  public Optional<Place> accept(InetAddress from, Runnable giveUp) {
    Place evicted = null;
    Place place;
    synchronized (this) {
      Source source = Source.of(from);
      if (!hasRoom(source)) {
        return Optional.empty();
      }
      if (pendingHandshakes >= settings.maxPendingHandshakes()) {
        evicted = oldestWhereMostAre();
        if (evicted == null) {
          return Optional.empty();
        }
        evicted.established();
      }
      place = enter(source, giveUp);
    }
    if (evicted != null) {
      evicted.giveUp();
    }
    return Optional.of(place);
  }

  private boolean hasRoom(Source source) {
    return connections < settings.maxConnections()
        && acceptedBySource.getOrDefault(source, 0) < settings.maxConnectionsPerAddress();
  }

  private Place enter(Source source, @Nullable Runnable giveUp) {
    connections++;
    pendingHandshakes++;
    acceptedBySource.merge(source, 1, Integer::sum);
    Place place = new Place(source, giveUp);
    if (giveUp != null) {
      pendingBySource.computeIfAbsent(source, s -> new LinkedHashSet<>()).add(place);
    }
    return place;
  }

  private @Nullable Place oldestWhereMostAre() {
    Set<Place> most = Set.of();
    for (Set<Place> places : pendingBySource.values()) {
      most = places.size() > most.size() ? places : most;
    }
    return most.isEmpty() ? null : most.iterator().next();
  }

  /** Asks for a place for a connection that this node dials. */
  public synchronized Optional<Place> dial() {
    if (connections >= settings.maxConnections()) {
      return Optional.empty();
    }
    connections++;
    return Optional.of(new Place(null, null));
  }

  /** How many places are taken. */
  public synchronized int connections() {
    return connections;
  }

  /** How many accepted connections have not finished their handshake. */
  public synchronized int pendingHandshakes() {
    return pendingHandshakes;
  }

  private synchronized void handshakeDone(Place place) {
    pendingHandshakes--;
    Source source = place.source;
    Set<Place> places = source == null ? null : pendingBySource.get(source);
    if (source != null && places != null && places.remove(place) && places.isEmpty()) {
      pendingBySource.remove(source);
    }
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
    private final @Nullable Runnable giveUp;
    private final AtomicBoolean pending;
    private final AtomicBoolean left = new AtomicBoolean();

    private Place(@Nullable Source source, @Nullable Runnable giveUp) {
      this.source = source;
      this.giveUp = giveUp;
      this.pending = new AtomicBoolean(source != null);
    }

    private void giveUp() {
      if (giveUp != null) {
        giveUp.run();
      }
    }

    /** The transport handshake is done; the place no longer counts as pending. */
    public void established() {
      if (pending.getAndSet(false)) {
        handshakeDone(this);
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
