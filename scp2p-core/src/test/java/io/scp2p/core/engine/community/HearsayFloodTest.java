package io.scp2p.core.engine.community;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareKey;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateStoreProvider;
import io.scp2p.core.engine.catalog.TestStore;
import io.scp2p.core.protocol.community.CommunityRecord;
import io.scp2p.core.protocol.community.MadeRecords;
import io.scp2p.core.protocol.community.MemberRecord;
import io.scp2p.core.protocol.community.RecordLimits;
import io.scp2p.core.protocol.community.ShareRecord;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One partner who makes up members and shares, and those that exist. */
class HearsayFloodTest {
  private static final CommunityId ID = MadeRecords.communityId();
  private static final NodeKey MALLORY = node(1, 1);
  private static final NodeKey BOB = node(1, 2);
  private static final NodeKey CAROL = node(1, 3);
  private static final int ROOM = 1_000;

  @TempDir private Path dir;

  private final TestStore store = new TestStore();
  private final CommunityIndex index = new CommunityIndex(store, ROOM, ROOM);

  private static NodeKey node(int kind, int number) {
    return NodeKey.of(
        ByteBuffer.allocate(NodeKey.LENGTH).putInt(0x7000_0000 + kind).putInt(number).array());
  }

  /** What is put into an index was verified before: here the signature does not matter. */
  private static MemberRecord member(int kind, int number, long seq) {
    return new MemberRecord(
        new MemberRecord.Body(
            ID,
            node(kind, number),
            seq,
            true,
            MadeRecords.NOW,
            MadeRecords.NOW + RecordLimits.LIFETIME.toSeconds(),
            List.of()),
        Bytes.wrap(new byte[64]),
        null);
  }

  private static ShareRecord share(int kind, int number, NodeKey owner) {
    return new ShareRecord(
        new ShareRecord.Body(
            ID,
            ShareKey.of(ByteBuffer.allocate(32).putInt(kind).putInt(number).array()),
            owner,
            ManifestId.of(new byte[32]),
            1,
            true,
            false,
            MadeRecords.NOW,
            MadeRecords.NOW,
            MadeRecords.NOW + RecordLimits.LIFETIME.toSeconds(),
            "kind" + kind + " number" + number,
            null,
            List.of()),
        Bytes.wrap(new byte[64]));
  }

  private static List<CommunityRecord> members(int kind, int from, int count) {
    return IntStream.range(from, from + count)
        .<CommunityRecord>mapToObj(i -> member(kind, i, 1))
        .toList();
  }

  private static List<CommunityRecord> shares(int kind, int from, int count, NodeKey owner) {
    return IntStream.range(from, from + count)
        .<CommunityRecord>mapToObj(i -> share(kind, i, owner))
        .toList();
  }

  private static Teller told(NodeKey by) {
    return new Teller(by, Set.of());
  }

  private static long known(CommunityIndex index, List<CommunityRecord> records) throws Exception {
    long known = 0;
    for (CommunityRecord record : records) {
      byte[] name = CommunityIndex.name(record.tag(), record.subject());
      known += index.find(ID, name).isPresent() ? 1 : 0;
    }
    return known;
  }

