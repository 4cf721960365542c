package io.scp2p.core.protocol.lan;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What LAN discovery is told. */
public sealed interface LanInput {
  /** The networks this node is in, now. */
  record Networks(List<LanPrefix> networks) implements LanInput {
    /** Takes a copy. */
    public Networks {
      networks = List.copyOf(networks);
    }
  }

  /** Somebody has sent a datagram, perhaps this node itself. */
  record Received(IpAddress from, Bytes datagram) implements LanInput {}

  /**
   * The dial that {@link LanEffect.Meet} asked for is over.
   *
   * @param met who has proved its key there; null if nobody
   */
  record Dialled(PeerAddress address, @Nullable NodeKey met) implements LanInput {}
}
