package io.scp2p.core.wire.message;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.CommunityKey;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;

/**
 * 404: asks whether the node has joined a community (specification section 11.3).
 *
 * @param communityId the community
 * @param communityKey its key, which must hash to the id
 */
public record GetCommunityStatus(CommunityId communityId, CommunityKey communityKey)
    implements Request {
  private static final FieldNames NAMES =
      FieldNames.of("community_share_id", "community_share_pubkey");

  static GetCommunityStatus read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    CommunityId communityId = null;
    CommunityKey communityKey = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "community_share_id" -> communityId = CommunityId.of(in.fixed(CommunityId.LENGTH));
        case "community_share_pubkey" ->
            communityKey = CommunityKey.of(in.fixed(CommunityKey.LENGTH));
        default -> throw fields.unhandled(name);
      }
    }
    return new GetCommunityStatus(
        fields.need("community_share_id", communityId),
        fields.need("community_share_pubkey", communityKey));
  }

  @Override
  public int type() {
    return MessageType.GET_COMMUNITY_STATUS.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(2);
    out.key("community_share_id");
    out.id(communityId);
    out.key("community_share_pubkey");
    out.id(communityKey);
  }

  @Override
  public <R> R dispatch(RequestHandler<R> handler) {
    return handler.getCommunityStatus(this);
  }
}
