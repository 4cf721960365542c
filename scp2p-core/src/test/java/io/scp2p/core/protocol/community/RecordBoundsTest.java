package io.scp2p.core.protocol.community;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.community.PageRequest.Kind;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.ExtensionRequest;
import io.scp2p.core.wire.message.ExtensionResponse;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is just as much, as long or as late as it may be, and what is one more. */
class RecordBoundsTest {
  private static final long NOW = MadeRecords.NOW;
  private static final long WEEK = RecordLimits.LIFETIME.toSeconds();
  private static final long SKEW = RecordLimits.CLOCK_SKEW.toSeconds();
  private static final int MOST_PROOF = 1_024;
  private static final MessageCodec CODEC = CommunityMessages.addTo(MessageCodec.v1());

  private static Bytes zeros(int size) {
    return Bytes.wrap(new byte[size]);
  }

  private static Optional<RecordFault> verify(CommunityRecord record) {
    return RecordSeal.verify(record, MadeRecords.communityId(), NOW);
  }

  private static MemberRecord member(long issuedAt, long expiresAt, @Nullable Bytes proof) {
    MemberRecord.Body body = MadeRecords.joined(1, 1).body();
    return RecordSeal.sign(
        new MemberRecord.Body(
            body.community(), body.member(), 1, true, issuedAt, expiresAt, body.addresses()),
        MadeRecords.member(1),
        proof);
  }

  private static ShareRecord share(
      @Nullable String title, @Nullable String description, List<String> tags) {
    ShareRecord.Body body = MadeRecords.share(4, 1, 2).body();
    return RecordSeal.sign(
        new ShareRecord.Body(
            body.community(),
            body.share(),
            body.member(),
            body.manifest(),
            body.seq(),
            true,
            false,
            body.updatedAt(),
            NOW,
            NOW + WEEK,
            title,
            description,
            tags),
        MadeRecords.key(3, 4));
  }

  private static boolean isRead(CommunityRecord record) {
    try {
      return CommunityRecord.decode(record.typed()).equals(record);
    } catch (WireException refused) {
      return false;
    }
  }

  private static boolean isRead(ExtensionRequest request) {
    try {
      return CODEC.decodeRequest(request.type(), request.encoded()).equals(request);
    } catch (WireException refused) {
      return false;
    }
  }

  private static boolean isRead(ExtensionResponse response) {
    try {
      return CODEC.decodeResponse(response.type(), response.encoded()).equals(response);
    } catch (WireException refused) {
      return false;
    }
  }

  @Test
  void timesArePossibleUpToTheirBounds() {
    assertThat(verify(member(NOW + SKEW, NOW + SKEW + WEEK, null))).isEmpty();
    assertThat(verify(member(NOW + SKEW + 1, NOW + WEEK, null)))
        .contains(RecordFault.IMPOSSIBLE_TIMES);
    assertThat(verify(member(NOW, NOW + WEEK + 1, null))).contains(RecordFault.IMPOSSIBLE_TIMES);
    assertThat(verify(member(NOW + 2, NOW + 1, null))).contains(RecordFault.IMPOSSIBLE_TIMES);
    assertThat(verify(member(NOW + 1, NOW + 1, null))).isEmpty();
    assertThat(verify(member(-1, NOW + 1, null))).contains(RecordFault.IMPOSSIBLE_TIMES);
    assertThat(verify(member(0, 1, null))).contains(RecordFault.EXPIRED);
    assertThat(verify(member(NOW - 1, NOW + 1, null))).isEmpty();
    assertThat(verify(member(NOW - 1, NOW, null))).contains(RecordFault.EXPIRED);
  }

