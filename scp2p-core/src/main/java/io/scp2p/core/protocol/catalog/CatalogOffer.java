package io.scp2p.core.protocol.catalog;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import io.scp2p.core.wire.message.ExtensionResponse;
import org.jspecify.annotations.Nullable;

/**
 * 681: answers 680 (docs/catalog-protocol.md, section C4). Nothing in it is looked at yet.
 *
 * @param head the signed head of a version
 * @param root its signed root
 * @param signature of the root
 * @param manifest its signed manifest without items
 * @param changes since the version that the asker has, or null
 */
public record CatalogOffer(
    Bytes head, Bytes root, Bytes signature, Bytes manifest, @Nullable Bytes changes)
    implements ExtensionResponse {
  private static final FieldNames NAMES =
      FieldNames.of("head", "root", "sig", "manifest", "changes");

  static CatalogOffer read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    Bytes head = null;
    Bytes root = null;
    Bytes signature = null;
    Bytes manifest = null;
    Bytes changes = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "head" -> head = in.blob().detached();
        case "root" -> root = in.blob().detached();
        case "sig" -> signature = in.fixedBytes(64);
        case "manifest" -> manifest = in.blob().detached();
        case "changes" -> changes = in.absent() ? null : in.blob();
        default -> throw fields.unhandled(name);
      }
    }
    return new CatalogOffer(
        fields.need("head", head),
        fields.need("root", root),
        fields.need("sig", signature),
        fields.need("manifest", manifest),
        changes);
  }

  @Override
  public int type() {
    return CatalogMessages.CATALOG_OFFER;
  }

  @Override
  public void write(CborWriter out) {
    out.map(5);
    out.key("head");
    out.bytes(head);
    out.key("root");
    out.bytes(root);
    out.key("sig");
    out.bytes(signature);
    out.key("manifest");
    out.bytes(manifest);
    out.key("changes");
    out.bytesOrNull(changes);
  }

  @Override
  public int sizeHintBytes() {
    return 512 + manifest.size() + (changes == null ? 0 : changes.size());
  }
}
