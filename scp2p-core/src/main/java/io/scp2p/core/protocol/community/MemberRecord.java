package io.scp2p.core.protocol.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.Signatures;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.cbor.RecordReader;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node's word that it has joined or left a community, and where it is.
 *
 * @param body what the node key signs
 * @param signature of it
 * @param proof the encoded membership token; handed to those only who have shown theirs, and
 *     therefore not part of what is signed
 */
public record MemberRecord(Body body, Bytes signature, @Nullable Bytes proof)
    implements CommunityRecord {
  /** Specification section 20.1. */
  public static final byte TAG = 0x31;

  private static final String DOMAIN = "scp2p-x community member v1";
  private static final FieldNames NAMES =
      FieldNames.of(
          "community_id",
          "member_node_pubkey",
          "announce_seq",
          "status",
          "issued_at",
          "expires_at",
          "addresses",
          "signature",
          "proof");
  private static final int MAX_PROOF_BYTES = 1_024;

  /**
   * What is signed. Times are unix seconds.
   *
   * @param community which
   * @param member who
   * @param announceSeq the highest counts
   * @param joined or left
   * @param issuedAt when this was signed
   * @param expiresAt until when it counts
   * @param addresses where the member can be reached, at most {@link RecordLimits#MAX_ADDRESSES}
   */
  public record Body(
      CommunityId community,
      NodeKey member,
      long announceSeq,
      boolean joined,
      long issuedAt,
      long expiresAt,
      List<PeerAddress> addresses) {
    /** Copies the list. */
    public Body {
      addresses = List.copyOf(addresses);
    }

    /** The array of eight that is signed. */
    public Bytes signingBytes() {
      CborWriter out = new CborWriter(IdForm.COMPACT, 512);
      out.array(8);
      out.text(DOMAIN);
      out.bytes(community);
      out.bytes(member);
      out.uint(announceSeq);
      out.uint(joined ? 1 : 0);
      out.uint(issuedAt);
      out.uint(expiresAt);
      out.records(addresses);
      return out.toBytes();
    }
  }

  /** Refuses a signature of another size. */
  public MemberRecord {
    signature.requireSize(Signatures.SIGNATURE_BYTES, "signature");
  }

  static MemberRecord read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    CommunityId community = null;
    NodeKey member = null;
    long announceSeq = 0;
    boolean joined = false;
    long issuedAt = 0;
    long expiresAt = 0;
    List<PeerAddress> addresses = List.of();
    Bytes signature = null;
    Bytes proof = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "community_id" -> community = CommunityId.of(in.fixed(CommunityId.LENGTH));
        case "member_node_pubkey" -> member = NodeKey.of(in.fixed(NodeKey.LENGTH));
        case "announce_seq" -> announceSeq = in.u64();
        case "status" -> joined = RecordFields.status(in);
        case "issued_at" -> issuedAt = in.u64();
        case "expires_at" -> expiresAt = in.u64();
        case "addresses" ->
            addresses =
                in.list(RecordLimits.MAX_ADDRESSES, "too many addresses", PeerAddress::read);
        case "signature" -> signature = in.fixedBytes(Signatures.SIGNATURE_BYTES);
        case "proof" -> proof = proof(in);
        default -> throw fields.unhandled(name);
      }
    }
    Body body =
        new Body(
            fields.need("community_id", community),
            fields.need("member_node_pubkey", member),
            announceSeq,
            joined,
            issuedAt,
            expiresAt,
            addresses);
    return new MemberRecord(body, fields.need("signature", signature), proof);
  }

  private static @Nullable Bytes proof(CborReader in) throws WireException {
    int at = in.offset();
    Bytes proof = in.blobOrAbsent();
    if (proof != null && proof.size() > MAX_PROOF_BYTES) {
      throw in.reject(Reason.TOO_LARGE, "proof too long", at);
    }
    return proof;
  }

  /** What strangers get to see. */
  public MemberRecord withoutProof() {
    return proof == null ? this : new MemberRecord(body, signature, null);
  }

  @Override
  public CommunityId community() {
    return body.community;
  }

  @Override
  public int tag() {
    return TAG;
  }

  @Override
  public byte[] subject() {
    return body.member.bytes();
  }

  @Override
  public NodeKey member() {
    return body.member;
  }

  @Override
  public boolean isTombstone() {
    return !body.joined;
  }

  @Override
  public long issuedAt() {
    return body.issuedAt;
  }

  @Override
  public long expiresAt() {
    return body.expiresAt;
  }

  @Override
  public long sequence() {
    return body.announceSeq;
  }

  @Override
  public Bytes signingBytes() {
    return body.signingBytes();
  }

  @Override
  public void write(CborWriter out) {
    out.map(proof == null ? 8 : 9);
    out.key("community_id");
    out.bytes(body.community);
    out.key("member_node_pubkey");
    out.bytes(body.member);
    out.key("announce_seq");
    out.uint(body.announceSeq);
    out.key("status");
    out.uint(body.joined ? 1 : 0);
    out.key("issued_at");
    out.uint(body.issuedAt);
    out.key("expires_at");
    out.uint(body.expiresAt);
    out.key("addresses");
    out.records(body.addresses);
    out.key("signature");
    out.bytes(signature);
    if (proof != null) {
      out.key("proof");
      out.bytes(proof);
    }
  }
}
