package io.scp2p.core.engine.community;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.CommunityKey;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareKey;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.catalog.TestStore;
import io.scp2p.core.protocol.community.Announce;
import io.scp2p.core.protocol.community.Announced;
import io.scp2p.core.protocol.community.CommunityMessages;
import io.scp2p.core.protocol.community.CommunityRecord;
import io.scp2p.core.protocol.community.MadeRecords;
import io.scp2p.core.protocol.community.MemberRecord;
import io.scp2p.core.protocol.community.PageRequest;
import io.scp2p.core.protocol.community.PageRequest.Kind;
import io.scp2p.core.protocol.community.RecordLimits;
import io.scp2p.core.protocol.community.RecordPage;
import io.scp2p.core.protocol.community.ShareRecord;
import io.scp2p.core.protocol.community.TokenSeal;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.message.CommunityPublicShareList;
import io.scp2p.core.wire.message.CommunityStatus;
import io.scp2p.core.wire.message.GetCommunityStatus;
import io.scp2p.core.wire.message.ListCommunityPublicShares;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.MembershipToken;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members of one community ask each other, some of them not for the best. */
class PageServicesTest {
  private static final CommunityId ID = MadeRecords.communityId();
  private static final int MAX_SHARES = 300;

  private SimMember.Net net;
  private SimMember server;
  private SimMember asker;

  @BeforeEach
  void open() throws Exception {
    net = new SimMember.Net(1);
    server = new SimMember(net, MadeRecords.key(7, 1), new TestStore(), MAX_SHARES, false);
    asker = new SimMember(net, MadeRecords.member(1), new TestStore(), MAX_SHARES, false);
  }

  private Response ask(SimMember from, Request request) {
    return from.get(from.ask(server.self(), request, 1_000));
  }

  private RecordPage page(PageRequest request) {
    return (RecordPage) ask(asker, request);
  }

  private String refusal(SimMember from, Request request) {
    try {
      return "answered " + ask(from, request);
    } catch (CompletionException failure) {
      CommunityPeers.AskException why = (CommunityPeers.AskException) failure.getCause();
      return ((AskFailure.Refused) why.why()).text();
    }
  }

  private void adopt(CommunityRecord... records) throws Exception {
    server.index.adopt(ID, List.of(records));
  }

  private static PageRequest first(Kind kind, int limit) {
    return PageRequest.of(kind, ID, limit, null);
  }

  private Set<Bytes> walk(PageRequest question) throws Exception {
    Set<Bytes> subjects = new HashSet<>();
    Bytes cursor = null;
    do {
      RecordPage page = page(question.from(cursor));
      for (Bytes typed : page.records()) {
        CommunityRecord record = CommunityRecord.decode(typed);
        assertThat(subjects.add(Bytes.wrap(record.subject()))).as("each once").isTrue();
      }
      cursor = page.more() ? page.next() : null;
      net.world.runFor(Duration.ofSeconds(1));
    } while (cursor != null);
    return subjects;
  }

  @Test
  void everythingIsOnSomePageAndNothingTwice() throws Exception {
    for (int i = 0; i < 40; i++) {
      adopt(MadeRecords.joined(i, 1), MadeRecords.share(i, i, 1));
    }
    adopt(MadeRecords.member(7, 2, false, MadeRecords.NOW));
    adopt(MadeRecords.share(8, 8, 1, false, MadeRecords.NOW + 1));

    assertThat(walk(first(Kind.MEMBERS, 7))).hasSize(39);
    assertThat(walk(first(Kind.SHARES, 7))).hasSize(39);
    assertThat(walk(first(Kind.EVENTS, 7))).hasSize(80);
    assertThat(walk(PageRequest.search(ID, "vol", 2, null))).hasSize(39);
    assertThat(walk(PageRequest.search(ID, "jazz", 2, null))).hasSizeBetween(3, 30);
    assertThat(walk(PageRequest.search(ID, "number17 my", 2, null))).hasSize(1);
    assertThat(walk(PageRequest.search(ID, "number17 elephant", 2, null))).isEmpty();
    PageRequest since =
        new PageRequest(Kind.SHARES, ID, null, 100, null, null, MadeRecords.NOW - 1_000_000 + 30);
    assertThat(walk(since)).hasSize(10);
    RecordPage newest = page(first(Kind.SHARES, 1));
    assertThat(((ShareRecord) CommunityRecord.decode(newest.records().get(0))).body().title())
        .endsWith("number39");
    assertThat(newest.members()).isEqualTo(39);
    assertThat(page(first(Kind.MEMBERS, 0)).records()).hasSize(1);
    assertThat(page(first(Kind.MEMBERS, 65_535)).records()).hasSize(39);
  }