  /** Two bytes in UTF-8: what counts are bytes, not characters. */
  @Test
  void textsAreCountedInBytes() {
    String title = "ü".repeat(RecordLimits.MAX_TITLE_BYTES / 2);
    String description = "ü".repeat(RecordLimits.MAX_DESCRIPTION_BYTES / 2);
    String tag = "ü".repeat(RecordLimits.MAX_TAG_BYTES / 2);

    assertThat(verify(share(title, description, List.of(tag, tag)))).isEmpty();
    assertThat(verify(share(null, null, List.of()))).isEmpty();
    assertThat(verify(share(title + "u", null, List.of()))).contains(RecordFault.TOO_LONG);
    assertThat(verify(share(null, description + "u", List.of()))).contains(RecordFault.TOO_LONG);
    assertThat(verify(share(null, null, List.of("a", tag + "u")))).contains(RecordFault.TOO_LONG);
  }

  @Test
  void recordsSignedByAnotherAreNotMade() {
    MemberRecord.Body member = MadeRecords.joined(1, 1).body();
    ShareRecord.Body share = MadeRecords.share(4, 1, 2).body();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordSeal.sign(member, MadeRecords.member(2), null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordSeal.sign(share, MadeRecords.key(3, 5)));
  }

  @Test
  void recordsHaveSoManyPartsAndNoMore() {
    PeerAddress address = MadeRecords.joined(1, 1).body().addresses().get(0);
    MemberRecord one = MadeRecords.joined(1, 1);

    assertThat(isRead(addressed(one, address, RecordLimits.MAX_ADDRESSES))).isTrue();
    assertThat(isRead(addressed(one, address, RecordLimits.MAX_ADDRESSES + 1))).isFalse();
    assertThat(isRead(member(NOW, NOW + 1, zeros(MOST_PROOF)))).isTrue();
    assertThat(isRead(member(NOW, NOW + 1, zeros(MOST_PROOF + 1)))).isFalse();
    assertThat(isRead(share(null, null, Collections.nCopies(RecordLimits.MAX_TAGS, "a")))).isTrue();
    assertThat(isRead(share(null, null, Collections.nCopies(RecordLimits.MAX_TAGS + 1, "a"))))
        .isFalse();
    int rest = RecordLimits.MAX_RECORD_BYTES - share("", null, List.of()).typed().size();
    String longest = "a".repeat(rest - 2); // The length of the text takes two bytes more.
    assertThat(share(longest, null, List.of()).typed().size())
        .isEqualTo(RecordLimits.MAX_RECORD_BYTES);
    assertThat(isRead(share(longest, null, List.of()))).isTrue();
    assertThat(isRead(share(longest + "a", null, List.of()))).isFalse();
  }

  private static MemberRecord addressed(MemberRecord like, PeerAddress address, int count) {
    MemberRecord.Body body = like.body();
    return RecordSeal.sign(
        new MemberRecord.Body(
            body.community(),
            body.member(),
            1,
            true,
            NOW,
            NOW + WEEK,
            Collections.nCopies(count, address)),
        MadeRecords.member(1),
        null);
  }

