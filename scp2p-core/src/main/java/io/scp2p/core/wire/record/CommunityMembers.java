package io.scp2p.core.wire.record;

import io.scp2p.api.id.CommunityId;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import java.util.List;

/**
 * Who belongs to a community (specification section 8.6.4). Unsigned; only ever grows by merging.
 *
 * @param communityId the community
 * @param members where they say they are
 * @param updatedAt unix seconds, u64
 */
public record CommunityMembers(CommunityId communityId, List<PeerAddress> members, long updatedAt)
    implements DhtRecord {
  private static final FieldNames NAMES =
      FieldNames.of("community_share_id", "members", "updated_at");

  /** Copies the list. */
  public CommunityMembers {
    members = List.copyOf(members);
  }

  /** Reads the record. */
  public static CommunityMembers read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    CommunityId communityId = null;
    List<PeerAddress> members = null;
    long updatedAt = 0;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "community_share_id" -> communityId = CommunityId.of(in.fixed(CommunityId.LENGTH));
        case "members" -> members = in.list(PeerAddress::read);
        case "updated_at" -> updatedAt = in.u64();
        default -> throw fields.unhandled(name);
      }
    }
    return new CommunityMembers(
        fields.need("community_share_id", communityId),
        fields.need("members", members),
        fields.need("updated_at", updatedAt));
  }

  @Override
  public void write(CborWriter out) {
    out.map(3);
    out.key("community_share_id");
    out.id(communityId);
    out.key("members");
    out.records(members);
    out.key("updated_at");
    out.uint(updatedAt);
  }
}
