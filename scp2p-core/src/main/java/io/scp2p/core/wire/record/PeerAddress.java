package io.scp2p.core.wire.record;

import io.scp2p.api.id.NodeKey;
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
 * Where a peer says it, or another, can be reached (specification section 7.1). Two addresses are
 * equal if all five fields are, which is how lists in DHT values are freed of duplicates.
 *
 * @param ip the address to dial
 * @param port u16
 * @param transport how to dial it
 * @param pubkeyHint the key the node there must prove, if known
 * @param relayVia if present, ip and port are not dialled at all: requests go through this relay
 */
public record PeerAddress(
    IpAddress ip,
    int port,
    PeerTransport transport,
    @Nullable NodeKey pubkeyHint,
    @Nullable RelayRoute relayVia)
    implements Encodable {
  private static final FieldNames NAMES =
      FieldNames.of("ip", "port", "transport", "pubkey_hint", "relay_via");

  /** Refuses a port that does not fit, and more nesting than we would read back. */
  public PeerAddress {
    UnsignedRange.require("port", port, UnsignedRange.MAX_U16);
    if (relayVia != null && relayVia.relayAddress().nesting() >= WireLimits.MAX_ADDRESS_NESTING) {
      throw new IllegalArgumentException("relays nested too deeply");
    }
  }

  /** An address that is dialled directly and whose node may have any key. */
  public static PeerAddress direct(IpAddress ip, int port, PeerTransport transport) {
    return new PeerAddress(ip, port, transport, null, null);
  }

  /** Reads an address with at most {@link WireLimits#MAX_ADDRESS_NESTING} inside each other. */
  public static PeerAddress read(CborReader in) throws WireException {
    return readNested(in, WireLimits.MAX_ADDRESS_NESTING);
  }

  static PeerAddress readNested(CborReader in, int levelsLeft) throws WireException {
    if (levelsLeft == 0) {
      throw in.reject(Reason.TOO_DEEP, "relays nested too deeply", in.offset());
    }
    RecordReader fields = in.record(NAMES);
    IpAddress ip = null;
    int port = 0;
    PeerTransport transport = null;
    NodeKey pubkeyHint = null;
    RelayRoute relayVia = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "ip" -> ip = IpAddress.read(in);
        case "port" -> port = in.u16();
        case "transport" -> transport = PeerTransport.read(in);
        case "pubkey_hint" ->
            pubkeyHint = in.absent() ? null : NodeKey.of(in.fixed(NodeKey.LENGTH));
        case "relay_via" -> relayVia = in.absent() ? null : RelayRoute.read(in, levelsLeft - 1);
        default -> throw fields.unhandled(name);
      }
    }
    return new PeerAddress(
        fields.need("ip", ip),
        fields.need("port", port),
        fields.need("transport", transport),
        pubkeyHint,
        relayVia);
  }

  static @Nullable RelayRoute readRoute(CborReader in) throws WireException {
    return in.absent() ? null : RelayRoute.read(in, WireLimits.MAX_ADDRESS_NESTING - 1);
  }

  @Override
  public void write(CborWriter out) {
    write(out, 0);
  }

  /** With room for so many more entries, which the caller appends. */
  void write(CborWriter out, int more) {
    out.map((relayVia == null ? 4 : 5) + more);
    out.key("ip");
    ip.write(out);
    out.key("port");
    out.uint(port);
    out.key("transport");
    out.text(transport.spelling());
    out.key("pubkey_hint");
    out.idOrNull(pubkeyHint);
    if (relayVia != null) {
      out.key("relay_via");
      relayVia.write(out);
    }
  }

  /** How many addresses there are inside each other, this one included. */
  int nesting() {
    return relayVia == null ? 1 : 1 + relayVia.relayAddress().nesting();
  }

  /** {@code ip:port:transport}, the key of the reference's working lists; ignores the relay. */
  public String dialText() {
    String host = ip.isV4() ? ip.toString() : "[" + ip + "]";
    return host + ":" + port + ":" + transport.spelling();
  }
}
