package io.scp2p.core.protocol.catalog;

import io.scp2p.api.id.ShareId;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import io.scp2p.core.wire.message.ExtensionRequest;
import java.util.List;

/**
 * 684: says of which shares the sender wants to hear news as long as the session lasts
 * (docs/catalog-protocol.md, section C6). Adds to what was said before.
 *
 * @param shares at most {@link #MAX_SHARES}
 */
public record WatchShares(List<ShareId> shares) implements ExtensionRequest {
  /** Shares in one request. */
  public static final int MAX_SHARES = 256;

  private static final FieldNames NAMES = FieldNames.of("shares");

  /** Copies the list. */
  public WatchShares {
    shares = List.copyOf(shares);
  }

  static WatchShares read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    List<ShareId> shares = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "shares" ->
            shares = in.list(MAX_SHARES, "too many shares at once", WatchShares::share);
        default -> throw fields.unhandled(name);
      }
    }
    return new WatchShares(fields.need("shares", shares));
  }

  private static ShareId share(CborReader in) throws WireException {
    return ShareId.of(in.fixed(ShareId.LENGTH));
  }

  @Override
  public int type() {
    return CatalogMessages.WATCH_SHARES;
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key("shares");
    out.array(shares.size());
    shares.forEach(out::bytes);
  }
}
