package io.scp2p.core.wire.record;

import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import org.jspecify.annotations.Nullable;

/**
 * What a relay offers (specification section 14.6).
 *
 * @param maxTunnels u16
 * @param bandwidthClass roughly how fast
 * @param maxBytesPerTunnel u64, or null for no limit
 */
public record RelayCapacity(
    int maxTunnels, BandwidthClass bandwidthClass, @Nullable Long maxBytesPerTunnel)
    implements Encodable {
  /** What the reference's relay announces. */
  public static final RelayCapacity DEFAULT = new RelayCapacity(64, BandwidthClass.MEDIUM, null);

  private static final FieldNames NAMES =
      FieldNames.of("max_tunnels", "bandwidth_class", "max_bytes_per_tunnel");

  /** Refuses what has no wire form. */
  public RelayCapacity {
    UnsignedRange.require("max tunnels", maxTunnels, UnsignedRange.MAX_U16);
  }

  /** Reads a capacity. */
  public static RelayCapacity read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    int maxTunnels = 0;
    BandwidthClass bandwidthClass = null;
    Long maxBytesPerTunnel = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "max_tunnels" -> maxTunnels = in.u16();
        case "bandwidth_class" -> bandwidthClass = BandwidthClass.read(in);
        case "max_bytes_per_tunnel" -> maxBytesPerTunnel = in.u64OrAbsent();
        default -> throw fields.unhandled(name);
      }
    }
    return new RelayCapacity(
        fields.need("max_tunnels", maxTunnels),
        fields.need("bandwidth_class", bandwidthClass),
        maxBytesPerTunnel);
  }

  @Override
  public void write(CborWriter out) {
    out.map(3);
    out.key("max_tunnels");
    out.uint(maxTunnels);
    out.key("bandwidth_class");
    out.text(bandwidthClass.spelling());
    out.key("max_bytes_per_tunnel");
    out.uintOrNull(maxBytesPerTunnel);
  }
}
