package io.scp2p.core.engine.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.protocol.community.CommunityRecord;
import io.scp2p.core.protocol.community.CursorSeal;
import io.scp2p.core.protocol.community.MemberRecord;
import io.scp2p.core.protocol.community.PageRequest;
import io.scp2p.core.protocol.community.RecordLimits;
import io.scp2p.core.protocol.community.RecordPage;
import io.scp2p.core.protocol.community.SearchWords;
import io.scp2p.core.protocol.community.ShareRecord;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pages of an index (docs/community-protocol.md, section K4). The same question about the same
 * index has the same answer. Every page costs a bounded number of reads, whatever was asked. May
 * block; safe for all threads.
 */
final class IndexPages {
  /** Rows that one page looks at; what goes beyond is for the next one, which may be empty, too. */
  static final int MAX_LOOKED_AT = 2_000;

  /** Rows by which the rarest word of a query is found. */
  private static final int MAX_COUNTED = 64;

  private static final byte[] SECRET = "cursor-secret".getBytes(StandardCharsets.US_ASCII);
  private static final int SECRET_BYTES = 32;
  private static final int AGE_AND_SHARE = Long.BYTES + ShareId.LENGTH;

  private final CommunityIndex index;
  private final StateStore store;
  private final CursorSeal seal;

  private IndexPages(CommunityIndex index, CursorSeal seal) {
    this.index = index;
    this.store = index.store();
    this.seal = seal;
  }

  /** Pages whose cursors outlive a restart. */
  static IndexPages open(CommunityIndex index, Entropy entropy) throws StoreException {
    Optional<byte[]> kept = index.store().get(Tables.INDEX, SECRET);
    byte[] secret = kept.filter(row -> row.length == SECRET_BYTES).orElse(new byte[0]);
    if (secret.length == 0) {
      secret = entropy.bytes(SECRET_BYTES);
      index.store().put(Tables.INDEX, SECRET, secret, Durability.PROCESS);
    }
    return new IndexPages(index, new CursorSeal(SecretBytes.copyOf(secret)));
  }

  /**
   * Makes a page.
   *
   * @param insider whether the asker may see tokens of others, and what is for members only
   * @return empty if the cursor is not one of this node for this question
   */
  Optional<RecordPage> page(PageRequest question, boolean insider, long nowUnix)
      throws StoreException {
    byte[] place = null;
    Bytes cursor = question.cursor();
    if (cursor != null) {
      place = seal.open(question, insider, cursor).orElse(null);
      if (place == null) {
        return Optional.empty();
      }
    }
    Filling filling = new Filling(question, place, insider, nowUnix);
    return Optional.of(
        switch (question.kind()) {
          case MEMBERS -> filling.members();
          case SHARES -> filling.shares();
          case SEARCH -> filling.search();
          case EVENTS -> filling.events();
        });
  }

  /** One page in the making. */
  private final class Filling {
    private final PageRequest question;
    private final CommunityId community;
    private final byte @Nullable [] place;
    private final boolean insider;
    private final long nowUnix;
    private final int limit;
    private final List<Bytes> records = new ArrayList<>();
    private int bytes;
    private int lookedAt;

    Filling(PageRequest question, byte @Nullable [] place, boolean insider, long nowUnix) {
      this.question = question;
      this.community = question.community();
      this.place = place;
      this.insider = insider;
      this.nowUnix = nowUnix;
      this.limit = Math.max(1, Math.min(RecordLimits.MAX_PAGE, question.limit()));
    }

    /** Whether there is no room for one more; looked at before each row. */
    private boolean isFull() {
      return records.size() >= limit
          || bytes >= RecordLimits.PAGE_ROOM_BYTES
          || lookedAt >= MAX_LOOKED_AT;
    }

    private void add(CommunityRecord record, Bytes typed) {
      boolean strips = !insider && record instanceof MemberRecord member && member.proof() != null;
      Bytes shown =
          strips && record instanceof MemberRecord member ? member.withoutProof().typed() : typed;
      records.add(shown);
      bytes += shown.size();
    }

    private boolean counts(CommunityRecord record) {
      return !record.isTombstone() && record.expiresAt() > nowUnix && isShown(record);
    }

    private boolean isShown(CommunityRecord record) {
      return insider || !(record instanceof ShareRecord share) || !share.body().membersOnly();
    }

    private RecordPage page(byte @Nullable [] next) throws StoreException {
      return page(next, next != null);
    }

    private RecordPage page(byte @Nullable [] next, boolean more) throws StoreException {
      IndexCounts counts = index.counts(community);
      return new RecordPage(
          question.kind(),
          records,
          next == null ? null : seal.seal(question, insider, next),
          more,
          counts.joined(),
          counts.listed());
    }

    /** By key; the place is the last key that was looked at. */
    RecordPage members() throws StoreException {
      byte[] prefix = Tables.key(community, new byte[] {MemberRecord.TAG});
      try (StateCursor rows = after(Tables.RECORDS, prefix, place)) {
        byte[] last = null;
        while (true) {
          boolean full = isFull();
          if (!rows.next()) {
            return page(null);
          }
          if (full) {
            return page(last);
          }
          last = tail(rows.key(), prefix.length);
          lookedAt++;
          StoredRecord stored = StoredRecord.decode(rows.value());
          CommunityRecord record = stored.record();
          if (counts(record)) {
            add(record, stored.typed());
          }
        }
      }
    }

