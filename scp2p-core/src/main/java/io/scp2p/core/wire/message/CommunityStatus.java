package io.scp2p.core.wire.message;

import io.scp2p.api.id.CommunityId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.FieldNames;
import io.scp2p.core.wire.cbor.RecordReader;
import org.jspecify.annotations.Nullable;

/**
 * 405: answers 404 (specification section 11.3).
 *
 * @param communityId the community asked about
 * @param joined whether the node has joined it
 * @param membershipProof encoding of the node's {@link io.scp2p.core.wire.record.MembershipToken},
 *     if it has one and tells
 * @param name what the node calls the community, if anything
 */
public record CommunityStatus(
    CommunityId communityId, boolean joined, @Nullable Bytes membershipProof, @Nullable String name)
    implements Response {
  private static final FieldNames NAMES =
      FieldNames.of("community_share_id", "joined", "membership_proof", "name");

  static CommunityStatus read(CborReader in) throws WireException {
    RecordReader fields = in.record(NAMES);
    CommunityId communityId = null;
    boolean joined = false;
    Bytes membershipProof = null;
    String localName = null;
    for (String name = fields.next(); name != null; name = fields.next()) {
      switch (name) {
        case "community_share_id" -> communityId = CommunityId.of(in.fixed(CommunityId.LENGTH));
        case "joined" -> joined = in.bool();
        case "membership_proof" -> membershipProof = in.blobOrAbsent();
        case "name" -> localName = in.textOrAbsent();
        default -> throw fields.unhandled(name);
      }
    }
    return new CommunityStatus(
        fields.need("community_share_id", communityId),
        fields.need("joined", joined),
        membershipProof,
        localName);
  }

  @Override
  public int type() {
    return MessageType.COMMUNITY_STATUS.number();
  }

  @Override
  public void write(CborWriter out) {
    out.map(name == null ? 3 : 4);
    out.key("community_share_id");
    out.id(communityId);
    out.key("joined");
    out.bool(joined);
    out.key("membership_proof");
    out.bytesOrNull(membershipProof);
    if (name != null) {
      out.key("name");
      out.text(name);
    }
  }
}
