package io.scp2p.core.wire.record;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.id.ShareKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.cbor.RecordReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of a share's catalog (specification section 9.2).
 *
 * @param body what the signature covers
 * @param signature Ed25519 by the share key, 64 bytes; null in a manifest not signed yet
 */
public record Manifest(Body body, @Nullable Bytes signature) implements DhtRecord {
  /** The one version there is; not checked on receipt, but signed. */
  public static final int VERSION = 1;

  private static final FieldNames NAMES =
      FieldNames.of(
          "version",
          "share_pubkey",
          "share_id",
          "seq",
          "created_at",
          "expires_at",
          "title",
          "description",
          "visibility",
          "communities",
          "items",
          "recommended_shares",
          "signature");

  /**
   * The part of a manifest that is signed. Times are unix seconds.
   *
   * @param version u8
   * @param shareKey the publisher's key
   * @param shareId must be the hash of the key
   * @param seq 1 for a new share, then counting up, u64
   * @param createdAt u64
   * @param expiresAt u64, or null for never
   * @param title of the share
   * @param description of the share
   * @param visibility whether it is listed
   * @param communities it is bound to; nothing proves that they agreed
   * @param items its files
   * @param recommendedShares always empty in practice
   */
  public record Body(
      int version,
      ShareKey shareKey,
      ShareId shareId,
      long seq,
      long createdAt,
      @Nullable Long expiresAt,
      @Nullable String title,
      @Nullable String description,
      Visibility visibility,
      List<CommunityId> communities,
      List<ShareItem> items,
      List<ShareId> recommendedShares) {
    /** Refuses what has no wire form. */
    public Body {
      UnsignedRange.require("version", version, UnsignedRange.MAX_U8);
      communities = List.copyOf(communities);
      items = List.copyOf(items);
      recommendedShares = List.copyOf(recommendedShares);
    }

    /** The array of twelve that is signed, items as tuples (section 9.3). */
    public Bytes signingBytes() {
      CborWriter out = new CborWriter(IdForm.REFERENCE, sizeHintBytes());
      out.array(12);
      writeUpToCommunities(out);
      out.array(items.size());
      items.forEach(item -> item.writeTuple(out));
      out.ids(recommendedShares);
      return out.toBytes();
    }

    /** Completes the manifest. */
    public Manifest signed(Bytes signature) {
      return new Manifest(this, signature);
    }

    private void writeUpToCommunities(CborWriter out) {
      out.uint(version);
      out.id(shareKey);
      out.id(shareId);
      out.uint(seq);
      out.uint(createdAt);
      out.uintOrNull(expiresAt);
      out.textOrNull(title);
      out.textOrNull(description);
      out.text(visibility.spelling());
      out.ids(communities);
    }

    private int sizeHintBytes() {
      return 1_024 + 256 * Math.min(items.size(), 1 << 16);
    }
  }

  /** Refuses a signature of another size. */
  public Manifest {
    if (signature != null) {
      signature.requireSize(WireSizes.SIGNATURE_BYTES, "signature");
    }
  }

  /** Decodes the bytes of MANIFEST_DATA: one manifest and nothing after it. */
  public static Manifest decode(Bytes encoded) throws WireException {
    return CborReader.decode(encoded, Manifest::read);
  }

  /** Reads a manifest. */
  public static Manifest read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    int version = 0;
    ShareKey shareKey = null;
    ShareId shareId = null;
    long seq = 0;
    long createdAt = 0;
    Long expiresAt = null;
    String title = null;
    String description = null;
    Visibility visibility = Visibility.PRIVATE;
    List<CommunityId> communities = List.of();
    List<ShareItem> items = null;
    List<ShareId> recommendedShares = null;
    Bytes signature = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "version" -> version = in.u8();
        case "share_pubkey" -> shareKey = ShareKey.of(in.fixed(ShareKey.LENGTH));
        case "share_id" -> shareId = readShareId(in);
        case "seq" -> seq = in.u64();
        case "created_at" -> createdAt = in.u64();
        case "expires_at" -> expiresAt = in.u64OrAbsent();
        case "title" -> title = in.textOrAbsent();
        case "description" -> description = in.textOrAbsent();
        case "visibility" -> visibility = Visibility.read(in);
        case "communities" -> communities = in.list(Manifest::readCommunityId);
        case "items" -> items = in.list(ShareItem::read);
        case "recommended_shares" -> recommendedShares = in.list(Manifest::readShareId);
        case "signature" ->
            signature = in.absent() ? null : in.fixedBytes(WireSizes.SIGNATURE_BYTES);
        default -> throw fields.unhandled(name);
      }
    }
    Body body =
        new Body(
            fields.need("version", version),
            fields.need("share_pubkey", shareKey),
            fields.need("share_id", shareId),
            fields.need("seq", seq),
            fields.need("created_at", createdAt),
            expiresAt,
            title,
            description,
            visibility,
            communities,
            fields.need("items", items),
            fields.need("recommended_shares", recommendedShares));
    return new Manifest(body, signature);
  }

  private static ShareId readShareId(CborReader in) throws WireException {
    return ShareId.of(in.fixed(ShareId.LENGTH));
  }

  private static CommunityId readCommunityId(CborReader in) throws WireException {
    return CommunityId.of(in.fixed(CommunityId.LENGTH));
  }

  /**
   * The array of thirteen whose hash is the manifest id (section 9.4). Unlike in the signing bytes
   * items are maps; unlike in transport the signature is an array of integers.
   */
  public Bytes idBytes() {
    CborWriter out = new CborWriter(IdForm.REFERENCE, sizeHintBytes());
    out.array(13);
    body.writeUpToCommunities(out);
    out.records(body.items);
    out.ids(body.recommendedShares);
    if (signature == null) {
      out.nil();
    } else {
      out.ints(signature);
    }
    return out.toBytes();
  }

  @Override
  public void write(CborWriter out) {
    out.map(13);
    out.key("version");
    out.uint(body.version);
    out.key("share_pubkey");
    out.id(body.shareKey);
    out.key("share_id");
    out.id(body.shareId);
    out.key("seq");
    out.uint(body.seq);
    out.key("created_at");
    out.uint(body.createdAt);
    out.key("expires_at");
    out.uintOrNull(body.expiresAt);
    out.key("title");
    out.textOrNull(body.title);
    out.key("description");
    out.textOrNull(body.description);
    out.key("visibility");
    out.text(body.visibility.spelling());
    out.key("communities");
    out.ids(body.communities);
    out.key("items");
    out.records(body.items);
    out.key("recommended_shares");
    out.ids(body.recommendedShares);
    out.key("signature");
    out.bytesOrNull(signature);
  }

  @Override
  public int sizeHintBytes() {
    return body.sizeHintBytes();
  }
}
