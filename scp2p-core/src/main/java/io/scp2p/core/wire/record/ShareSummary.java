package io.scp2p.core.wire.record;

import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.id.ShareKey;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a share listing (specification section 9.9). Unsigned: only what the answering node
 * says.
 *
 * @param shareId the share
 * @param shareKey its key; must hash to the id
 * @param latestSeq u64
 * @param latestManifestId its newest manifest
 * @param title of the share
 * @param description of the share
 */
public record ShareSummary(
    ShareId shareId,
    ShareKey shareKey,
    long latestSeq,
    ManifestId latestManifestId,
    @Nullable String title,
    @Nullable String description)
    implements Encodable {
  private static final FieldNames NAMES =
      FieldNames.of(
          "share_id", "share_pubkey", "latest_seq", "latest_manifest_id", "title", "description");

  /** Reads a summary. */
  public static ShareSummary read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    ShareId shareId = null;
    ShareKey shareKey = null;
    long latestSeq = 0;
    ManifestId latestManifestId = null;
    String title = null;
    String description = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "share_id" -> shareId = ShareId.of(in.fixed(ShareId.LENGTH));
        case "share_pubkey" -> shareKey = ShareKey.of(in.fixed(ShareKey.LENGTH));
        case "latest_seq" -> latestSeq = in.u64();
        case "latest_manifest_id" -> latestManifestId = ManifestId.of(in.fixed(ManifestId.LENGTH));
        case "title" -> title = in.textOrAbsent();
        case "description" -> description = in.textOrAbsent();
        default -> throw fields.unhandled(name);
      }
    }
    return new ShareSummary(
        fields.need("share_id", shareId),
        fields.need("share_pubkey", shareKey),
        fields.need("latest_seq", latestSeq),
        fields.need("latest_manifest_id", latestManifestId),
        title,
        description);
  }

  @Override
  public void write(CborWriter out) {
    out.map(6);
    out.key("share_id");
    out.id(shareId);
    out.key("share_pubkey");
    out.id(shareKey);
    out.key("latest_seq");
    out.uint(latestSeq);
    out.key("latest_manifest_id");
    out.id(latestManifestId);
    out.key("title");
    out.textOrNull(title);
    out.key("description");
    out.textOrNull(description);
  }
}