  @Test
  void aStatusIsOneOfTwo() throws WireException {
    byte[] typed = MadeRecords.joined(1, 1).typed().toArray();
    int at = new String(typed, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("status") + 6;
    assertThat(typed[at]).isEqualTo((byte) 1);
    typed[at] = 0;
    assertThat(CommunityRecord.decode(Bytes.wrap(typed.clone())).isTombstone()).isTrue();
    typed[at] = 2;

    assertThatThrownBy(() -> CommunityRecord.decode(Bytes.wrap(typed)))
        .isInstanceOf(WireException.class);
  }

  @Test
  void recordsOfOtherKindsAreToldFromThoseThatAreKnown() {
    assertThat(CommunityRecord.isUnknownKind(MadeRecords.joined(1, 1).typed())).isFalse();
    assertThat(CommunityRecord.isUnknownKind(MadeRecords.share(4, 1, 2).typed())).isFalse();
    assertThat(CommunityRecord.isUnknownKind(Bytes.parse("33a0"))).isTrue();
    assertThat(CommunityRecord.isUnknownKind(Bytes.EMPTY)).isFalse();
    assertThatThrownBy(() -> CommunityRecord.decode(Bytes.parse("33a0")))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(() -> CommunityRecord.decode(Bytes.EMPTY)).isInstanceOf(WireException.class);
  }

  @Test
  void strangersDoNotGetTheProof() {
    MemberRecord proved = member(NOW, NOW + 1, zeros(3));

    assertThat(proved.withoutProof().proof()).isNull();
    assertThat(proved.withoutProof().signature()).isEqualTo(proved.signature());
    assertThat(verify(proved.withoutProof())).isEmpty();
    MemberRecord bare = member(NOW, NOW + 1, null);
    assertThat(bare.withoutProof()).isEqualTo(bare);
  }

  @Test
  void questionsHaveSoManyBytesAndNoMore() {
    PageRequest bare = PageRequest.of(Kind.EVENTS, MadeRecords.communityId(), 1, null);

    assertThat(isRead(bare.from(zeros(RecordLimits.MAX_CURSOR_BYTES)))).isTrue();
    assertThat(isRead(bare.from(zeros(RecordLimits.MAX_CURSOR_BYTES + 1)))).isFalse();
    assertThat(isRead(PageRequest.of(Kind.EVENTS, MadeRecords.communityId(), 1, zeros(MOST_PROOF))))
        .isTrue();
    assertThat(
            isRead(
                PageRequest.of(Kind.EVENTS, MadeRecords.communityId(), 1, zeros(MOST_PROOF + 1))))
        .isFalse();
    String longest = "q".repeat(RecordLimits.MAX_QUERY_BYTES);
    assertThat(isRead(PageRequest.search(MadeRecords.communityId(), longest, 1, null))).isTrue();
    assertThat(isRead(PageRequest.search(MadeRecords.communityId(), longest + "q", 1, null)))
        .isFalse();
    String umlauts = "\u00e4".repeat(RecordLimits.MAX_QUERY_BYTES / 2);
    assertThat(isRead(PageRequest.search(MadeRecords.communityId(), umlauts, 1, null))).isTrue();
    assertThat(isRead(PageRequest.search(MadeRecords.communityId(), umlauts + "q", 1, null)))
        .isFalse();
  }

  @Test
  void pagesAndAnnouncementsHaveSoManyRecordsAndNoMore() {
    Bytes small = zeros(1);
    List<Bytes> most = Collections.nCopies(RecordLimits.MAX_PAGE, small);
    List<Bytes> large = List.of(zeros(RecordLimits.MAX_RECORD_BYTES));
    Bytes cursor = zeros(RecordLimits.MAX_CURSOR_BYTES);

    assertThat(isRead(new RecordPage(Kind.EVENTS, most, cursor, true, 1, 2))).isTrue();
    assertThat(isRead(new RecordPage(Kind.EVENTS, large, null, true, 1, 2))).isTrue();
    Bytes longer = zeros(RecordLimits.MAX_CURSOR_BYTES + 1);
    assertThat(isRead(new RecordPage(Kind.EVENTS, List.of(), longer, true, 1, 2))).isFalse();
    assertThat(isRead(new Announce(MadeRecords.communityId(), most, zeros(MOST_PROOF)))).isTrue();
    assertThat(isRead(new Announce(MadeRecords.communityId(), large, zeros(MOST_PROOF + 1))))
        .isFalse();
  }

  @Test
  void aTokenOfAnotherCommunityOrWithoutTimeIsNone() {
    NodeKey bob = MadeRecords.member(1).nodeKey();
    var token = TokenSeal.issue(MadeRecords.community(), bob, NOW, NOW + 60);
    var key = MadeRecords.community().communityKey();

    assertThat(TokenSeal.verify(token, key, NOW + 60)).isEmpty();
    assertThat(TokenSeal.verify(token, key, NOW + 61)).contains(TokenFault.EXPIRED);
    assertThat(TokenSeal.issue(MadeRecords.community(), bob, NOW, NOW)).isNotNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenSeal.issue(MadeRecords.community(), bob, NOW, NOW - 1));
  }