  private StateStore onDisk() throws Exception {
    return ServiceLoader.load(StateStoreProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.supports(true))
        .findFirst()
        .orElseThrow()
        .open(dir.resolve("state"));
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  @Test
  void aHundredThousandMadeUpMembersPushOutNobodyWhoIsReal() throws Exception {
    try (StateStore disk = onDisk()) {
      CommunityIndex big = new CommunityIndex(disk, 20_000, 20_000);
      List<CommunityRecord> early = members(2, 0, 2_000);
      List<CommunityRecord> met = members(2, 2_000, 2_000);
      List<CommunityRecord> late = members(2, 4_000, 9_000);
      big.adopt(ID, early, told(BOB));
      long before = usedBytes();
      int kept = 0;
      for (int i = 0; i < 100_000; i += RecordLimits.MAX_PAGE) {
        kept += big.adopt(ID, members(3, i, RecordLimits.MAX_PAGE), told(MALLORY)).kept();
      }
      long afterFlood = big.counts(ID).members();
      big.adopt(ID, late, told(BOB));
      big.adopt(ID, late, told(CAROL));
      big.adopt(ID, met);
      long grown = usedBytes() - before;

      System.out.printf(
          Locale.ROOT,
          "100,000 made-up members: %,d had a place, %,d members then, %,d in the end; heap %+,d"
              + " KiB%n",
          kept,
          afterFlood,
          big.counts(ID).members(),
          grown >> 10);
      assertThat(kept).as("half of the index").isEqualTo(10_000);
      assertThat(known(big, early)).as("told before, by one").isEqualTo(2_000);
      assertThat(known(big, late)).as("told afterwards, by two").isEqualTo(9_000);
      assertThat(known(big, met)).as("met in the end, when it was full").isEqualTo(2_000);
      assertThat(big.counts(ID).members()).isEqualTo(20_000);
      assertThat(grown).isLessThan(16 << 20);
    }
  }

  @Test
  void madeUpSharesOfAMemberKeepNoneOfItsOwnOut() throws Exception {
    CommunityIndex roomy = new CommunityIndex(store, 100, 20_000);
    NodeKey alice = node(2, 1);
    List<CommunityRecord> own = shares(4, 0, 20, alice);
    List<CommunityRecord> more = shares(4, 100, 20, alice);
    int madeUp = RecordLimits.MAX_SHARES_PER_MEMBER;
    assertThat(roomy.adopt(ID, shares(3, 0, madeUp + 50, alice), told(MALLORY)).kept())
        .isEqualTo(madeUp);
    assertThat(roomy.adopt(ID, own, told(BOB)).kept()).isEqualTo(20);
    assertThat(roomy.adopt(ID, more).kept()).isEqualTo(20);
  }

  @Test
  void aRestartForgetsNobodysPart() throws Exception {
    index.adopt(ID, members(3, 0, ROOM), told(MALLORY));
    index.adopt(ID, members(2, 0, ROOM / 2), told(BOB));
    assertThat(index.counts(ID).members()).isEqualTo(ROOM);

    TestStore again = store.reopened();
    CommunityIndex restarted = new CommunityIndex(again, ROOM, ROOM);
    assertThat(restarted.adopt(ID, members(3, ROOM, 100), told(MALLORY)).kept())
        .as("his part is spent")
        .isZero();
    restarted.adopt(ID, members(2, 0, ROOM / 2), told(CAROL));
    assertThat(restarted.adopt(ID, members(2, ROOM, 300)).kept()).isEqualTo(300);
    assertThat(known(restarted, members(2, 0, ROOM / 2))).isEqualTo(ROOM / 2);
    assertThat(known(restarted, members(3, 0, ROOM))).isEqualTo(200);
    assertThat(restarted.counts(ID).members()).isEqualTo(ROOM);
    assertThat(again.rows(Tables.HEARSAY)).isEqualTo(200);
    assertThat(again.rows(Tables.TELLERS)).isEqualTo(1);
  }

  @Test
  void whoShowsATokenOrHasASessionIsNoHearsay() throws Exception {
    MemberRecord plain = member(2, 1, 1);
    MemberRecord proved =
        new MemberRecord(plain.body(), plain.signature(), Bytes.wrap(new byte[1]));
    index.adopt(ID, List.of(proved), told(BOB));
    index.adopt(ID, List.of(member(2, 2, 1)), new Teller(BOB, Set.of(node(2, 2))));
    index.adopt(
        ID,
        List.of(share(4, 1, BOB), share(4, 2, node(2, 2))),
        new Teller(BOB, Set.of(node(2, 2))));
    assertThat(store.rows(Tables.HEARSAY)).as("a share of somebody else").isEqualTo(1);

    index.adopt(ID, List.of(member(2, 3, 1)), told(BOB));
    index.adopt(ID, List.of(member(2, 3, 2)), told(BOB));
    assertThat(store.rows(Tables.HEARSAY)).as("the same partner, once more").isEqualTo(2);
    index.adopt(ID, List.of(member(2, 3, 1)), told(CAROL));
    index.adopt(ID, List.of(share(4, 2, node(2, 2))));
    assertThat(store.rows(Tables.HEARSAY)).as("another partner, and its owner").isZero();
    assertThat(store.rows(Tables.TELLERS)).isZero();
    index.adopt(ID, List.of(member(2, 3, 3)), told(MALLORY));
    assertThat(store.rows(Tables.HEARSAY)).as("it stays vouched for").isZero();
  }

  @Test
  void aShareThatChangesItsMemberIsHearsayAgain() throws Exception {
    ShareRecord mine = share(4, 1, MALLORY);
    index.adopt(ID, List.of(mine));
    ShareRecord.Body body = mine.body();
    ShareRecord moved =
        new ShareRecord(
            new ShareRecord.Body(
                ID,
                body.share(),
                node(2, 1),
                body.manifest(),
                2,
                true,
                false,
                body.updatedAt(),
                body.issuedAt(),
                body.expiresAt(),
                body.title(),
                null,
                List.of()),
            mine.signature());
    index.adopt(ID, List.of(moved), told(MALLORY));
    assertThat(store.rows(Tables.HEARSAY)).isEqualTo(1);
  }

  @Test
  void nothingIsLeftOfWhatIsOver() throws Exception {
    index.adopt(ID, members(3, 0, 50), told(MALLORY));
    index.adopt(ID, shares(3, 0, 50, node(3, 1)), told(MALLORY));
    long later = MadeRecords.NOW + RecordLimits.LIFETIME.toSeconds();
    assertThat(index.expire(ID, later)).isEqualTo(100);
    assertThat(store.rows(Tables.HEARSAY) + store.rows(Tables.TELLERS)).isZero();
    assertThat(store.rows(Tables.HELD)).isZero();
    index.adopt(ID, members(3, 0, 50), told(MALLORY));
    index.forget(ID);
    assertThat(store.rows(Tables.HEARSAY) + store.rows(Tables.TELLERS)).isZero();
  }

  /** Signed, over the network, through every check: he tells first, and without end. */
  @Test
  void aMadeUpCommunityOverTheNetworkLeavesRoomForTheRealOne() throws Exception {
    SimMember.Net net = new SimMember.Net(14);
    SimMember honest = new SimMember(net, MadeRecords.member(0), new TestStore(), 10_000, false);
    SimMember hostile = new SimMember(net, MadeRecords.key(9, 1), new TestStore(), 10_000, false);
    SimMember reader = new SimMember(net, MadeRecords.key(9, 2), new TestStore(), 160, false);
    List<CommunityRecord> real = new ArrayList<>();
    List<CommunityRecord> madeUp = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      boolean exists = i < 60;
      (exists ? real : madeUp).add(MadeRecords.joined(i, 1));
      (exists ? real : madeUp).add(MadeRecords.share(i, exists ? i : i % 60, 1));
    }
    honest.index.adopt(ID, real);
    hostile.index.adopt(ID, madeUp);
    IndexSync sync = reader.sync();
    sync.found(ID, List.of(new Participant(hostile.self(), false, null)));
    reader.get(sync.sync(reader.row));
    long askedAtFirst = reader.requests;
    sync.found(ID, List.of(new Participant(honest.self(), false, null)));
    for (int i = 0; i < 5; i++) {
      reader.get(sync.sync(reader.row));
      net.world.runFor(Duration.ofSeconds(30));
    }

    assertThat(known(reader.index, real)).isEqualTo(120);
    assertThat(reader.index.counts(ID).members()).isBetween(120L, 160L);
    assertThat(askedAtFirst)
        .as("what has no place is not read to its end at once")
        .isLessThanOrEqualTo(2 + (160 + IndexSync.MAX_REFUSED) / RecordLimits.MAX_PAGE);
    assertThat(reader.liars).isEmpty();
  }
}
