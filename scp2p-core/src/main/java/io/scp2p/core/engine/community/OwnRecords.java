package io.scp2p.core.engine.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.keys.KeyRing;
import io.scp2p.core.protocol.community.CommunityRecord;
import io.scp2p.core.protocol.community.MemberRecord;
import io.scp2p.core.protocol.community.RecordLimits;
import io.scp2p.core.protocol.community.RecordSeal;
import io.scp2p.core.protocol.community.ShareRecord;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.record.MembershipToken;
import io.scp2p.core.wire.record.PeerAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this node signs about itself and its shares in each community (docs/community-protocol.md,
 * section K3). Signed again only when something changes or time runs out, so that the records of
 * ten thousand members stand still most of the time. May block; one call at a time for each
 * community.
 */
final class OwnRecords {
  private final StateStore store;
  private final KeyRing keys;
  private final CommunityBook book;
  private final OwnShares shares;
  private final boolean strict;
  private final TimeSource time;

  /**
   * Records of one node.
   *
   * @param strict whether its shares are for members only, wherever their records go
   */
  OwnRecords(
      StateStore store,
      KeyRing keys,
      CommunityBook book,
      OwnShares shares,
      boolean strict,
      TimeSource time) {
    this.store = store;
    this.keys = keys;
    this.book = book;
    this.shares = shares;
    this.strict = strict;
    this.time = time;
  }

  /**
   * Own records as they should be now.
   *
   * @param records everything that still counts, the member first
   * @param changed whether anything was signed
   */
  record Current(List<CommunityRecord> records, boolean changed) {}

  /** Brings the records of a joined community up to date. */
  Current update(CommunityRow row, List<PeerAddress> addresses) throws StoreException {
    Map<Bytes, CommunityRecord> known = load(row.id());
    StateBatch batch = new StateBatch();
    List<CommunityRecord> all = new ArrayList<>();
    all.add(member(row, addresses, known, batch));
    Set<ShareId> listed = new HashSet<>();
    for (OwnShares.Bound bound : shares.boundTo(row.id())) {
      if (listed.size() < RecordLimits.MAX_SHARES_PER_MEMBER) {
        listed.add(bound.key().id());
        share(row.id(), bound, known, batch).ifPresent(all::add);
      }
    }
    for (CommunityRecord record : known.values()) {
      if (record instanceof ShareRecord share && !listed.contains(share.body().id())) {
        withdrawn(share, batch).ifPresent(all::add);
      }
    }
    return applied(batch, all);
  }

  /** Signs that this node has left, and that its shares are not listed there any more. */
  Current farewell(CommunityRow row) throws StoreException {
    Map<Bytes, CommunityRecord> known = load(row.id());
    StateBatch batch = new StateBatch();
    List<CommunityRecord> all = new ArrayList<>();
    if (known.values().stream().anyMatch(MemberRecord.class::isInstance)) {
      all.add(signMember(row, false, List.of(), batch));
    }
    for (CommunityRecord record : known.values()) {
      if (record instanceof ShareRecord share) {
        withdrawn(share, batch).ifPresent(all::add);
      }
    }
    return applied(batch, all);
  }

  private Current applied(StateBatch batch, List<CommunityRecord> all) throws StoreException {
    boolean changed = !batch.changes().isEmpty();
    if (changed) {
      store.apply(batch, Durability.PROCESS);
    }
    return new Current(all, changed);
  }

  private Map<Bytes, CommunityRecord> load(CommunityId community) throws StoreException {
    Map<Bytes, CommunityRecord> known = new HashMap<>();
    try (StateCursor rows = store.scan(Tables.OWN, community.bytes())) {
      while (rows.next()) {
        try {
          known.put(Bytes.wrap(rows.key()), CommunityRecord.decode(Bytes.wrap(rows.value())));
        } catch (WireException damaged) {
          continue; // It is signed again.
        }
      }
    }
    return known;
  }

  private static byte[] key(CommunityId community, int tag, byte[] subject) {
    return Tables.key(community, CommunityIndex.name(tag, subject));
  }

  private void put(StateBatch batch, CommunityRecord record) {
    batch.put(
        Tables.OWN,
        key(record.community(), record.tag(), record.subject()),
        record.typed().toArray());
  }

  private boolean isFresh(CommunityRecord record) {
    return record.issuedAt() + RecordLimits.RENEW_AFTER.toSeconds() > nowUnix();
  }