  @Test
  void changedCursorIsRefusedAndTheNextQuestionIsAnswered() throws Exception {
    for (int i = 0; i < 9; i++) {
      adopt(MadeRecords.joined(i, 1));
    }
    PageRequest question = first(Kind.MEMBERS, 3);
    Bytes cursor = page(question).next();
    assertThat(cursor).isNotNull();
    byte[] changed = cursor.toArray();
    changed[3] ^= 1;
    assertThat(refusal(asker, question.from(Bytes.wrap(changed))))
        .isEqualTo(CommunityMessages.CURSOR_TEXT);
    assertThat(refusal(asker, first(Kind.SHARES, 3).from(cursor)))
        .isEqualTo(CommunityMessages.CURSOR_TEXT);
    assertThat(page(question.from(cursor)).records()).hasSize(3);
  }

  @Test
  void pageThatFindsNothingEndsAllTheSameAndSaysWhereToGoOn() throws Exception {
    List<CommunityRecord> gone = new ArrayList<>();
    for (int i = 0; i < IndexPages.MAX_LOOKED_AT + 100; i++) {
      gone.add(MadeRecords.member(i, 1, false, MadeRecords.NOW));
    }
    CommunityIndex roomy = new CommunityIndex(new TestStore(), gone.size(), 1);
    roomy.adopt(ID, gone);
    IndexPages pages = IndexPages.open(roomy, net.world.entropy("roomy"));
    RecordPage nothing = pages.page(first(Kind.MEMBERS, 10), false, MadeRecords.NOW).orElseThrow();
    assertThat(nothing.records()).isEmpty();
    assertThat(nothing.more()).isTrue();
    PageRequest next = first(Kind.MEMBERS, 10).from(nothing.next());
    assertThat(pages.page(next, false, MadeRecords.NOW).orElseThrow().more()).isFalse();
  }

  @Test
  void cursorsOutliveARestart() throws Exception {
    for (int i = 0; i < 9; i++) {
      adopt(MadeRecords.joined(i, 1));
    }
    PageRequest question = first(Kind.EVENTS, 4);
    Bytes cursor = page(question).next();
    IndexPages again =
        IndexPages.open(
            new CommunityIndex(((TestStore) server.store).reopened(), 9, 9),
            net.world.entropy("another"));
    RecordPage next = again.page(question.from(cursor), false, MadeRecords.NOW).orElseThrow();
    assertThat(next.records()).hasSize(4);
    assertThat(next.more()).isTrue();
  }

  @Test
  void nobodyAnnouncesAnybodyButHimself() throws Exception {
    MemberRecord other = MadeRecords.joined(2, 1);
    ShareRecord foreign = MadeRecords.share(5, 2, 1);
    MemberRecord own = MadeRecords.joined(1, 1);
    byte[] forged = MadeRecords.joined(1, 9).typed().toArray();
    forged[forged.length - 1] ^= 1;
    Announce announce =
        new Announce(
            ID,
            List.of(other.typed(), foreign.typed(), own.typed(), Bytes.wrap(forged), Bytes.EMPTY),
            null);
    assertThat(ask(asker, announce)).isEqualTo(new Announced(1));
    assertThat(server.index.counts(ID).members()).isEqualTo(1);
    assertThat(server.index.counts(ID).shares()).isZero();
  }

  private static ShareRecord unsigned(int number, int owner) {
    return new ShareRecord(
        new ShareRecord.Body(
            ID,
            ShareKey.of(ByteBuffer.allocate(32).putInt(number).array()),
            MadeRecords.name(owner),
            ManifestId.of(new byte[32]),
            1,
            true,
            false,
            number,
            MadeRecords.NOW,
            MadeRecords.NOW + 60,
            "flood " + number,
            null,
            List.of()),
        Bytes.wrap(new byte[64]));
  }

