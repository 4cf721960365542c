package io.scp2p.core.engine.community;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.community.CommunityRecord;
import io.scp2p.core.protocol.community.MemberRecord;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who hands records over, and so what is known of them besides their signatures.
 *
 * @param partner null if it is their owner, in a session of his own
 * @param met whom this node has a session with
 */
record Teller(@Nullable NodeKey partner, Set<NodeKey> met) {
  /** Whoever the records are about. */
  static final Teller OWNER = new Teller(null, Set.of());

  Teller {
    met = Set.copyOf(met);
  }

  /** The partner who alone says so; null if more than his word stands behind a record. */
  @Nullable NodeKey alone(CommunityRecord record) {
    NodeKey by = partner;
    if (by == null || record.member().equals(by)) {
      return null;
    }
    // Tokens were verified before. A share is signed by a key of its own: a session with whom it
    // names says nothing of it.
    boolean real =
        record instanceof MemberRecord member
            && (member.proof() != null || met.contains(member.member()));
    return real ? null : by;
  }
}
