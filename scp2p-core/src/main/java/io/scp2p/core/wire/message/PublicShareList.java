package io.scp2p.core.wire.message;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import io.scp2p.core.wire.record.ShareSummary;
import java.util.List;

/**
 * 403: answers 402 (specification section 9.9).
 *
 * @param shares newest first
 */
public record PublicShareList(List<ShareSummary> shares) implements Response {
  private static final FieldNames NAMES = FieldNames.of("shares");

  /** Copies the list. */
  public PublicShareList {
    shares = List.copyOf(shares);
  }

  static PublicShareList read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    List<ShareSummary> shares = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "shares" -> shares = in.list(ShareSummary::read);
        default -> throw fields.unhandled(name);
      }
    }
    return new PublicShareList(fields.need("shares", shares));
  }

  @Override
  public int type() {
    return MessageType.PUBLIC_SHARE_LIST.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key("shares");
    out.records(shares);
  }
}
