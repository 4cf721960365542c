package io.scp2p.core.engine.community;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.protocol.community.CommunityRecord;
import io.scp2p.core.protocol.community.MemberRecord;
import io.scp2p.core.protocol.community.RecordFault;
import io.scp2p.core.protocol.community.RecordSeal;
import io.scp2p.core.protocol.community.TokenSeal;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.record.MembershipToken;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of a peer's records may be believed. Verifies signatures: away from the loop. */
final class RecordChecks {
  private final CommunityRow row;
  private final long nowUnix;
  private final boolean strict;
  private final @Nullable CommunityIndex index;

  /**
   * Checks for one community.
   *
   * @param index what is known; null if nothing is kept
   * @param strict whether only those count who prove membership
   */
  RecordChecks(CommunityRow row, @Nullable CommunityIndex index, boolean strict, long nowUnix) {
    this.row = row;
    this.index = index;
    this.strict = strict;
    this.nowUnix = nowUnix;
  }

  /**
   * What was left of a list.
   *
   * @param good verified
   * @param lie whether there was something among them that no honest node hands out
   */
  record Checked(List<CommunityRecord> good, boolean lie) {}

  /** Known records are believed again without a look at their signatures. */
  Checked check(List<Bytes> typed) throws StoreException {
    List<CommunityRecord> good = new ArrayList<>();
    Set<NodeKey> proven = new HashSet<>();
    boolean lie = false;
    for (Bytes each : typed) {
      CommunityRecord record;
      try {
        record = CommunityRecord.decode(each.detached());
      } catch (WireException malformed) {
        lie = true;
        continue;
      }
      Optional<RecordFault> fault =
          isKnown(record, each) ? Optional.empty() : fault(record, proven);
      if (fault.isEmpty()) {
        good.add(withProvenToken(record));
      } else {
        lie |= fault.get().isLie();
      }
    }
    return new Checked(good, lie);
  }

  private boolean isKnown(CommunityRecord record, Bytes typed) throws StoreException {
    if (index == null || !record.community().equals(row.id())) {
      return false;
    }
    return index
        .find(row.id(), CommunityIndex.name(record.tag(), record.subject()))
        .filter(stored -> stored.typed().equals(typed))
        .isPresent();
  }

  private Optional<RecordFault> fault(CommunityRecord record, Set<NodeKey> proven)
      throws StoreException {
    Optional<RecordFault> fault = RecordSeal.verify(record, row.id(), nowUnix);
    if (fault.isPresent() || !strict || record.isTombstone()) {
      return fault;
    }
    if (record instanceof MemberRecord member) {
      boolean shows = hasProof(member);
      if (shows) {
        proven.add(member.member());
      }
      return shows ? Optional.empty() : Optional.of(RecordFault.UNPROVEN);
    }
    // A share says whose it is; that one has to be a member who has proved it.
    return proven.contains(record.member()) || isMember(record.member())
        ? Optional.empty()
        : Optional.of(RecordFault.UNPROVEN);
  }

  private boolean isMember(NodeKey node) throws StoreException {
    if (index == null) {
      return true; // Nothing is kept here, so nobody else is misled.
    }
    Optional<StoredRecord> stored =
        index.find(row.id(), CommunityIndex.name(MemberRecord.TAG, node.bytes()));
    return stored.isPresent() && !stored.get().record().isTombstone();
  }

  /** A token that proves nothing is not handed on. */
  private CommunityRecord withProvenToken(CommunityRecord record) {
    return record instanceof MemberRecord member && member.proof() != null && !hasProof(member)
        ? member.withoutProof()
        : record;
  }

  boolean hasProof(MemberRecord member) {
    Bytes proof = member.proof();
    if (proof == null) {
      return false;
    }
    try {
      MembershipToken token = MembershipToken.decode(proof);
      return token.body().memberKey().equals(member.member())
          && TokenSeal.verify(token, row.key(), nowUnix).isEmpty();
    } catch (WireException malformed) {
      return false;
    }
  }
}
