package io.scp2p.core.wire.message;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.CommunityKey;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.UnsignedRange;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import org.jspecify.annotations.Nullable;

/**
 * 406: asks what the node publishes into a community (specification section 11.4).
 *
 * @param communityId the community
 * @param communityKey its key, which must hash to the id
 * @param maxEntries u16
 * @param requesterKey the node key the sender claims; left out if null
 * @param requesterProof encoding of the sender's {@link io.scp2p.core.wire.record.MembershipToken};
 *     left out if null
 */
public record ListCommunityPublicShares(
    CommunityId communityId,
    CommunityKey communityKey,
    int maxEntries,
    @Nullable NodeKey requesterKey,
    @Nullable Bytes requesterProof)
    implements Request {
  private static final FieldNames NAMES =
      FieldNames.of(
          "community_share_id",
          "community_share_pubkey",
          "max_entries",
          "requester_node_pubkey",
          "requester_membership_proof");

  /** Refuses what has no wire form. */
  public ListCommunityPublicShares {
    UnsignedRange.require("max_entries", maxEntries, UnsignedRange.MAX_U16);
  }

  static ListCommunityPublicShares read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    CommunityId communityId = null;
    CommunityKey communityKey = null;
    int maxEntries = 0;
    NodeKey requesterKey = null;
    Bytes requesterProof = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "community_share_id" -> communityId = CommunityId.of(in.fixed(CommunityId.LENGTH));
        case "community_share_pubkey" ->
            communityKey = CommunityKey.of(in.fixed(CommunityKey.LENGTH));
        case "max_entries" -> maxEntries = in.u16();
        case "requester_node_pubkey" ->
            requesterKey = in.absent() ? null : NodeKey.of(in.fixed(NodeKey.LENGTH));
        case "requester_membership_proof" -> requesterProof = in.blobOrAbsent();
        default -> throw fields.unhandled(name);
      }
    }
    return new ListCommunityPublicShares(
        fields.need("community_share_id", communityId),
        fields.need("community_share_pubkey", communityKey),
        fields.need("max_entries", maxEntries),
        requesterKey,
        requesterProof);
  }

  @Override
  public int type() {
    return MessageType.LIST_COMMUNITY_PUBLIC_SHARES.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(3 + (requesterKey == null ? 0 : 1) + (requesterProof == null ? 0 : 1));
    out.key("community_share_id");
    out.id(communityId);
    out.key("community_share_pubkey");
    out.id(communityKey);
    out.key("max_entries");
    out.uint(maxEntries);
    if (requesterKey != null) {
      out.key("requester_node_pubkey");
      out.id(requesterKey);
    }
    if (requesterProof != null) {
      out.key("requester_membership_proof");
      // Unlike in COMMUNITY_STATUS the reference has not marked this vector as bytes.
      out.ints(requesterProof);
    }
  }

  @Override
  public <R> R dispatch(RequestHandler<R> handler) {
    return handler.listCommunityPublicShares(this);
  }
}