  @Test
  void floodFillsWhatIsFreeAndPushesNobodyOut() throws Exception {
    adopt(MadeRecords.share(1, 1, 1));
    List<CommunityRecord> flood = new ArrayList<>();
    for (int i = 0; i < 3 * MAX_SHARES; i++) {
      flood.add(unsigned(i, 2));
    }
    CommunityIndex.Adopted adopted = server.index.adopt(ID, flood);
    assertThat(adopted.changes()).hasSize(MAX_SHARES - 1);
    assertThat(server.index.counts(ID).shares()).isEqualTo(MAX_SHARES);
    adopt(MadeRecords.share(1, 1, 2));
    assertThat(walk(PageRequest.search(ID, "number1", 5, null))).hasSize(1);

    CommunityIndex roomy = new CommunityIndex(new TestStore(), 100, 100_000);
    List<CommunityRecord> much = new ArrayList<>();
    for (int i = 0; i < RecordLimits.MAX_SHARES_PER_MEMBER + 100; i++) {
      much.add(unsigned(i, 2));
    }
    assertThat(roomy.adopt(ID, much).changes()).hasSize(RecordLimits.MAX_SHARES_PER_MEMBER);
    assertThat(roomy.adopt(ID, List.of(unsigned(-1, 3))).changes()).hasSize(1);
  }

  @Test
  void whatIsOverIsForgottenWithAllItsRows() throws Exception {
    for (int i = 0; i < 30; i++) {
      adopt(MadeRecords.joined(i, 1), MadeRecords.share(i, i, 1));
    }
    TestStore store = (TestStore) server.store;
    assertThat(server.index.expire(ID, MadeRecords.NOW)).isZero();
    long later = MadeRecords.NOW + RecordLimits.LIFETIME.toSeconds();
    assertThat(server.index.expire(ID, later)).isEqualTo(60);
    assertThat(server.index.counts(ID).members()).isZero();
    assertThat(server.index.counts(ID).listed()).isZero();
    assertThat(store.rows(Tables.RECORDS)).isZero();
    assertThat(store.rows(Tables.LOG)).isZero();
    assertThat(store.rows(Tables.RECENT)).isZero();
    assertThat(store.rows(Tables.WORDS)).isZero();
    assertThat(store.rows(Tables.HELD)).isZero();
  }

  @Test
  void renewedRecordsLeaveNoRowsBehind() throws Exception {
    for (int seq = 1; seq <= 20; seq++) {
      adopt(MadeRecords.share(1, seq % 3, seq), MadeRecords.joined(1, seq));
    }
    TestStore store = (TestStore) server.store;
    assertThat(store.rows(Tables.LOG)).isEqualTo(2);
    assertThat(store.rows(Tables.RECENT)).isEqualTo(1);
    assertThat(store.rows(Tables.HELD)).isEqualTo(1);
    CommunityIndex.Adopted old = server.index.adopt(ID, List.of(MadeRecords.share(1, 1, 3)));
    assertThat(old.changes()).isEmpty();
    assertThat(old.kept()).isEqualTo(1);
    server.index.forget(ID);
    assertThat(store.rows(Tables.RECORDS) + store.rows(Tables.WORDS)).isZero();
  }

  private SimMember member(int number, @Nullable MembershipToken token) throws Exception {
    return new SimMember(
        net, MadeRecords.member(number), new TestStore(), MAX_SHARES, false, token);
  }

  @Test
  void whatIsForMembersOnlyIsShownToThoseWhoProveIt() throws Exception {
    MembershipToken token =
        TokenSeal.issue(
            MadeRecords.community(), MadeRecords.name(2), MadeRecords.NOW, MadeRecords.NOW + 9_999);
    SimMember bob = member(2, token);
    adopt(
        MadeRecords.share(1, 5, 1, true, true, MadeRecords.NOW, "secret recipes"),
        MadeRecords.share(2, 5, 1, true, false, MadeRecords.NOW, "open recipes"));

    for (Kind kind : List.of(Kind.SHARES, Kind.EVENTS)) {
      assertThat(((RecordPage) ask(asker, first(kind, 9))).records()).hasSize(1);
    }
    assertThat(page(PageRequest.search(ID, "recipes", 9, null)).records()).hasSize(1);
    Bytes outside = ((RecordPage) ask(bob, first(Kind.EVENTS, 9))).next();
    PageRequest proved = PageRequest.of(Kind.EVENTS, ID, 9, token.encoded());
    assertThat(((RecordPage) ask(bob, proved)).records()).hasSize(2);
    assertThat(refusal(bob, proved.from(outside)))
        .as("he would miss what was kept from him")
        .isEqualTo(CommunityMessages.CURSOR_TEXT);
    // The thief shows the same token, on his own session.
    PageRequest stolen = PageRequest.of(Kind.SHARES, ID, 9, token.encoded());
    assertThat(((RecordPage) ask(asker, stolen)).records()).hasSize(1);
  }

