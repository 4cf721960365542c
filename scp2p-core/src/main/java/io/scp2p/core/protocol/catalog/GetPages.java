package io.scp2p.core.protocol.catalog;

import io.scp2p.api.id.ShareId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import io.scp2p.core.wire.message.ExtensionRequest;
import io.scp2p.core.wire.message.RateClass;
import java.util.List;

/**
 * 682: asks for pages of a catalog by their hashes (docs/catalog-protocol.md, section C5).
 *
 * @param share of which share
 * @param hashes at least one, at most {@link #MAX_HASHES}
 */
public record GetPages(ShareId share, List<Bytes> hashes) implements ExtensionRequest {
  /** Pages in one request. */
  public static final int MAX_HASHES = 256;

  private static final FieldNames NAMES = FieldNames.of("share_id", "hashes");

  /** Copies the list. */
  public GetPages {
    hashes = List.copyOf(hashes);
  }

  static GetPages read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    ShareId share = null;
    List<Bytes> hashes = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "share_id" -> share = ShareId.of(in.fixed(ShareId.LENGTH));
        case "hashes" -> hashes = hashes(in);
        default -> throw fields.unhandled(name);
      }
    }
    return new GetPages(fields.need("share_id", share), fields.need("hashes", hashes));
  }

  private static List<Bytes> hashes(CborReader in) throws WireException {
    int start = in.offset();
    List<Bytes> hashes = in.list(MAX_HASHES, "too many pages at once", GetPages::hash);
    if (hashes.isEmpty()) {
      throw in.reject(Reason.WRONG_LENGTH, "no page is asked for", start);
    }
    return hashes;
  }

  private static Bytes hash(CborReader in) throws WireException {
    return Bytes.wrap(in.byteString(32));
  }

  @Override
  public int type() {
    return CatalogMessages.GET_PAGES;
  }

  @Override
  public int answerType() {
    return CatalogMessages.PAGES;
  }

  @Override
  public RateClass rateClass() {
    return RateClass.CHUNK;
  }

  @Override
  public boolean isBulk() {
    return true;
  }

  @Override
  public void write(CborWriter out) {
    out.map(2);
    out.key("share_id");
    out.bytes(share);
    out.key("hashes");
    out.array(hashes.size());
    hashes.forEach(out::bytes);
  }
}