  @Test
  void allPeersTogetherHaveSoManyQuestionsAtOnce() {
    LoadControl load = new LoadControl();
    for (int i = 0; i < LoadControl.MAX_RUNNING; i++) {
      assertThat(load.admit(MadeRecords.name(i), MadeRecords.communityId(), Kind.SHARES, 0))
          .isTrue();
    }
    NodeKey next = MadeRecords.name(LoadControl.MAX_RUNNING);
    assertThat(load.admit(next, MadeRecords.communityId(), Kind.SHARES, 0)).isFalse();
    assertThat(load.admitRecords(next, MadeRecords.communityId(), 1, 0)).isFalse();
    load.ended(MadeRecords.name(0), MadeRecords.communityId());
    assertThat(load.admitRecords(next, MadeRecords.communityId(), 1, 0)).isTrue();
  }

  @Test
  void eachKindOfQuestionHasItsAllowance() {
    LoadControl load = new LoadControl();

    assertThat(admitted(load, Kind.MEMBERS)).isEqualTo(LoadControl.PAGES_BURST);
    assertThat(admitted(load, Kind.SHARES)).as("the same one").isZero();
    assertThat(admitted(load, Kind.SEARCH)).isEqualTo(LoadControl.SEARCHES_BURST);
    assertThat(admitted(load, Kind.EVENTS)).isEqualTo(LoadControl.EVENTS_BURST);
    NodeKey peer = MadeRecords.name(1);
    assertThat(load.admitRecords(peer, MadeRecords.communityId(), LoadControl.RECORDS_BURST, 0))
        .isTrue();
    assertThat(load.admitRecords(peer, MadeRecords.communityId(), 0, 0))
        .as("nothing at all counts as one")
        .isFalse();
    assertThat(load.admit(null, MadeRecords.communityId(), Kind.SEARCH, 0))
        .as("those who come through tunnels have one of their own")
        .isTrue();
  }

  private static int admitted(LoadControl load, Kind kind) {
    int admitted = 0;
    for (int i = 0; i < 2 * LoadControl.EVENTS_BURST; i++) {
      if (load.admit(MadeRecords.name(1), MadeRecords.communityId(), kind, 0)) {
        admitted++;
        load.ended(MadeRecords.name(1), MadeRecords.communityId());
      }
    }
    return admitted;
  }

  @Test
  void aShareIsFoundByItsTitleItsTagsAndItsDescription() {
    assertThat(SearchWords.of(share("One", "three", List.of("two")).body()))
        .containsExactly("one", "three", "two");
  }

  @Test
  void whatIsOnlyTooOldIsNoLie() {
    for (RecordFault fault : RecordFault.values()) {
      assertThat(fault.isLie()).as("%s", fault).isEqualTo(isLie(fault));
    }
  }

  private static boolean isLie(RecordFault fault) {
    return fault == RecordFault.BAD_SIGNATURE
        || fault == RecordFault.TOO_LONG
        || fault == RecordFault.OTHER_COMMUNITY;
  }

  @Test
  void wordsOfAShareAndTheirBytesAreBounded() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 2 * SearchWords.MAX_PER_SHARE; i++) {
      many.append("w").append(i).append(' ');
    }
    assertThat(SearchWords.of(many.toString(), "more")).hasSize(SearchWords.MAX_PER_SHARE);
    assertThat(SearchWords.of(null, "some words")).containsExactly("some", "words");
    assertThat(SearchWords.of("a", null)).containsExactly("a");
    // Three bytes each: cut where a character ends.
    assertThat(SearchWords.of("語".repeat(20)))
        .containsExactly("語".repeat(SearchWords.MAX_WORD_BYTES / 3));
    assertThat(SearchWords.of("x".repeat(SearchWords.MAX_WORD_BYTES)))
        .containsExactly("x".repeat(SearchWords.MAX_WORD_BYTES));
  }
}