    /** The newest first; the place is the age and id that were looked at last. */
    RecordPage shares() throws StoreException {
      byte[] prefix = community.bytes();
      Long since = question.sinceUnix();
      try (StateCursor rows = after(Tables.RECENT, prefix, place)) {
        byte[] last = null;
        while (true) {
          boolean full = isFull();
          if (!rows.next()) {
            return page(null);
          }
          byte[] row = tail(rows.key(), prefix.length);
          if (since != null && Long.MAX_VALUE - ByteBuffer.wrap(row).getLong() < since) {
            return page(null);
          }
          if (full) {
            return page(last);
          }
          last = row;
          lookedAt++;
          share(row, null);
        }
      }
    }

    /** Adds the share that a row names, if it counts and has the words. */
    private void share(byte[] ageAndShare, @Nullable List<String> words) throws StoreException {
      byte[] id = tail(ageAndShare, Long.BYTES);
      Optional<StoredRecord> stored =
          index.find(community, CommunityIndex.name(ShareRecord.TAG, id));
      if (stored.isEmpty() || !(stored.get().record() instanceof ShareRecord share)) {
        return; // It went while this page was made.
      }
      if (counts(share)
          && (words == null || SearchWords.match(words, SearchWords.of(share.body())))) {
        add(share, stored.get().typed());
      }
    }

    /**
     * Walks over the rows of the word that the fewest shares have; the place is which word that
     * was, and the row looked at last.
     */
    RecordPage search() throws StoreException {
      List<String> words = SearchWords.of(question.query() == null ? "" : question.query());
      if (words.isEmpty()) {
        return page(null);
      }
      int driver = place == null ? rarest(words) : place[0];
      if (driver < 0 || driver >= words.size()) {
        return page(null);
      }
      String word = words.get(driver);
      byte[] prefix = Tables.key(community, word.getBytes(StandardCharsets.UTF_8));
      byte[] from = place == null ? null : tail(place, 1);
      try (StateCursor rows = after(Tables.WORDS, prefix, from)) {
        byte[] last = null;
        while (true) {
          boolean full = isFull();
          if (!rows.next()) {
            return page(null);
          }
          if (full) {
            return page(last);
          }
          byte[] row = tail(rows.key(), prefix.length);
          last = ByteBuffer.allocate(1 + row.length).put((byte) driver).put(row).array();
          lookedAt++;
          hit(words, word, row);
        }
      }
    }

    /** A share that has two words with this beginning is found by the first of them only. */
    private void hit(List<String> words, String begin, byte[] row) throws StoreException {
      int wordEnd = row.length - AGE_AND_SHARE - 1;
      if (wordEnd < 0) {
        return;
      }
      String found = begin + new String(row, 0, wordEnd, StandardCharsets.UTF_8);
      byte[] ageAndShare = tail(row, wordEnd + 1);
      byte[] id = tail(ageAndShare, Long.BYTES);
      Optional<StoredRecord> stored =
          index.find(community, CommunityIndex.name(ShareRecord.TAG, id));
      if (stored.isPresent() && stored.get().record() instanceof ShareRecord share) {
        Set<String> own = SearchWords.of(share.body());
        boolean first =
            own.stream()
                .filter(each -> each.startsWith(begin))
                .findFirst()
                .equals(Optional.of(found));
        if (first && counts(share) && SearchWords.match(words, own)) {
          add(share, stored.get().typed());
        }
      }
    }

    private int rarest(List<String> words) throws StoreException {
      int best = 0;
      int fewest = Integer.MAX_VALUE;
      for (int i = 0; i < words.size(); i++) {
        int count = 0;
        byte[] prefix = Tables.key(community, words.get(i).getBytes(StandardCharsets.UTF_8));
        try (StateCursor rows = store.scan(Tables.WORDS, prefix)) {
          while (count < MAX_COUNTED && rows.next()) {
            count++;
          }
        }
        if (count < fewest) {
          fewest = count;
          best = i;
        }
      }
      return best;
    }

    /** In the order in which things came to be known; there is always a place to go on from. */
    RecordPage events() throws StoreException {
      byte[] prefix = community.bytes();
      byte[] last = place == null ? new byte[0] : place;
      try (StateCursor rows = after(Tables.LOG, prefix, place)) {
        while (true) {
          boolean full = isFull();
          if (!rows.next()) {
            return page(last, false);
          }
          if (full) {
            return page(last, true);
          }
          last = tail(rows.key(), prefix.length);
          lookedAt++;
          Optional<StoredRecord> stored = index.find(community, rows.value());
          if (stored.isPresent()) {
            CommunityRecord record = stored.get().record();
            if (record.expiresAt() > nowUnix && isShown(record)) {
              add(record, stored.get().typed());
            }
          }
        }
      }
    }

    /** A walk over what follows a place. */
    private StateCursor after(StateTable table, byte[] prefix, byte @Nullable [] from)
        throws StoreException {
      if (from == null || from.length == 0) {
        return store.scan(table, prefix);
      }
      // The lowest key above: the place itself with one byte more.
      byte[] above = Arrays.copyOf(prefix, prefix.length + from.length + 1);
      System.arraycopy(from, 0, above, prefix.length, from.length);
      return store.scan(table, prefix, above);
    }
  }

  private static byte[] tail(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, Math.min(from, bytes.length), bytes.length);
  }
}
