package io.scp2p.core.protocol.community;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.community.PageRequest.Kind;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.record.MembershipToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecordsTest {
  private static final long NOW = MadeRecords.NOW;
  private static final MessageCodec CODEC = CommunityMessages.addTo(MessageCodec.v1());

  private static Optional<RecordFault> verify(CommunityRecord record) {
    return RecordSeal.verify(record, MadeRecords.communityId(), NOW);
  }

  @Test
  void recordsComeBackAsTheyWereAndAreVerified() throws WireException {
    for (CommunityRecord record :
        List.of(
            MadeRecords.joined(1, 7),
            MadeRecords.member(1, 8, false, NOW),
            MadeRecords.share(4, 1, 2),
            MadeRecords.share(4, 1, 2, false, NOW))) {
      assertThat(CommunityRecord.decode(record.typed())).isEqualTo(record);
      assertThat(verify(record)).isEmpty();
    }
  }

  @Test
  void everyChangedBitIsNoticed() throws WireException {
    CommunityRecord good = MadeRecords.share(4, 1, 2);
    byte[] typed = good.typed().toArray();
    SplittableRandom random = new SplittableRandom(5);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] changed = typed.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        CommunityRecord record = CommunityRecord.decode(Bytes.wrap(changed));
        // Surplus keys are ignored and a changed name of a key is one of these; then it is the
        // same.
        if (!record.equals(good)) {
          assertThat(verify(record)).isPresent();
          refused++;
        }
      } catch (WireException malformed) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(250);
  }

  @Test
  void recordsHaveAnEndAndNoneIsForEver() {
    long week = RecordLimits.LIFETIME.toSeconds();
    assertThat(verify(MadeRecords.member(1, 1, true, NOW - week))).contains(RecordFault.EXPIRED);
    assertThat(verify(MadeRecords.member(1, 1, true, NOW + 3_600)))
        .contains(RecordFault.IMPOSSIBLE_TIMES);
    MemberRecord good = MadeRecords.joined(1, 1);
    MemberRecord.Body body = good.body();
    MemberRecord tooLong =
        RecordSeal.sign(
            new MemberRecord.Body(
                body.community(), body.member(), 1, true, NOW, NOW + week + 1, List.of()),
            MadeRecords.member(1),
            null);
    assertThat(verify(tooLong)).contains(RecordFault.IMPOSSIBLE_TIMES);
    assertThat(RecordSeal.verify(good, MadeRecords.key(1, 2).communityKey().id(), NOW))
        .contains(RecordFault.OTHER_COMMUNITY);
  }

  @Test
  void theSameRecordWinsInWhateverOrderTheyCome() {
    List<CommunityRecord> all =
        List.of(
            MadeRecords.share(4, 1, 2),
            MadeRecords.share(4, 1, 2, false, NOW),
            MadeRecords.share(4, 1, 2, true, NOW + 1),
            MadeRecords.share(4, 2, 2, true, NOW + 1),
            MadeRecords.share(4, 1, 1, false, NOW + 9));
    for (CommunityRecord a : all) {
      for (CommunityRecord b : all) {
        assertThat(a.replaces(b) && b.replaces(a)).isFalse();
        assertThat(a.replaces(b) || b.replaces(a)).isEqualTo(!a.equals(b));
      }
    }
    assertThat(all.get(1).replaces(all.get(0))).as("withdrawn at the same moment").isTrue();
    assertThat(all.get(2).replaces(all.get(1))).as("listed again").isTrue();
    assertThat(all.get(4).replaces(all.get(0))).as("of an older version").isFalse();
  }

  @Test
  void messagesComeBackAsTheyWere() throws WireException {
    Bytes some = Bytes.wrap(new byte[20]);
    for (Kind kind : Kind.values()) {
      PageRequest full =
          new PageRequest(kind, MadeRecords.communityId(), some, 50, some, "jazz", 99L);
      PageRequest bare = PageRequest.of(kind, MadeRecords.communityId(), 1, null);
      for (PageRequest request : List.of(full, bare)) {
        assertThat(CODEC.decodeRequest(request.type(), request.encoded())).isEqualTo(request);
      }
      RecordPage page =
          new RecordPage(kind, List.of(MadeRecords.joined(1, 1).typed()), some, true, 1, 2);
      assertThat(CODEC.decodeResponse(page.type(), page.encoded())).isEqualTo(page);
    }
    Announce announce =
        new Announce(MadeRecords.communityId(), List.of(MadeRecords.joined(1, 1).typed()), some);
    assertThat(CODEC.decodeRequest(announce.type(), announce.encoded())).isEqualTo(announce);
    Announced kept = new Announced(3);
    assertThat(CODEC.decodeResponse(kept.type(), kept.encoded())).isEqualTo(kept);
  }

  @Test
  void whatIsLongerThanItMayBeIsNotEvenDecoded() {
    Bytes long129 = Bytes.wrap(new byte[RecordLimits.MAX_CURSOR_BYTES + 1]);
    PageRequest cursor =
        PageRequest.of(Kind.EVENTS, MadeRecords.communityId(), 1, null).from(long129);
    assertThatThrownBy(() -> CODEC.decodeRequest(cursor.type(), cursor.encoded()))
        .isInstanceOf(WireException.class);
    List<Bytes> many = new ArrayList<>();
    for (int i = 0; i <= RecordLimits.MAX_PAGE; i++) {
      many.add(Bytes.EMPTY);
    }
    RecordPage page = new RecordPage(Kind.EVENTS, many, null, false, 0, 0);
    assertThatThrownBy(() -> CODEC.decodeResponse(page.type(), page.encoded()))
        .isInstanceOf(WireException.class);
    Bytes huge = Bytes.wrap(new byte[RecordLimits.MAX_RECORD_BYTES + 1]);
    assertThatThrownBy(() -> CommunityRecord.decode(huge)).isInstanceOf(WireException.class);
    RecordPage fat = new RecordPage(Kind.EVENTS, List.of(huge), null, false, 0, 0);
    assertThatThrownBy(() -> CODEC.decodeResponse(fat.type(), fat.encoded()))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(() -> new Announce(MadeRecords.communityId(), many, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cursorsServeOneQuestionOfOneNode() {
    CursorSeal seal = new CursorSeal(SecretBytes.copyOf(new byte[32]));
    PageRequest question = PageRequest.search(MadeRecords.communityId(), "jazz", 9, null);
    byte[] place = {1, 2, 3};
    Bytes cursor = seal.seal(question, false, place);
    assertThat(seal.open(question.from(cursor), false, cursor)).contains(place);
    assertThat(seal.open(question, true, cursor)).as("by now an insider").isEmpty();
    PageRequest other = PageRequest.search(MadeRecords.communityId(), "jaz", 9, null);
    assertThat(seal.open(other, false, cursor)).isEmpty();
    assertThat(
            seal.open(
                PageRequest.of(Kind.SHARES, MadeRecords.communityId(), 9, null), false, cursor))
        .isEmpty();
    CursorSeal another = new CursorSeal(SecretBytes.copyOf(new byte[] {1}));
    assertThat(another.open(question, false, cursor)).isEmpty();
    for (int i = 0; i < cursor.size() * 8; i++) {
      byte[] changed = cursor.toArray();
      changed[i / 8] ^= (byte) (1 << i % 8);
      assertThat(seal.open(question, false, Bytes.wrap(changed))).isEmpty();
    }
    assertThat(seal.open(question, false, Bytes.EMPTY)).isEmpty();
  }

  @Test
  void tokensCountOnTheSessionOfTheirMemberOnly() {
    SigningKey community = MadeRecords.community();
    NodeKey bob = MadeRecords.member(1).nodeKey();
    NodeKey thief = MadeRecords.member(2).nodeKey();
    Bytes token = TokenSeal.issue(community, bob, NOW, NOW + 60).encoded();
    assertThat(Admission.refusal(community.communityKey(), bob, bob, token, NOW)).isEmpty();
    assertThat(Admission.refusal(community.communityKey(), thief, bob, token, NOW))
        .contains(WireErrorText.STRICT_PROOF_MEMBER);
    assertThat(Admission.refusal(community.communityKey(), thief, thief, token, NOW))
        .contains(WireErrorText.STRICT_PROOF_MEMBER);
    assertThat(Admission.refusal(community.communityKey(), null, bob, token, NOW))
        .as("nobody is proved through a tunnel")
        .contains(WireErrorText.STRICT_PROOF_MEMBER);
    assertThat(Admission.refusal(community.communityKey(), bob, bob, token, NOW + 61))
        .contains(WireErrorText.TOKEN_EXPIRED);
    assertThat(Admission.refusal(community.communityKey(), bob, null, token, NOW))
        .contains(WireErrorText.STRICT_REQUESTER_REQUIRED);
    assertThat(Admission.refusal(community.communityKey(), bob, bob, null, NOW))
        .contains(WireErrorText.STRICT_PROOF_REQUIRED);
    assertThat(Admission.refusal(community.communityKey(), bob, bob, Bytes.EMPTY, NOW))
        .contains(WireErrorText.STRICT_PROOF_ENCODING);
    MembershipToken forged = TokenSeal.issue(MadeRecords.member(3), bob, NOW, NOW + 60);
    MembershipToken claimed =
        new MembershipToken(
            new MembershipToken.Body(MadeRecords.communityId(), bob, NOW, NOW + 60),
            forged.signature());
    assertThat(Admission.refusal(community.communityKey(), bob, bob, claimed.encoded(), NOW))
        .contains(WireErrorText.TOKEN_BAD_SIGNATURE);
  }

  @Test
  void wordsAreFoundByTheirBeginnings() {
    ShareRecord.Body body =
        MadeRecords.share(1, 1, 1, true, false, NOW, "Ünïcode–Ｊａｚｚ, live!").body();
    assertThat(SearchWords.of(body)).contains("ünïcode", "jazz", "live");
    assertThat(SearchWords.match(SearchWords.of("JAZ liv"), SearchWords.of(body))).isTrue();
    assertThat(SearchWords.match(SearchWords.of("jazz dead"), SearchWords.of(body))).isFalse();
    assertThat(SearchWords.of("  …  ")).isEmpty();
    assertThat(SearchWords.of("a b c d e f g h i j k")).hasSize(SearchWords.MAX_PER_QUERY);
    String endless = "x".repeat(5_000);
    assertThat(SearchWords.of(endless)).containsExactly("x".repeat(SearchWords.MAX_WORD_BYTES));
  }

  @Test
  void onePeerCannotTakeTheAllowanceOfAnotherNorFillTheMemory() {
    LoadControl load = new LoadControl();
    NodeKey greedy = MadeRecords.member(1).nodeKey();
    int admitted = 0;
    for (int i = 0; i < 500; i++) {
      if (load.admit(greedy, MadeRecords.communityId(), Kind.SEARCH, 0)) {
        admitted++;
        load.ended(greedy, MadeRecords.communityId());
      }
    }
    assertThat(admitted).isEqualTo(LoadControl.SEARCHES_BURST);
    assertThat(load.admit(greedy, MadeRecords.communityId(), Kind.SEARCH, 1_000_000_000L)).isTrue();
    for (int i = 1; i < LoadControl.MAX_RUNNING_PER_PEER; i++) {
      assertThat(load.admit(greedy, MadeRecords.communityId(), Kind.EVENTS, 0)).isTrue();
    }
    assertThat(load.admit(greedy, MadeRecords.communityId(), Kind.EVENTS, 0))
        .as("not more at the same time")
        .isFalse();
    NodeKey modest = MadeRecords.member(2).nodeKey();
    assertThat(load.admit(modest, MadeRecords.communityId(), Kind.SEARCH, 0)).isTrue();
    byte[] name = new byte[32];
    for (int i = 0; i < 3 * LoadControl.MAX_PEERS; i++) {
      name[0] = (byte) i;
      name[1] = (byte) (i >> 8);
      load.admit(NodeKey.of(name), MadeRecords.communityId(), Kind.SEARCH, 0);
    }
    assertThat(load.peers()).isEqualTo(LoadControl.MAX_PEERS);
    assertThat(load.admitRecords(modest, MadeRecords.communityId(), 1_000_000, 0)).isFalse();
  }
}
