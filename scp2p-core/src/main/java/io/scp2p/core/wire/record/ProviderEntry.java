package io.scp2p.core.wire.record;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a provider list: an address, and what its owner signed about it if he is of our kind
 * (specification section 22.6). The three keys that this adds to the map of section 7.1 mean
 * nothing to the reference, which keeps them with the value.
 *
 * @param address where the provider says it is
 * @param proof what makes it more than hearsay; null for an entry of the reference
 */
public record ProviderEntry(PeerAddress address, @Nullable Proof proof) implements Encodable {
  private static final String DOMAIN = "scp2p-x provider v1";
  private static final FieldNames NAMES =
      FieldNames.of(
          "ip", "port", "transport", "pubkey_hint", "relay_via", "issued_at", "expires_at", "sig");

  /**
   * The owner's word that he can be found there.
   *
   * @param issuedAt unix seconds, u64
   * @param expiresAt unix seconds, u64
   * @param signature by the key that the address names
   */
  public record Proof(long issuedAt, long expiresAt, Bytes signature) {
    /** Refuses a signature of another size. */
    public Proof {
      signature.requireSize(WireSizes.SIGNATURE_BYTES, "signature");
    }
  }

  /** Reads an entry; one with only a part of a proof has none. */
  public static ProviderEntry read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    IpAddress ip = null;
    int port = 0;
    PeerTransport transport = null;
    NodeKey pubkeyHint = null;
    RelayRoute relayVia = null;
    Long issuedAt = null;
    Long expiresAt = null;
    Bytes signature = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "ip" -> ip = IpAddress.read(in);
        case "port" -> port = in.u16();
        case "transport" -> transport = PeerTransport.read(in);
        case "pubkey_hint" ->
            pubkeyHint = in.absent() ? null : NodeKey.of(in.fixed(NodeKey.LENGTH));
        case "relay_via" -> relayVia = PeerAddress.readRoute(in);
        case "issued_at" -> issuedAt = in.u64OrAbsent();
        case "expires_at" -> expiresAt = in.u64OrAbsent();
        case "sig" -> signature = in.absent() ? null : in.fixedBytes(WireSizes.SIGNATURE_BYTES);
        default -> throw fields.unhandled(name);
      }
    }
    PeerAddress address =
        new PeerAddress(
            fields.need("ip", ip),
            fields.need("port", port),
            fields.need("transport", transport),
            pubkeyHint,
            relayVia);
    if (issuedAt == null || expiresAt == null || signature == null) {
      return new ProviderEntry(address, null);
    }
    return new ProviderEntry(address, new Proof(issuedAt, expiresAt, signature));
  }

  /** An entry as the reference makes it. */
  public static ProviderEntry unsigned(PeerAddress address) {
    return new ProviderEntry(address, null);
  }

  /** What the owner of the address signs. */
  public static Bytes signingBytes(PeerAddress address, long issuedAt, long expiresAt) {
    CborWriter out = new CborWriter();
    out.array(4);
    out.text(DOMAIN);
    address.write(out);
    out.uint(issuedAt);
    out.uint(expiresAt);
    return out.toBytes();
  }

  /** The key that has to have signed it. */
  public Optional<NodeKey> owner() {
    return Optional.ofNullable(address.pubkeyHint());
  }

  @Override
  public void write(CborWriter out) {
    Proof given = proof;
    address.write(out, given == null ? 0 : 3);
    if (given != null) {
      out.key("issued_at");
      out.uint(given.issuedAt());
      out.key("expires_at");
      out.uint(given.expiresAt());
      out.key("sig");
      out.bytes(given.signature());
    }
  }
}
