package io.scp2p.core.wire.record;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import java.util.List;

/**
 * A relay's statement that it relays, where, and for how long (specification section 14.6). What it
 * must say to be valid is checked where its signature is.
 *
 * @param body what the signature covers
 * @param signature Ed25519 by the relay's node key
 */
public record RelayAnnouncement(Body body, Bytes signature) implements DhtRecord {
  private static final FieldNames NAMES =
      FieldNames.of(
          "relay_pubkey",
          "relay_addrs",
          "capabilities",
          "capacity",
          "issued_at",
          "expires_at",
          "signature");

  /**
   * The part of an announcement that is signed. Times are unix seconds.
   *
   * @param relayKey node key of the relay
   * @param relayAddresses where it listens
   * @param capabilities what it does
   * @param capacity how much of it
   * @param issuedAt u64
   * @param expiresAt u64
   */
  public record Body(
      NodeKey relayKey,
      List<PeerAddress> relayAddresses,
      Capabilities capabilities,
      RelayCapacity capacity,
      long issuedAt,
      long expiresAt) {
    /** Copies the list. */
    public Body {
      relayAddresses = List.copyOf(relayAddresses);
    }

    /** The array of six that is signed; its records are maps. */
    public Bytes signingBytes() {
      CborWriter out = new CborWriter();
      out.array(6);
      out.id(relayKey);
      out.records(relayAddresses);
      capabilities.write(out);
      capacity.write(out);
      out.uint(issuedAt);
      out.uint(expiresAt);
      return out.toBytes();
    }

    /** Completes the announcement. */
    public RelayAnnouncement signed(Bytes signature) {
      return new RelayAnnouncement(this, signature);
    }
  }

  /** Refuses a signature of another size. */
  public RelayAnnouncement {
    signature.requireSize(WireSizes.SIGNATURE_BYTES, "signature");
  }

  /** Reads an announcement. */
  public static RelayAnnouncement read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    NodeKey relayKey = null;
    List<PeerAddress> relayAddresses = null;
    Capabilities capabilities = null;
    RelayCapacity capacity = null;
    long issuedAt = 0;
    long expiresAt = 0;
    Bytes signature = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "relay_pubkey" -> relayKey = NodeKey.of(in.fixed(NodeKey.LENGTH));
        case "relay_addrs" -> relayAddresses = in.list(PeerAddress::read);
        case "capabilities" -> capabilities = Capabilities.read(in);
        case "capacity" -> capacity = RelayCapacity.read(in);
        case "issued_at" -> issuedAt = in.u64();
        case "expires_at" -> expiresAt = in.u64();
        case "signature" -> signature = in.fixedBytes(WireSizes.SIGNATURE_BYTES);
        default -> throw fields.unhandled(name);
      }
    }
    Body body =
        new Body(
            fields.need("relay_pubkey", relayKey),
            fields.need("relay_addrs", relayAddresses),
            fields.need("capabilities", capabilities),
            fields.need("capacity", capacity),
            fields.need("issued_at", issuedAt),
            fields.need("expires_at", expiresAt));
    return new RelayAnnouncement(body, fields.need("signature", signature));
  }

  @Override
  public void write(CborWriter out) {
    out.map(7);
    out.key("relay_pubkey");
    out.id(body.relayKey);
    out.key("relay_addrs");
    out.records(body.relayAddresses);
    out.key("capabilities");
    body.capabilities.write(out);
    out.key("capacity");
    body.capacity.write(out);
    out.key("issued_at");
    out.uint(body.issuedAt);
    out.key("expires_at");
    out.uint(body.expiresAt);
    out.key("signature");
    out.bytes(signature);
  }
}
