package io.scp2p.transport.quic;

import io.scp2p.api.spi.TransportSettings;
import io.scp2p.transport.admission.Admission;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Decides which packets the listener sees. The first packet of an unknown client needs a place
 * among the connections; packets of clients without a place are dropped unseen. A client is known
 * by its address and the connection id it chose.
 *
 * <p>A place is held as long as the library holds anything for that client: the library gives up a
 * half-open connection only by its idle timeout, and what never became a connection after a while
 * of its own.
 */
final class ServerGate {
  /** The library keeps what is not yet a connection for 30 s after its first packet. */
  static final long CANDIDATE_NANOS = TimeUnit.SECONDS.toNanos(32);

  /** Its idle timer looks once a second; add the time it takes to clear up. */
  static final long IDLE_SLACK_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** The shortest connection id that a client may make up for its first packet. */
  private static final int MIN_FIRST_DESTINATION_BYTES = 8;

  private final Admission admission;
  private final long idleNanos;
  private final Map<InetSocketAddress, List<Guest>> guests = new ConcurrentHashMap<>();

  ServerGate(Admission admission, TransportSettings settings) {
    this.admission = admission;
    this.idleNanos = settings.idleTimeout().toNanos() + IDLE_SLACK_NANOS;
  }

  /** Whether the listener may have this packet. */
  boolean admits(InetSocketAddress from, QuicHeader header, int datagramBytes, long nowNanos) {
    return switch (header.type()) {
      // Of packets from elsewhere the library would only drop each.
      case SHORT -> guests.containsKey(from);
      case HANDSHAKE -> known(from, header.source(), nowNanos);
      case INITIAL ->
          known(from, header.source(), nowNanos)
              || (datagramBytes >= QuicLimits.MIN_INITIAL_DATAGRAM_BYTES
                  && header.destination().remaining() >= MIN_FIRST_DESTINATION_BYTES
                  && enter(from, header.source(), nowNanos));
      case ZERO_RTT, RETRY, OTHER_VERSION -> false;
    };
  }

  private synchronized boolean known(InetSocketAddress from, ByteBuffer id, long nowNanos) {
    for (Guest guest : guests.getOrDefault(from, List.of())) {
      if (guest.id.equals(id)) {
        guest.lastHeardNanos = nowNanos;
        return true;
      }
    }
    return false;
  }

  private synchronized boolean enter(InetSocketAddress from, ByteBuffer id, long nowNanos) {
    Optional<Admission.Place> place = admission.accept(from.getAddress());
    if (place.isEmpty()) {
      return false;
    }
    ByteBuffer ownId = ByteBuffer.allocate(id.remaining()).put(id.duplicate()).flip();
    guests
        .computeIfAbsent(from, address -> new ArrayList<>(1))
        .add(new Guest(from, ownId, place.get(), nowNanos));
    return true;
  }

  /** The library sends something to a client: if it is a handshake packet, a connection exists. */
  void answering(DatagramPacket packet, long nowNanos) {
    byte[] bytes = packet.getData();
    if (packet.getLength() > 0 && bytes[packet.getOffset()] < 0) {
      QuicHeader.parse(bytes, packet.getLength())
          .ifPresent(
              header ->
                  answered(
                      (InetSocketAddress) packet.getSocketAddress(),
                      header.destination(),
                      nowNanos));
    }
  }

  private synchronized void answered(InetSocketAddress to, ByteBuffer id, long nowNanos) {
    for (Guest guest : guests.getOrDefault(to, List.of())) {
      if (guest.id.equals(id) && !guest.answered) {
        guest.answered = true;
        guest.lastHeardNanos = nowNanos;
      }
    }
  }

  /**
   * The handshake with a client is done: its place is held until it is given back. Of several
   * clients behind one address any will do, as all of them hold one place each.
   */
  synchronized Optional<Guest> established(InetSocketAddress from) {
    for (Guest guest : guests.getOrDefault(from, List.of())) {
      if (!guest.established) {
        guest.established = true;
        guest.place.established();
        return Optional.of(guest);
      }
    }
    return Optional.empty();
  }

  /** Gives back the places of clients that the library has given up by now. */
  synchronized void expire(long nowNanos) {
    List<Guest> over = new ArrayList<>();
    for (List<Guest> behindAddress : guests.values()) {
      for (Guest guest : behindAddress) {
        long limitNanos = guest.answered ? idleNanos : CANDIDATE_NANOS;
        if (!guest.established && nowNanos - guest.lastHeardNanos > limitNanos) {
          over.add(guest);
        }
      }
    }
    over.forEach(this::remove);
  }

  /** Gives back every place. */
  synchronized void clear() {
    List<Guest> all = new ArrayList<>();
    guests.values().forEach(all::addAll);
    all.forEach(this::remove);
  }

  private synchronized void remove(Guest guest) {
    List<Guest> behindAddress = guests.get(guest.from);
    if (behindAddress == null) {
      return;
    }
    Iterator<Guest> each = behindAddress.iterator();
    while (each.hasNext()) {
      if (each.next() == guest) {
        each.remove();
        guest.place.leave();
      }
    }
    if (behindAddress.isEmpty()) {
      guests.remove(guest.from);
    }
  }

  /** One client that the listener knows. */
  final class Guest implements QuicLink.Holder {
    private final InetSocketAddress from;
    private final ByteBuffer id;
    private final Admission.Place place;
    private long lastHeardNanos;
    private boolean answered;
    private boolean established;

    private Guest(InetSocketAddress from, ByteBuffer id, Admission.Place place, long nowNanos) {
      this.from = from;
      this.id = id;
      this.place = place;
      this.lastHeardNanos = nowNanos;
    }

    @Override
    public boolean isConfirmed() {
      return true;
    }

    @Override
    public void closing() {}

    @Override
    public void gone() {
      remove(this);
    }
  }
}
