package io.scp2p.core.wire.record;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import java.util.List;

/**
 * The content of a blocklist share's item {@code blocklist} (specification section 13.4).
 *
 * @param blockedShares shares to leave out of results
 * @param blockedContents contents to leave out of results
 */
public record Blocklist(List<ShareId> blockedShares, List<ContentId> blockedContents)
    implements Encodable {
  private static final FieldNames NAMES = FieldNames.of("blocked_share_ids", "blocked_content_ids");

  /** Copies the lists. */
  public Blocklist {
    blockedShares = List.copyOf(blockedShares);
    blockedContents = List.copyOf(blockedContents);
  }

  /** Decodes a whole file, whose size the caller has bounded. */
  public static Blocklist decode(Bytes content) throws WireException {
    return CborReader.decode(content, Blocklist::read);
  }

  /** Reads a blocklist. */
  public static Blocklist read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    List<ShareId> shares = null;
    List<ContentId> contents = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "blocked_share_ids" ->
            shares = in.list(item -> ShareId.of(item.fixed(ShareId.LENGTH)));
        case "blocked_content_ids" ->
            contents = in.list(item -> ContentId.of(item.fixed(ContentId.LENGTH)));
        default -> throw fields.unhandled(name);
      }
    }
    return new Blocklist(
        fields.need("blocked_share_ids", shares), fields.need("blocked_content_ids", contents));
  }

  @Override
  public void write(CborWriter out) {
    out.map(2);
    out.key("blocked_share_ids");
    out.ids(blockedShares);
    out.key("blocked_content_ids");
    out.ids(blockedContents);
  }
}
