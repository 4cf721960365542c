package io.scp2p.core.protocol.catalog;

import io.scp2p.api.id.ShareId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import io.scp2p.core.wire.message.ExtensionRequest;
import io.scp2p.core.wire.message.RateClass;
import org.jspecify.annotations.Nullable;

/**
 * 680: asks for the newest version of a catalog (docs/catalog-protocol.md, section C4).
 *
 * @param share of which share
 * @param seq an older version is of no use
 * @param base what the asker has in full, for a list of changes; null if nothing
 */
public record GetCatalog(ShareId share, long seq, @Nullable Base base) implements ExtensionRequest {
  private static final FieldNames NAMES = FieldNames.of("share_id", "seq", "base_seq", "base_root");

  /**
   * A version that somebody has.
   *
   * @param seq its number
   * @param root hash of its first page
   */
  public record Base(long seq, Bytes root) {}

  static GetCatalog read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    ShareId share = null;
    long seq = 0;
    Long baseSeq = null;
    Bytes baseRoot = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "share_id" -> share = ShareId.of(in.fixed(ShareId.LENGTH));
        case "seq" -> seq = in.u64();
        case "base_seq" -> baseSeq = in.u64OrAbsent();
        case "base_root" -> baseRoot = in.absent() ? null : in.fixedBytes(32);
        default -> throw fields.unhandled(name);
      }
    }
    Base base = baseSeq == null || baseRoot == null ? null : new Base(baseSeq, baseRoot);
    return new GetCatalog(fields.need("share_id", share), fields.need("seq", seq), base);
  }

  @Override
  public int type() {
    return CatalogMessages.GET_CATALOG;
  }

  @Override
  public int answerType() {
    return CatalogMessages.CATALOG_OFFER;
  }

  @Override
  public RateClass rateClass() {
    return RateClass.FETCH;
  }

  @Override
  public void write(CborWriter out) {
    out.map(4);
    out.key("share_id");
    out.bytes(share);
    out.key("seq");
    out.uint(seq);
    out.key("base_seq");
    out.uintOrNull(base == null ? null : base.seq());
    out.key("base_root");
    out.bytesOrNull(base == null ? null : base.root());
  }
}
