package io.scp2p.core.wire.message;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import io.scp2p.core.wire.record.RelayAnnouncement;
import java.util.List;

/**
 * 461: answers 460; each entry is to be verified on its own (specification section 14.7).
 *
 * @param announcements in any order, expired ones included
 */
public record RelayListResponse(List<RelayAnnouncement> announcements) implements Response {
  private static final FieldNames NAMES = FieldNames.of("announcements");

  /** Copies the list. */
  public RelayListResponse {
    announcements = List.copyOf(announcements);
  }

  static RelayListResponse read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    List<RelayAnnouncement> announcements = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "announcements" -> announcements = in.list(RelayAnnouncement::read);
        default -> throw fields.unhandled(name);
      }
    }
    return new RelayListResponse(fields.need("announcements", announcements));
  }

  @Override
  public int type() {
    return MessageType.RELAY_LIST_RESPONSE.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key("announcements");
    out.records(announcements);
  }
}
