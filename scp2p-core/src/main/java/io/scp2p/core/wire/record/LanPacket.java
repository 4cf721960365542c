package io.scp2p.core.wire.record;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import org.jspecify.annotations.Nullable;

/**
 * What a node broadcasts to its local network (specification section 15). Nothing in it is
 * authenticated.
 *
 * @param version any u8 but 0
 * @param instanceId 16 bytes, random per process, by which a node knows its own packets
 * @param tcpPort its TLS listener, u16
 * @param capabilities absent in packets of version 1
 */
public record LanPacket(
    int version, Bytes instanceId, int tcpPort, @Nullable Capabilities capabilities)
    implements Encodable {
  /** The version we send. */
  public static final int CURRENT_VERSION = 2;

  /** Bytes of an instance id. */
  public static final int INSTANCE_ID_BYTES = 16;

  private static final FieldNames NAMES =
      FieldNames.of("version", "instance_id", "tcp_port", "capabilities");

  /** Refuses what has no wire form. */
  public LanPacket {
    UnsignedRange.require("version", version, UnsignedRange.MAX_U8);
    if (version == 0) {
      throw new IllegalArgumentException("version 0");
    }
    instanceId.requireSize(INSTANCE_ID_BYTES, "instance id");
    UnsignedRange.require("tcp port", tcpPort, UnsignedRange.MAX_U16);
  }

  /** Decodes a datagram. */
  public static LanPacket decode(Bytes datagram) throws WireException {
    if (datagram.size() > WireLimits.LAN_PACKET_BYTES) {
      throw new WireException(Reason.TOO_LARGE, "LAN packet above its limit");
    }
    return CborReader.decode(datagram, LanPacket::read);
  }

  /** Reads a packet. */
  public static LanPacket read(CborReader in) throws WireException {
    int at = in.offset();
    RecordReader fields = in.record(NAMES);
    int version = 0;
    Bytes instanceId = null;
    int tcpPort = 0;
    Capabilities capabilities = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "version" -> version = in.u8();
        case "instance_id" -> instanceId = in.fixedBytes(INSTANCE_ID_BYTES);
        case "tcp_port" -> tcpPort = in.u16();
        case "capabilities" -> capabilities = in.absent() ? null : Capabilities.read(in);
        default -> throw fields.unhandled(name);
      }
    }
    if (fields.need("version", version) == 0) {
      throw in.reject(Reason.OUT_OF_RANGE, "version 0", at);
    }
    return new LanPacket(
        version,
        fields.need("instance_id", instanceId),
        fields.need("tcp_port", tcpPort),
        capabilities);
  }

  @Override
  public void write(CborWriter out) {
    out.map(4);
    out.key("version");
    out.uint(version);
    out.key("instance_id");
    out.ints(instanceId);
    out.key("tcp_port");
    out.uint(tcpPort);
    out.key("capabilities");
    if (capabilities == null) {
      out.nil();
    } else {
      capabilities.write(out);
    }
  }
}
