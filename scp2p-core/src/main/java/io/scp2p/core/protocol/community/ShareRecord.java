package io.scp2p.core.protocol.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.id.ShareKey;
import io.scp2p.core.crypto.Signatures;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.cbor.RecordReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A publisher's word that a public share is bound to a community, or is not any more.
 *
 * @param body what the share key signs
 * @param signature of it
 */
public record ShareRecord(Body body, Bytes signature) implements CommunityRecord {
  /** Specification section 20.1. */
  public static final byte TAG = 0x32;

  private static final String DOMAIN = "scp2p-x community share v1";
  private static final FieldNames NAMES =
      FieldNames.of(
          "community_id",
          "share_pubkey",
          "member_node_pubkey",
          "latest_manifest_id",
          "latest_seq",
          "status",
          "members_only",
          "updated_at",
          "issued_at",
          "expires_at",
          "title",
          "description",
          "tags",
          "signature");

  /**
   * What is signed. Times are unix seconds.
   *
   * @param community which
   * @param share its key, from which its id follows
   * @param member the node that publishes it
   * @param manifest names the newest version
   * @param seq of that version; the highest counts
   * @param listed or withdrawn
   * @param membersOnly whether it is shown only to those who prove membership
   * @param updatedAt when that version was published
   * @param issuedAt when this was signed
   * @param expiresAt until when it counts
   * @param title for people
   * @param description for people, perhaps not all of it
   * @param tags to be found by
   */
  public record Body(
      CommunityId community,
      ShareKey share,
      NodeKey member,
      ManifestId manifest,
      long seq,
      boolean listed,
      boolean membersOnly,
      long updatedAt,
      long issuedAt,
      long expiresAt,
      @Nullable String title,
      @Nullable String description,
      List<String> tags) {
    /** Copies the list. */
    public Body {
      tags = List.copyOf(tags);
    }

    /** The id of the share. */
    public ShareId id() {
      return share.id();
    }

    /** The array of fourteen that is signed. */
    public Bytes signingBytes() {
      CborWriter out = new CborWriter(IdForm.COMPACT, 512);
      out.array(14);
      out.text(DOMAIN);
      out.bytes(community);
      out.bytes(share);
      out.bytes(member);
      out.bytes(manifest);
      out.uint(seq);
      out.uint(listed ? 1 : 0);
      out.bool(membersOnly);
      out.uint(updatedAt);
      out.uint(issuedAt);
      out.uint(expiresAt);
      out.textOrNull(title);
      out.textOrNull(description);
      out.texts(tags);
      return out.toBytes();
    }
  }

  /** Refuses a signature of another size. */
  public ShareRecord {
    signature.requireSize(Signatures.SIGNATURE_BYTES, "signature");
  }

  static ShareRecord read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    CommunityId community = null;
    ShareKey share = null;
    NodeKey member = null;
    ManifestId manifest = null;
    long seq = 0;
    boolean listed = false;
    boolean membersOnly = false;
    long updatedAt = 0;
    long issuedAt = 0;
    long expiresAt = 0;
    String title = null;
    String description = null;
    List<String> tags = List.of();
    Bytes signature = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "community_id" -> community = CommunityId.of(in.fixed(CommunityId.LENGTH));
        case "share_pubkey" -> share = ShareKey.of(in.fixed(ShareKey.LENGTH));
        case "member_node_pubkey" -> member = NodeKey.of(in.fixed(NodeKey.LENGTH));
        case "latest_manifest_id" -> manifest = ManifestId.of(in.fixed(ManifestId.LENGTH));
        case "latest_seq" -> seq = in.u64();
        case "status" -> listed = RecordFields.status(in);
        case "members_only" -> membersOnly = in.bool();
        case "updated_at" -> updatedAt = in.u64();
        case "issued_at" -> issuedAt = in.u64();
        case "expires_at" -> expiresAt = in.u64();
        case "title" -> title = in.textOrAbsent();
        case "description" -> description = in.textOrAbsent();
        case "tags" -> tags = in.list(RecordLimits.MAX_TAGS, "too many tags", CborReader::text);
        case "signature" -> signature = in.fixedBytes(Signatures.SIGNATURE_BYTES);
        default -> throw fields.unhandled(name);
      }
    }
    Body body =
        new Body(
            fields.need("community_id", community),
            fields.need("share_pubkey", share),
            fields.need("member_node_pubkey", member),
            fields.need("latest_manifest_id", manifest),
            seq,
            listed,
            membersOnly,
            updatedAt,
            issuedAt,
            expiresAt,
            title,
            description,
            tags);
    return new ShareRecord(body, fields.need("signature", signature));
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
    return body.id().bytes();
  }

  @Override
  public NodeKey member() {
    return body.member;
  }

  @Override
  public boolean isTombstone() {
    return !body.listed;
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
    return body.seq;
  }

  @Override
  public Bytes signingBytes() {
    return body.signingBytes();
  }

  @Override
  public void write(CborWriter out) {
    out.map(14);
    out.key("community_id");
    out.bytes(body.community);
    out.key("share_pubkey");
    out.bytes(body.share);
    out.key("member_node_pubkey");
    out.bytes(body.member);
    out.key("latest_manifest_id");
    out.bytes(body.manifest);
    out.key("latest_seq");
    out.uint(body.seq);
    out.key("status");
    out.uint(body.listed ? 1 : 0);
    out.key("members_only");
    out.bool(body.membersOnly);
    out.key("updated_at");
    out.uint(body.updatedAt);
    out.key("issued_at");
    out.uint(body.issuedAt);
    out.key("expires_at");
    out.uint(body.expiresAt);
    out.key("title");
    out.textOrNull(body.title);
    out.key("description");
    out.textOrNull(body.description);
    out.key("tags");
    out.texts(body.tags);
    out.key("signature");
    out.bytes(signature);
  }
}