  @Test
  void strictNodeTellsNobodyElseAnything() throws Exception {
    SimMember strict = new SimMember(net, MadeRecords.key(7, 9), new TestStore(), MAX_SHARES, true);
    strict.index.adopt(ID, List.of(MadeRecords.joined(3, 1)));
    server = strict;
    assertThat(refusal(asker, first(Kind.MEMBERS, 9)))
        .isEqualTo(WireErrorText.STRICT_PROOF_REQUIRED);
    assertThat(refusal(asker, new Announce(ID, List.of(), null)))
        .isEqualTo(WireErrorText.STRICT_PROOF_REQUIRED);
    ListCommunityPublicShares plain =
        new ListCommunityPublicShares(
            ID, MadeRecords.community().communityKey(), 5, asker.self(), null);
    assertThat(refusal(asker, plain)).isEqualTo(WireErrorText.STRICT_PROOF_REQUIRED);
  }

  @Test
  void v1NodeIsServedAndNeverAskedForPages() throws Exception {
    SimMember old = member(4, null);
    old.v1 = true;
    var key = MadeRecords.community().communityKey();
    assertThat(ask(old, new GetCommunityStatus(ID, key)))
        .isEqualTo(new CommunityStatus(ID, true, null, "c"));
    assertThat(ask(old, new ListCommunityPublicShares(ID, key, 5, old.self(), null)))
        .isEqualTo(new CommunityPublicShareList(ID, List.of()));
    assertThat(refusal(old, new GetCommunityStatus(CommunityId.of(new byte[32]), key)))
        .isEqualTo(WireErrorText.COMMUNITY_KEY_MISMATCH);
    assertThat(refusal(old, first(Kind.SHARES, 5))).isEqualTo("unknown message type 661");

    IndexSync sync = asker.sync();
    sync.found(ID, List.of(new Participant(old.self(), false, null)));
    assertThat(sync.partners(ID)).isEmpty();
  }

  @Test
  void tokenIsShownOnlyToThoseWhoHaveShownTheirs() throws Exception {
    MembershipToken servers =
        TokenSeal.issue(
            MadeRecords.community(), server.self(), MadeRecords.NOW, MadeRecords.NOW + 9_999);
    server.book.join(
        new CommunityRow(
            MadeRecords.community().communityKey(), List.of(), null, servers, 0, 0, false));
    MembershipToken token =
        TokenSeal.issue(
            MadeRecords.community(), MadeRecords.name(2), MadeRecords.NOW, MadeRecords.NOW + 9_999);
    SimMember bob = member(2, token);
    var key = MadeRecords.community().communityKey();
    GetCommunityStatus status = new GetCommunityStatus(ID, key);
    assertThat(((CommunityStatus) ask(bob, status)).membershipProof()).isNull();

    Acquaintances acquaintances = new Acquaintances(bob.store, bob.offload);
    MemberSearch search = new MemberSearch(bob.loop, bob.offload, bob, acquaintances);
    List<Participant> met = bob.get(search.look(bob.row));
    assertThat(met)
        .filteredOn(Participant::proven)
        .extracting(Participant::key)
        .containsExactly(server.self());
    assertThat(((CommunityStatus) ask(bob, status)).membershipProof()).isEqualTo(servers.encoded());
    assertThat(((CommunityStatus) ask(asker, status)).membershipProof()).isNull();
  }

  @Test
  void liarIsNoticedDroppedAndAnHonestMemberReadInstead() throws Exception {
    SimMember liar = member(6, null);
    liar.forgery =
        (request, answer) ->
            request instanceof PageRequest question
                ? new RecordPage(
                    question.kind(),
                    List.of(forged(MadeRecords.joined(3, 99))),
                    Bytes.wrap(new byte[9]),
                    true,
                    1,
                    1)
                : answer;
    for (int i = 0; i < 20; i++) {
      adopt(MadeRecords.joined(i, 1));
    }
    IndexSync sync = asker.sync();
    sync.found(
        ID,
        List.of(
            new Participant(liar.self(), false, null),
            new Participant(server.self(), false, null)));

    asker.get(sync.sync(asker.row));

    assertThat(asker.liars).containsExactly(liar.self());
    assertThat(sync.partners(ID)).containsExactly(server.self());
    assertThat(asker.index.counts(ID).joined()).isEqualTo(20);
    assertThat(sync.isSynced(ID)).isTrue();

    PageSource source = asker.sources().remote(asker.row, liar.self());
    assertThatThrownBy(() -> asker.get(source.members(null)))
        .hasCauseInstanceOf(CommunityPeers.AskException.class);
  }

  private static Bytes forged(CommunityRecord record) {
    byte[] typed = record.typed().toArray();
    typed[typed.length - 5] ^= 1;
    return Bytes.wrap(typed);
  }