  private MemberRecord member(
      CommunityRow row,
      List<PeerAddress> addresses,
      Map<Bytes, CommunityRecord> known,
      StateBatch batch)
      throws StoreException {
    List<PeerAddress> told =
        addresses.subList(0, Math.min(RecordLimits.MAX_ADDRESSES, addresses.size()));
    CommunityRecord now =
        known.get(Bytes.wrap(key(row.id(), MemberRecord.TAG, keys.self().key().bytes())));
    MembershipToken token = row.token();
    boolean stands =
        now instanceof MemberRecord member
            && !member.isTombstone()
            && isFresh(member)
            && member.body().addresses().equals(told)
            && (token == null || token.encoded().equals(member.proof()));
    return stands && now instanceof MemberRecord member
        ? member
        : signMember(row, true, told, batch);
  }

  private MemberRecord signMember(
      CommunityRow row, boolean joined, List<PeerAddress> addresses, StateBatch batch)
      throws StoreException {
    long now = nowUnix();
    // Above every number that was signed before, also if the store was lost meanwhile.
    long seq = Math.max(now, row.announceSeq() + 1);
    book.change(row.id(), known -> known.announced(seq));
    MembershipToken token = row.token();
    MemberRecord record =
        RecordSeal.sign(
            new MemberRecord.Body(
                row.id(),
                keys.self().key(),
                seq,
                joined,
                now,
                now + RecordLimits.LIFETIME.toSeconds(),
                addresses),
            keys.nodeKey(),
            joined && token != null ? token.encoded() : null);
    put(batch, record);
    return record;
  }

  private Optional<ShareRecord> share(
      CommunityId community,
      OwnShares.Bound bound,
      Map<Bytes, CommunityRecord> known,
      StateBatch batch) {
    ShareId id = bound.key().id();
    CommunityRecord now = known.get(Bytes.wrap(key(community, ShareRecord.TAG, id.bytes())));
    if (now instanceof ShareRecord share
        && !share.isTombstone()
        && share.body().seq() == bound.seq()
        && share.body().membersOnly() == strict
        && isFresh(share)) {
      return Optional.of(share);
    }
    long issued = after(now);
    return sign(
        id,
        new ShareRecord.Body(
            community,
            bound.key(),
            keys.self().key(),
            bound.manifest(),
            bound.seq(),
            true,
            strict,
            bound.publishedAt(),
            issued,
            issued + RecordLimits.LIFETIME.toSeconds(),
            cut(bound.title(), RecordLimits.MAX_TITLE_BYTES),
            cut(bound.description(), RecordLimits.MAX_DESCRIPTION_BYTES),
            tags(bound.tags())),
        batch);
  }

  private Optional<ShareRecord> withdrawn(ShareRecord share, StateBatch batch) {
    ShareRecord.Body body = share.body();
    if (share.expiresAt() <= nowUnix()) {
      batch.delete(Tables.OWN, key(body.community(), ShareRecord.TAG, share.subject()));
      return Optional.empty();
    }
    if (share.isTombstone()) {
      return Optional.of(share);
    }
    long issued = after(share);
    return sign(
        body.id(),
        new ShareRecord.Body(
            body.community(),
            body.share(),
            body.member(),
            body.manifest(),
            body.seq(),
            false,
            body.membersOnly(),
            body.updatedAt(),
            issued,
            issued + RecordLimits.LIFETIME.toSeconds(),
            null,
            null,
            List.of()),
        batch);
  }

  /** Two changes within a second still come one after the other. */
  private long after(@Nullable CommunityRecord before) {
    return before == null ? nowUnix() : Math.max(nowUnix(), before.issuedAt() + 1);
  }

  private Optional<ShareRecord> sign(ShareId id, ShareRecord.Body body, StateBatch batch) {
    Optional<SigningKey> key = keys.publisherKey(id);
    if (key.isEmpty()) {
      return Optional.empty();
    }
    try (SigningKey shareKey = key.get()) {
      ShareRecord record = RecordSeal.sign(body, shareKey);
      put(batch, record);
      return Optional.of(record);
    }
  }

  private static @Nullable String cut(@Nullable String text, int maxBytes) {
    if (text == null) {
      return null;
    }
    String cut = text.length() > maxBytes ? text.substring(0, maxBytes) : text;
    if (!cut.isEmpty() && Character.isHighSurrogate(cut.charAt(cut.length() - 1))) {
      cut = cut.substring(0, cut.length() - 1);
    }
    while (cut.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
      cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
    }
    return cut;
  }

  private static List<String> tags(List<String> tags) {
    return tags.stream()
        .filter(tag -> tag.getBytes(StandardCharsets.UTF_8).length <= RecordLimits.MAX_TAG_BYTES)
        .distinct()
        .limit(RecordLimits.MAX_TAGS)
        .toList();
  }

  private long nowUnix() {
    return time.wall().getEpochSecond();
  }
}
