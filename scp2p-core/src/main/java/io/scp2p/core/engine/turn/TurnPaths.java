package io.scp2p.core.engine.turn;

import io.scp2p.api.spi.PacketPort;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Paths over relayed addresses, for the port of QUIC: each stands there under an address of {@code
 * 100::/64} (RFC 6666), from which nothing can come and to which nothing can be sent. Whoever sends
 * to that address, a check of ICE or QUIC itself, sends through the TURN server; and what the
 * server passes on seems to come from it. So nobody else has to know that there is such a thing.
 *
 * <p>Lives on the loop. The other side needs nothing of this: it dials the relayed address.
 */
public final class TurnPaths implements TurnListener {
  /** Paths at the same time. */
  public static final int MAX_PATHS = PacketPort.MAX_DETOURS - PacketPort.MAX_SIDE_PORTS;

  /** Datagrams of this side that wait for the loop; what comes beyond is dropped. */
  static final int MAX_WAITING = 1_024;

  /** 100::/64. */
  private static final Bytes PREFIX = Bytes.parse("0100000000000000");

  private static final int ADDRESS_BYTES = 16;
  private static final int ALIAS_PORT = 9;

  private final Loop loop;
  private final PacketPort port;
  private final Map<Path, Way> ways = new HashMap<>();
  private final Map<InetSocketAddress, Path> byAlias = new HashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private @Nullable TurnRelays relays;
  private Strangers strangers = (relayed, peer, data) -> {};
  private int last;

  private record Path(StunAddress relayed, StunAddress peer) {}

  /** Two peers behind different routers may name the same private address. */
  private static final class Way {
    final InetSocketAddress alias;
    int users = 1;

    Way(InetSocketAddress alias) {
      this.alias = alias;
    }
  }

  /** Told of what no path is open for. */
  @FunctionalInterface
  public interface Strangers {
    /** A datagram has come from the address of a peer, but from a port that nobody named. */
    void delivered(StunAddress relayed, StunAddress peer, Bytes data);
  }

  /** Without a path. */
  public TurnPaths(Loop loop, PacketPort port) {
    this.loop = loop;
    this.port = port;
  }

  /** What to send through; before the first path. */
  public void join(TurnRelays newRelays) {
    relays = newRelays;
  }

  /** Who looks at what comes from ports that nobody named. */
  public void tellStrangers(Strangers listener) {
    strangers = listener;
  }

  /** Whether an address can only stand for a path: nobody is there, and nobody may name it. */
  public static boolean isAlias(IpAddress ip) {
    return !ip.isV4() && ip.octets().slice(0, PREFIX.size()).equals(PREFIX);
  }

  /**
   * Opens a path from a relayed address of this node to a peer. Whoever opens one that is there
   * shares it, and it ends when the last one has closed it.
   *
   * @return the address that stands for it at the port; empty if there are too many
   */
  public Optional<InetSocketAddress> open(StunAddress relayed, StunAddress peer) {
    Path path = new Path(relayed, peer);
    Way known = ways.get(path);
    TurnRelays through = relays;
    if (known != null) {
      known.users++;
      return Optional.of(known.alias);
    }
    if (through == null || ways.size() >= MAX_PATHS) {
      return Optional.empty();
    }
    InetSocketAddress alias = new InetSocketAddress(alias(++last), ALIAS_PORT);
    boolean there =
        port.detour(
            alias,
            packet -> {
              if (waiting.incrementAndGet() > MAX_WAITING) {
                waiting.decrementAndGet();
                return;
              }
              loop.post(
                  () -> {
                    waiting.decrementAndGet();
                    through.send(relayed, peer, Bytes.wrap(packet));
                  });
            });
    if (!there) {
      return Optional.empty();
    }
    ways.put(path, new Way(alias));
    byAlias.put(alias, path);
    through.permit(relayed, peer);
    return Optional.of(alias);
  }

  /** Whoever opened a path needs it no more; nothing if it has ended by itself. */
  public void close(InetSocketAddress alias) {
    Path path = byAlias.get(alias);
    Way way = path == null ? null : ways.get(path);
    if (path != null && way != null && --way.users == 0) {
      end(path);
      if (relays != null) {
        relays.forbid(path.relayed(), path.peer());
      }
    }
  }

  /** How many there are. */
  public int size() {
    return ways.size();
  }

  private void end(Path path) {
    Way way = ways.remove(path);
    if (way != null) {
      byAlias.remove(way.alias);
      boolean unused = port.detour(way.alias, null);
    }
  }

  /** An address that stands for a path and nothing else: 100:: and a number. */
  public static InetAddress alias(int number) {
    byte[] octets = new byte[ADDRESS_BYTES];
    PREFIX.buffer().get(octets, 0, PREFIX.size());
    for (int i = 0; i < Integer.BYTES; i++) {
      octets[ADDRESS_BYTES - 1 - i] = (byte) (number >>> (Byte.SIZE * i));
    }
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("sixteen bytes are an address", e);
    }
  }

  @Override
  public void opened(StunAddress relayed) {}

  @Override
  public void closed(StunAddress relayed) {
    List.copyOf(ways.keySet()).stream()
        .filter(each -> each.relayed().equals(relayed))
        .forEach(this::end);
  }

  @Override
  public void permitted(StunAddress relayed, StunAddress peer, boolean may) {
    if (!may) {
      end(new Path(relayed, peer));
    }
  }

  @Override
  public void delivered(StunAddress relayed, StunAddress peer, Bytes data) {
    Way way = ways.get(new Path(relayed, peer));
    if (way != null) {
      port.arrived(way.alias, data.buffer());
    } else {
      strangers.delivered(relayed, peer, data);
    }
  }
}
