package io.scp2p.core.engine.turn;

import io.scp2p.api.spi.PacketPort;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.stun.StunAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
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
  public static final int MAX_PATHS = PacketPort.MAX_DETOURS;

  /** Datagrams of this side that wait for the loop; what comes beyond is dropped. */
  static final int MAX_WAITING = 1_024;

  private static final int ALIAS_PREFIX = 0x01;
  private static final int ADDRESS_BYTES = 16;
  private static final int ALIAS_PORT = 9;

  private final Loop loop;
  private final PacketPort port;
  private final Map<Path, InetSocketAddress> aliases = new HashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private @Nullable TurnRelays relays;
  private int last;

  private record Path(StunAddress relayed, StunAddress peer) {}

  /** Without a path. */
  public TurnPaths(Loop loop, PacketPort port) {
    this.loop = loop;
    this.port = port;
  }

  /** What to send through; before the first path. */
  public void join(TurnRelays newRelays) {
    relays = newRelays;
  }

  /**
   * Opens a path from a relayed address of this node to a peer; again is harmless.
   *
   * @return the address that stands for it at the port; empty if there are too many
   */
  public Optional<InetSocketAddress> open(StunAddress relayed, StunAddress peer) {
    Path path = new Path(relayed, peer);
    InetSocketAddress known = aliases.get(path);
    TurnRelays through = relays;
    if (known != null || through == null || aliases.size() >= MAX_PATHS) {
      return Optional.ofNullable(known);
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
    aliases.put(path, alias);
    through.permit(relayed, peer);
    return Optional.of(alias);
  }

  /** Ends a path. */
  public void close(StunAddress relayed, StunAddress peer) {
    InetSocketAddress alias = aliases.remove(new Path(relayed, peer));
    if (alias != null) {
      end(alias);
      if (relays != null) {
        relays.forbid(relayed, peer);
      }
    }
  }

  /** How many there are. */
  public int size() {
    return aliases.size();
  }

  private void end(InetSocketAddress alias) {
    boolean unused = port.detour(alias, null);
  }

  /** 100:: and a number. */
  private static InetAddress alias(int number) {
    byte[] octets = new byte[ADDRESS_BYTES];
    octets[0] = ALIAS_PREFIX;
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
    aliases
        .entrySet()
        .removeIf(
            each -> {
              boolean gone = each.getKey().relayed().equals(relayed);
              if (gone) {
                end(each.getValue());
              }
              return gone;
            });
  }

  @Override
  public void permitted(StunAddress relayed, StunAddress peer, boolean may) {
    if (!may) {
      close(relayed, peer);
    }
  }

  @Override
  public void delivered(StunAddress relayed, StunAddress peer, Bytes data) {
    InetSocketAddress alias = aliases.get(new Path(relayed, peer));
    if (alias != null) {
      port.arrived(alias, data.buffer());
    }
  }
}
