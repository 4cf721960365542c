package io.scp2p.core.wire.record;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * A community's statement that a node belongs to it (specification section 11.2).
 *
 * @param body what the signature covers
 * @param signature Ed25519 by the community key
 */
public record MembershipToken(Body body, Bytes signature) implements Encodable {
  private static final FieldNames NAMES =
      FieldNames.of(
          "community_share_id", "member_node_pubkey", "issued_at", "expires_at", "signature");

  /**
   * The part of a token that is signed. Times are unix seconds.
   *
   * @param communityId the community
   * @param memberKey the member's node key
   * @param issuedAt u64
   * @param expiresAt u64
   */
  public record Body(CommunityId communityId, NodeKey memberKey, long issuedAt, long expiresAt) {
    /** The array of four that is signed. */
    public Bytes signingBytes() {
      CborWriter out = new CborWriter();
      out.array(4);
      out.id(communityId);
      out.id(memberKey);
      out.uint(issuedAt);
      out.uint(expiresAt);
      return out.toBytes();
    }

    /** Completes the token. */
    public MembershipToken signed(Bytes signature) {
      return new MembershipToken(this, signature);
    }
  }

  /** Refuses a signature of another size. */
  public MembershipToken {
    signature.requireSize(WireSizes.SIGNATURE_BYTES, "signature");
  }

  /** Decodes a membership proof: one token and nothing after it. */
  public static MembershipToken decode(Bytes proof) throws WireException {
    return CborReader.decode(proof, MembershipToken::read);
  }

  /** Reads a token. */
  public static MembershipToken read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    CommunityId communityId = null;
    NodeKey memberKey = null;
    long issuedAt = 0;
    long expiresAt = 0;
    Bytes signature = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "community_share_id" -> communityId = CommunityId.of(in.fixed(CommunityId.LENGTH));
        case "member_node_pubkey" -> memberKey = NodeKey.of(in.fixed(NodeKey.LENGTH));
        case "issued_at" -> issuedAt = in.u64();
        case "expires_at" -> expiresAt = in.u64();
        case "signature" -> signature = in.fixedBytes(WireSizes.SIGNATURE_BYTES);
        default -> throw fields.unhandled(name);
      }
    }
    Body body =
        new Body(
            fields.need("community_share_id", communityId),
            fields.need("member_node_pubkey", memberKey),
            fields.need("issued_at", issuedAt),
            fields.need("expires_at", expiresAt));
    return new MembershipToken(body, fields.need("signature", signature));
  }

  @Override
  public void write(CborWriter out) {
    out.map(5);
    out.key("community_share_id");
    out.id(body.communityId);
    out.key("member_node_pubkey");
    out.id(body.memberKey);
    out.key("issued_at");
    out.uint(body.issuedAt);
    out.key("expires_at");
    out.uint(body.expiresAt);
    out.key("signature");
    out.bytes(signature);
  }
}
