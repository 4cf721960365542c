package io.scp2p.core.protocol.catalog;

import io.scp2p.api.id.ShareId;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import io.scp2p.core.wire.message.ExtensionRequest;

/**
 * 685: tells that a share has a newer version (docs/catalog-protocol.md, section C6). A hint: who
 * hears it looks for himself.
 *
 * @param share which
 * @param seq number of the version, unsigned
 */
public record HeadChanged(ShareId share, long seq) implements ExtensionRequest {
  private static final FieldNames NAMES = FieldNames.of("share_id", "seq");

  static HeadChanged read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    ShareId share = null;
    long seq = 0;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "share_id" -> share = ShareId.of(in.fixed(ShareId.LENGTH));
        case "seq" -> seq = in.u64();
        default -> throw fields.unhandled(name);
      }
    }
    return new HeadChanged(fields.need("share_id", share), fields.need("seq", seq));
  }

  @Override
  public int type() {
    return CatalogMessages.HEAD_CHANGED;
  }

  @Override
  public void write(CborWriter out) {
    out.map(2);
    out.key("share_id");
    out.bytes(share);
    out.key("seq");
    out.uint(seq);
  }
}
