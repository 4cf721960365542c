package io.scp2p.core.wire.message;

import io.scp2p.api.id.CommunityId;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import io.scp2p.core.wire.record.ShareSummary;
import java.util.List;

/**
 * 407: answers 406 (specification section 11.4).
 *
 * @param communityId the community
 * @param shares the node's own public shares bound to it
 */
public record CommunityPublicShareList(CommunityId communityId, List<ShareSummary> shares)
    implements Response {
  private static final FieldNames NAMES = FieldNames.of("community_share_id", "shares");

  /** Copies the list. */
  public CommunityPublicShareList {
    shares = List.copyOf(shares);
  }

  static CommunityPublicShareList read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    CommunityId communityId = null;
    List<ShareSummary> shares = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "community_share_id" -> communityId = CommunityId.of(in.fixed(CommunityId.LENGTH));
        case "shares" -> shares = in.list(ShareSummary::read);
        default -> throw fields.unhandled(name);
      }
    }
    return new CommunityPublicShareList(
        fields.need("community_share_id", communityId), fields.need("shares", shares));
  }

  @Override
  public int type() {
    return MessageType.COMMUNITY_PUBLIC_SHARE_LIST.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(2);
    out.key("community_share_id");
    out.id(communityId);
    out.key("shares");
    out.records(shares);
  }
}
