package io.scp2p.api.community;

import io.scp2p.api.CommunityLink;
import io.scp2p.api.id.CommunityId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A community this node has joined.
 *
 * @param link how to invite others
 * @param name this node's own name for it, or null
 * @param owned whether this node holds its key and can issue tokens
 * @param token this node's proof of membership, or null if it has none
 * @param joinedAt when it was joined here
 */
public record Community(
    CommunityLink link,
    @Nullable String name,
    boolean owned,
    @Nullable MembershipToken token,
    Instant joinedAt) {
  /** Requires what is not optional. */
  public Community {
    Objects.requireNonNull(link, "link");
    Objects.requireNonNull(joinedAt, "joinedAt");
  }

  /** {@return the id that follows from its key} */
  public CommunityId id() {
    return link.communityId();
  }
}
