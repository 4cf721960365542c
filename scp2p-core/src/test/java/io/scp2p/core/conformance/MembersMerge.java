package io.scp2p.core.conformance;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.U64;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.record.CommunityMembers;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a list of community members grows in the reference (specification section 8.6.4): nobody is
 * ever removed, and when the record has reached the size of a value the community is full. Where
 * nothing is stored yet there is nothing to merge: the bytes of the STORE are kept as they are. A
 * node of ours is stricter (quirk Q-12), so that only the vectors need this.
 */
final class MembersMerge {
  private MembersMerge() {}

  /**
   * The stored members, then those of the incoming list that are not among them, in order; two
   * addresses are the same only if all their fields are.
   *
   * @throws IllegalArgumentException if the records are about different communities, which the
   *     validation of their keys rules out
   */
  static CommunityMembers merge(CommunityMembers stored, CommunityMembers incoming) {
    if (!stored.communityId().equals(incoming.communityId())) {
      throw new IllegalArgumentException("members of different communities");
    }
    Set<PeerAddress> known = new LinkedHashSet<>(stored.members());
    List<PeerAddress> members = new ArrayList<>(stored.members());
    for (PeerAddress member : incoming.members()) {
      if (known.add(member)) {
        members.add(member);
      }
    }
    return new CommunityMembers(
        stored.communityId(), members, U64.max(stored.updatedAt(), incoming.updatedAt()));
  }

  /**
   * The value to store in place of {@code stored}, in the reference's form and without fields that
   * are unknown to us; empty if it would exceed 64 KiB, to be answered with {@link
   * io.scp2p.core.wire.WireErrorText#DHT_VALUE_TOO_LARGE}.
   */
  static Optional<Bytes> encoded(CommunityMembers stored, CommunityMembers incoming) {
    Bytes merged = merge(stored, incoming).encoded();
    return merged.size() <= WireLimits.DHT_VALUE_BYTES ? Optional.of(merged) : Optional.empty();
  }
}