  @Test
  void pageWithoutEndEnds() throws Exception {
    SimMember endless = member(6, null);
    endless.forgery =
        (request, answer) ->
            request instanceof PageRequest question
                ? new RecordPage(question.kind(), List.of(), Bytes.wrap(new byte[9]), true, 1, 1)
                : answer;
    IndexSync sync = asker.sync();
    sync.found(ID, List.of(new Participant(endless.self(), false, null)));
    asker.get(sync.sync(asker.row));
    assertThat(asker.requests).isLessThanOrEqualTo(IndexSync.MAX_PAGES + 1L);
  }

  @Test
  void greedyPeerIsHeldBackAndOthersAreServed() throws Exception {
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      String answer = refusal(asker, PageRequest.search(ID, "x", 1, null));
      refused += answer.equals(CommunityMessages.RATE_TEXT) ? 1 : 0;
    }
    SimMember modest = member(2, null);
    assertThat(((RecordPage) ask(modest, PageRequest.search(ID, "x", 1, null))).records())
        .isEmpty();
    // 150 ms for each question and answer leave some six a second: four of these are allowed.
    assertThat(refused).isBetween(1, 40);
  }

  @Test
  void strictIndexFindsSharesThatWereToldBeforeTheirMembers() throws Exception {
    MembershipToken token =
        TokenSeal.issue(
            MadeRecords.community(), MadeRecords.name(3), MadeRecords.NOW, MadeRecords.NOW + 9_999);
    adopt(MadeRecords.share(1, 3, 1), MadeRecords.share(2, 4, 1));
    MemberRecord proved =
        new MemberRecord(
            MadeRecords.joined(3, 1).body(), MadeRecords.joined(3, 1).signature(), token.encoded());
    adopt(proved, MadeRecords.joined(4, 1));
    SimMember strict = member(5, null);
    IndexSync sync =
        new IndexSync(
            strict.loop,
            strict.offload,
            strict,
            strict.store,
            strict.index,
            true,
            (id, changes) -> {});
    sync.found(ID, List.of(new Participant(server.self(), false, null)));
    server.plain.shown().shown(ID, strict.self(), MadeRecords.NOW + 9_999);

    strict.get(sync.sync(strict.row));

    assertThat(strict.index.counts(ID).joined()).as("who has no token is left out").isEqualTo(1);
    assertThat(strict.index.counts(ID).listed()).isEqualTo(1);
    long before = strict.requests;
    strict.get(sync.sync(strict.row));
    assertThat(strict.requests - before).as("read again only for new members").isEqualTo(1);
  }

  @Test
  void kindsOfALaterVersionArePassedOver() throws Exception {
    SimMember later = member(6, null);
    later.forgery =
        (request, answer) ->
            answer instanceof RecordPage page
                ? new RecordPage(
                    page.kind(),
                    List.of(Bytes.wrap(new byte[] {0x33, 1}), MadeRecords.joined(2, 1).typed()),
                    page.next(),
                    false,
                    1,
                    1)
                : answer;
    IndexSync sync = asker.sync();
    sync.found(ID, List.of(new Participant(later.self(), false, null)));
    asker.get(sync.sync(asker.row));
    assertThat(asker.liars).isEmpty();
    assertThat(asker.index.counts(ID).joined()).isEqualTo(1);
  }

  @Test
  void whatALeaveLeftBehindIsClearedAway() throws Exception {
    adopt(MadeRecords.joined(1, 1), MadeRecords.share(1, 1, 1));
    server.index.tidy(id -> true);
    assertThat(server.index.counts(ID).listed()).isEqualTo(1);
    server.index.tidy(id -> false);
    assertThat(server.index.counts(ID)).isEqualTo(IndexCounts.NONE);
    assertThat(((TestStore) server.store).rows(Tables.WORDS)).isZero();
  }

  @Test
  void membershipsHaveABound() throws Exception {
    CommunityBook book = new CommunityBook(new TestStore());
    for (int i = 0; i < CommunityBook.MAX_JOINED; i++) {
      book.join(row(i));
    }
    assertThatThrownBy(() -> book.join(row(-1)))
        .isInstanceOf(Scp2pException.class)
        .hasMessageContaining("4108");
    book.leave(row(0).id());
    assertThat(book.join(row(-1)).isNew()).isTrue();
  }

  private static CommunityRow row(int number) {
    return new CommunityRow(
        CommunityKey.of(ByteBuffer.allocate(32).putInt(number).array()),
        List.of(),
        null,
        null,
        0,
        0,
        false);
  }
}
