package io.scp2p.api.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import java.time.Instant;
import java.util.Objects;

/**
 * A community's signed word that a node belongs to it (specification section 11.2). It is worth
 * nothing to another node: peers compare it with the key proved in the handshake.
 *
 * @param community which community
 * @param member whose token
 * @param issuedAt when it was signed
 * @param expiresAt until when it counts
 * @param encoded the signed form as text, to pass on to the member
 */
public record MembershipToken(
    CommunityId community, NodeKey member, Instant issuedAt, Instant expiresAt, String encoded) {
  /** Refuses a token that was never valid. */
  public MembershipToken {
    Objects.requireNonNull(community, "community");
    Objects.requireNonNull(member, "member");
    Objects.requireNonNull(encoded, "encoded");
    if (expiresAt.isBefore(issuedAt)) {
      throw new IllegalArgumentException("expires " + expiresAt + " before issue " + issuedAt);
    }
  }

  /** Without the signed form. */
  @Override
  public String toString() {
    return "MembershipToken[" + community + ", expires " + expiresAt + "]";
  }
}
