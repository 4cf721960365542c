package io.scp2p.core.wire.record;

import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * Which manifest is the newest of a share (specification section 9.5).
 *
 * @param body what the signature covers
 * @param signature Ed25519 by the share key, which the head itself does not name
 */
public record ShareHead(Body body, Bytes signature) implements DhtRecord {
  private static final FieldNames NAMES =
      FieldNames.of("share_id", "latest_seq", "latest_manifest_id", "updated_at", "sig");

  /**
   * The part of a head that is signed.
   *
   * @param shareId the share
   * @param latestSeq u64
   * @param latestManifestId its newest manifest
   * @param updatedAt unix seconds, u64
   */
  public record Body(ShareId shareId, long latestSeq, ManifestId latestManifestId, long updatedAt) {
    /** The array of four that is signed. */
    public Bytes signingBytes() {
      CborWriter out = new CborWriter();
      out.array(4);
      out.id(shareId);
      out.uint(latestSeq);
      out.id(latestManifestId);
      out.uint(updatedAt);
      return out.toBytes();
    }

    /** Completes the head. */
    public ShareHead signed(Bytes signature) {
      return new ShareHead(this, signature);
    }
  }

  /** Refuses a signature of another size. */
  public ShareHead {
    signature.requireSize(WireSizes.SIGNATURE_BYTES, "signature");
  }

  /** Reads a head. The reference takes a signature of any length here; no valid one differs. */
  public static ShareHead read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    ShareId shareId = null;
    long latestSeq = 0;
    ManifestId latestManifestId = null;
    long updatedAt = 0;
    Bytes signature = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "share_id" -> shareId = ShareId.of(in.fixed(ShareId.LENGTH));
        case "latest_seq" -> latestSeq = in.u64();
        case "latest_manifest_id" -> latestManifestId = ManifestId.of(in.fixed(ManifestId.LENGTH));
        case "updated_at" -> updatedAt = in.u64();
        case "sig" -> signature = in.fixedBytes(WireSizes.SIGNATURE_BYTES);
        default -> throw fields.unhandled(name);
      }
    }
    Body body =
        new Body(
            fields.need("share_id", shareId),
            fields.need("latest_seq", latestSeq),
            fields.need("latest_manifest_id", latestManifestId),
            fields.need("updated_at", updatedAt));
    return new ShareHead(body, fields.need("sig", signature));
  }

  @Override
  public void write(CborWriter out) {
    write(out, 0);
  }

  /** With room for so many more entries, which the caller appends. */
  void write(CborWriter out, int more) {
    out.map(5 + more);
    out.key("share_id");
    out.id(body.shareId);
    out.key("latest_seq");
    out.uint(body.latestSeq);
    out.key("latest_manifest_id");
    out.id(body.latestManifestId);
    out.key("updated_at");
    out.uint(body.updatedAt);
    out.key("sig");
    out.ints(signature);
  }
}
