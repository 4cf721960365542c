package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.catalog.HeadSeal;
import io.scp2p.core.catalog.ManifestSeal;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.relay.Rendezvous;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.record.CommunityMembers;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.KeyedHead;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.ProviderEntry;
import io.scp2p.core.wire.record.ProviderList;
import io.scp2p.core.wire.record.Providers;
import io.scp2p.core.wire.record.RelayAnnouncement;
import io.scp2p.core.wire.record.RelayRoute;
import io.scp2p.core.wire.record.ShareHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who overwrites whom, and how much is kept (quirks ). */
class ValueStoreTest {
  private static final long NOW = 1_700_000_000L;
  private static final long DAY = 86_400;

  private final Some some = new Some(5);
  private final SigningKey shareKey = key(1);
  private final SigningKey nodeKey = key(2);
  private final ContentId content = ContentId.of(new byte[32]);
  private final ValueJudge judge = new ValueJudge(share -> Optional.empty());
  private final ValueStore store = new ValueStore(Point.of(some.key()), 1_000, 16 << 20);
  private long nowNanos = 1;

  private static SigningKey key(int seed) {
    byte[] bytes = new byte[SigningKey.SEED_BYTES];
    bytes[0] = (byte) seed;
    return SigningKey.ofSeed(SecretBytes.copyOf(bytes));
  }

  private Judged judged(DhtKey key, Bytes value) {
    ValueJudge.Judgement judgement = judge.judge(key, value, NOW);
    assertThat(judgement).isInstanceOf(ValueJudge.Judgement.Accepted.class);
    return ((ValueJudge.Judgement.Accepted) judgement).value();
  }

  private Optional<String> put(DhtKey key, Bytes value) {
    return store.store(judged(key, value), some.key(), DAY, nowNanos, NOW);
  }

  private Bytes get(DhtKey key) {
    return store.find(key, nowNanos).orElseThrow().value();
  }

  private ShareHead head(long seq) {
    ShareHead.Body body =
        new ShareHead.Body(shareKey.shareKey().id(), seq, ManifestId.of(new byte[32]), NOW);
    return HeadSeal.sign(body, shareKey);
  }

  private ShareHead forged(long seq) {
    return head(seq).body().signed(Bytes.wrap(new byte[64]));
  }

  private final DhtKey headKey = DhtKeys.shareHead(shareKey.shareKey().id());

  private Bytes verified(long seq) {
    return KeyedHead.encode(head(seq), shareKey.shareKey());
  }

  @Test
  void aVerifiedHeadBeatsAnUnverifiedOneWhateverItsNumber() {
    put(headKey, forged(1_000_000).encoded());
    assertThat(store.isVerified(headKey)).isFalse();

    put(headKey, verified(5));
    assertThat(get(headKey)).isEqualTo(verified(5));

    put(headKey, forged(2_000_000).encoded());
    assertThat(get(headKey)).isEqualTo(verified(5));
    assertThat(store.isVerified(headKey)).isTrue();
  }

  @Test
  void amongVerifiedHeadsTheNewestStays() {
    put(headKey, verified(5));
    put(headKey, verified(4));
    assertThat(get(headKey)).isEqualTo(verified(5));
    put(headKey, verified(6));
    assertThat(get(headKey)).isEqualTo(verified(6));
  }

  @Test
  void amongUnverifiedHeadsTheLastWriterWinsAsInTheReference() {
    put(headKey, forged(9).encoded());
    put(headKey, forged(3).encoded());
    assertThat(get(headKey)).isEqualTo(forged(3).encoded());
  }

  @Test
  void aHeadThatBringsAForeignKeyIsNotVerified() {
    Bytes value = KeyedHead.encode(head(7), nodeKey.shareKey());
    assertThat(judged(headKey, value).verified()).isFalse();
    assertThat(judged(headKey, verified(7)).verified()).isTrue();
  }

  @Test
  void aHeadWithItsKeyIsAHeadForTheReferenceToo() throws Exception {
    assertThat(DhtValues.validate(headKey, verified(7)))
        .isEqualTo(new DhtVerdict.Accepted(head(7)));
  }

  private PeerAddress address(NodeKey key, int number) {
    return new PeerAddress(
        Some.ip(0x1400_0001 + (number << 8)), 7_001, PeerTransport.TCP, key, null);
  }

  private Bytes providers(long updatedAt, PeerAddress... addresses) {
    return new Providers(content, List.of(addresses), updatedAt).encoded();
  }

  private final DhtKey providersKey = DhtKeys.providers(content);

  private List<PeerAddress> listed() throws Exception {
    return ProviderList.decode(get(providersKey)).entries().stream()
        .map(ProviderEntry::address)
        .toList();
  }

  @Test
  void oneSeederDoesNotReplaceTheOther() throws Exception {
    PeerAddress a = address(null, 1);
    PeerAddress b = address(null, 2);
    put(providersKey, providers(NOW, a));
    put(providersKey, providers(NOW, b));
    assertThat(listed()).containsExactly(a, b);
  }

  @Test
  void whatNothingWasMergedIntoIsKeptAsItCame() {
    Bytes value = providers(NOW, address(null, 1));
    put(providersKey, value);
    assertThat(get(providersKey)).isEqualTo(value);
  }

  @Test
  void entriesOfAnOldRecordAreForgottenHoweverOftenItIsPassedOn() throws Exception {
    put(providersKey, providers(NOW - 8 * DAY, address(null, 1)));
    put(providersKey, providers(NOW, address(null, 2)));
    assertThat(listed()).containsExactly(address(null, 2));
  }

  @Test
  void addressesWhereNobodyCanBeAreLeftOut() throws Exception {
    PeerAddress nowhere = PeerAddress.direct(Some.ip(0), 7_001, PeerTransport.TCP);
    put(providersKey, providers(NOW, address(null, 1)));
    put(providersKey, providers(NOW, nowhere, address(null, 2)));
    assertThat(listed()).containsExactly(address(null, 1), address(null, 2));
  }

  /** Whoever has a relay names it first: at his other addresses nobody can be reached. */
  @Test
  void ofSeveralAddressesThatOneRecordNamesForAKeyTheFirstStays() throws Exception {
    PeerAddress first = address(nodeKey.nodeKey(), 1);
    put(providersKey, providers(NOW, first, address(nodeKey.nodeKey(), 2)));
    assertThat(listed()).containsExactly(first);
    CommunityId community = CommunityId.of(new byte[32]);
    DhtKey key = DhtKeys.communityMembers(community);
    put(
        key,
        new CommunityMembers(community, List.of(first, address(nodeKey.nodeKey(), 2)), NOW)
            .encoded());
    assertThat(CborReader.decode(get(key), CommunityMembers::read).members())
        .containsExactly(first);
  }

  @Test
  void ofTwoRecordsThatNameAKeyTheLaterOneStays() throws Exception {
    put(providersKey, providers(NOW, address(nodeKey.nodeKey(), 1)));
    nowNanos++;
    put(providersKey, providers(NOW, address(nodeKey.nodeKey(), 2)));
    assertThat(listed()).containsExactly(address(nodeKey.nodeKey(), 2));
  }

  @Test
  void anEntrySignedEarlierDoesNotComeBackHoweverLateItIsPassedOn() throws Exception {
    PeerAddress now = address(nodeKey.nodeKey(), 1);
    ProviderEntry before = ProviderSeal.sign(address(nodeKey.nodeKey(), 2), nodeKey, NOW - 1);
    ProviderEntry newest = ProviderSeal.sign(now, nodeKey, NOW);
    for (ProviderEntry each : List.of(before, newest, before)) {
      nowNanos++;
      put(providersKey, new ProviderList(content, List.of(each), NOW).encoded());
    }
    assertThat(listed()).containsExactly(now);
  }

  @Test
  void aFloodOfProvidersPushesOutNobodyWhoSigned() throws Exception {
    PeerAddress own = address(nodeKey.nodeKey(), 1);
    ProviderEntry signed = ProviderSeal.sign(own, nodeKey, NOW);
    put(providersKey, new ProviderList(content, List.of(signed), NOW).encoded());
    for (int i = 0; i < 300; i++) {
      nowNanos++;
      put(providersKey, providers(NOW, address(null, 10 + i)));
    }
    assertThat(listed())
        .hasSize(ValueStore.MAX_PROVIDERS)
        .startsWith(own)
        .as("of the others, those seen last")
        .contains(address(null, 309));
    assertThat(get(providersKey).size()).isLessThanOrEqualTo(WireLimits.DHT_VALUE_BYTES);
  }

  @Test
  void aListFullOfSignedEntriesTakesNoOther() throws Exception {
    List<ProviderEntry> signed = new ArrayList<>();
    for (int i = 0; i < ValueStore.MAX_PROVIDERS; i++) {
      SigningKey key = key(10 + i);
      signed.add(ProviderSeal.sign(address(key.nodeKey(), i), key, NOW));
    }
    for (int from = 0; from < signed.size(); from += ValueJudge.MAX_PROOFS) {
      List<ProviderEntry> some = signed.subList(from, from + ValueJudge.MAX_PROOFS);
      put(providersKey, new ProviderList(content, some, NOW).encoded());
    }
    nowNanos++;
    put(providersKey, providers(NOW, address(null, 999)));

    assertThat(listed()).hasSize(ValueStore.MAX_PROVIDERS).doesNotContain(address(null, 999));
  }

  @Test
  void oneSubnetDoesNotFillAList() throws Exception {
    List<PeerAddress> crowd = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      crowd.add(PeerAddress.direct(Some.ip(0x1400_0001 + i), 7_001, PeerTransport.TCP));
    }
    put(providersKey, providers(NOW, crowd.toArray(new PeerAddress[0])));
    assertThat(listed()).hasSize(ValueStore.MAX_LISTED_PER_SUBNET);
  }

  @Test
  void aProofIsOfOneKeyOneAddressAndOneTime() throws Exception {
    ProviderEntry signed = ProviderSeal.sign(address(nodeKey.nodeKey(), 1), nodeKey, NOW);
    ProviderEntry moved = new ProviderEntry(address(nodeKey.nodeKey(), 2), signed.proof());
    ProviderEntry other = new ProviderEntry(address(shareKey.nodeKey(), 1), signed.proof());

    assertThat(ProviderSeal.isProved(signed, NOW)).isTrue();
    assertThat(ProviderSeal.isProved(signed, NOW + DAY)).isFalse();
    assertThat(ProviderSeal.isProved(signed, NOW - ProviderSeal.MAX_AHEAD_SECONDS)).isTrue();
    assertThat(ProviderSeal.isProved(signed, NOW - ProviderSeal.MAX_AHEAD_SECONDS - 1)).isFalse();
    assertThat(ProviderSeal.isProved(moved, NOW)).isFalse();
    assertThat(ProviderSeal.isProved(other, NOW)).isFalse();
    assertThat(ProviderSeal.isProved(ProviderEntry.unsigned(signed.address()), NOW)).isFalse();

    Bytes value = new ProviderList(content, List.of(signed, moved), NOW).encoded();
    assertThat(judged(providersKey, value).proved()).containsExactly(0);
    assertThat(ProviderList.decode(value).entries()).containsExactly(signed, moved);
    // And to the reference it is a provider record like any other.
    assertThat(DhtValues.validate(providersKey, value))
        .isEqualTo(
            new DhtVerdict.Accepted(
                new Providers(content, List.of(signed.address(), moved.address()), NOW)));
  }

  @Test
  void memberListsAreMergedAndCapped() throws Exception {
    CommunityId community = CommunityId.of(new byte[32]);
    DhtKey key = DhtKeys.communityMembers(community);
    List<PeerAddress> all = new ArrayList<>();
    for (int batch = 0; batch < 8; batch++) {
      List<PeerAddress> members = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        members.add(address(null, 100 * batch + i));
      }
      all.addAll(members);
      put(key, new CommunityMembers(community, members, NOW + batch).encoded());
    }
    CommunityMembers merged = CborReader.decode(get(key), CommunityMembers::read);
    assertThat(merged.members()).hasSize(ValueStore.MAX_MEMBERS);
    assertThat(all).containsAll(merged.members());
    assertThat(merged.members()).contains(all.get(799));
    assertThat(merged.updatedAt()).isEqualTo(NOW + 7);
    assertThat(get(key).size()).isLessThanOrEqualTo(WireLimits.DHT_VALUE_BYTES);
  }

  @Test
  void aValueEndsWithItsLifetimeAndSaysHowLongThatIs() {
    put(headKey, verified(1));
    nowNanos += Duration.ofHours(23).toNanos();
    assertThat(store.find(headKey, nowNanos).orElseThrow().ttlSeconds()).isEqualTo(3_600);
    nowNanos += Duration.ofHours(1).toNanos();
    assertThat(store.find(headKey, nowNanos)).isEmpty();
    assertThat(store.size()).isZero();
    assertThat(store.bytes()).isZero();
  }

  @Test
  void whatNobodyGivesAgainIsPassedOnOnceAnHourWithWhatIsLeftOfIt() {
    put(headKey, verified(1));
    long hour = Duration.ofHours(1).toNanos();
    assertThat(store.neglected(hour, 10, nowNanos + hour - 1)).isEmpty();

    List<DhtEntry> found = store.neglected(hour, 10, nowNanos + hour);

    assertThat(found).singleElement().extracting(DhtEntry::ttlSeconds).isEqualTo(23 * 3_600L);
    assertThat(store.neglected(hour, 10, nowNanos + hour)).isEmpty();
  }

  private DhtEntry junk() {
    ContentId id = ContentId.of(some.key().bytes());
    return new DhtEntry(DhtKeys.providers(id), new Providers(id, List.of(), NOW).encoded(), DAY);
  }

  @Test
  void aFullStoreKeepsWhatIsNearestAndRefusesTheRest() {
    List<DhtKey> keys = new ArrayList<>();
    int refused = 0;
    for (int i = 0; i < 4_000; i++) {
      DhtEntry entry = junk();
      keys.add(entry.key());
      Optional<String> answer = put(entry.key(), entry.value());
      refused += answer.equals(Optional.of(WireErrorText.DHT_STORE_FULL)) ? 1 : 0;
    }
    assertThat(store.size()).isEqualTo(1_000);
    assertThat(refused).isPositive();
    long near = keys.stream().filter(key -> store.find(key, nowNanos).isPresent()).count();
    assertThat(near).isEqualTo(1_000);
  }

  @Test
  void aFewValuesGroundCloseToUsDoNotJamAFullStore() {
    // Those that are looked at first are the closest of many: an attacker's work of an afternoon.
    Point self = Point.of(some.key());
    ValueStore jammed = new ValueStore(self, 400, 16 << 20);
    List<DhtEntry> entries = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      entries.add(junk());
    }
    entries.sort((a, b) -> self.compareDistance(Point.of(a.key()), Point.of(b.key())));
    for (DhtEntry each : entries.subList(0, 32)) {
      jammed.store(judged(each.key(), each.value()), some.key(), DAY, nowNanos, NOW);
    }
    for (DhtEntry each : entries.subList(3_000, 3_368)) {
      jammed.store(judged(each.key(), each.value()), some.key(), DAY, nowNanos, NOW);
    }
    assertThat(jammed.size()).isEqualTo(400);
    int refused = 0;
    for (DhtEntry each : entries.subList(1_000, 1_200)) {
      refused +=
          jammed.store(judged(each.key(), each.value()), some.key(), DAY, nowNanos, NOW).isPresent()
              ? 1
              : 0;
    }
    // One for every time that the ground ones come first in turn.
    assertThat(refused).isLessThan(20);
  }

  @Test
  void oneGiverDoesNotFillTheStore() {
    NodeKey flooder = some.key();
    for (int i = 0; i < 3_000; i++) {
      DhtEntry entry = junk();
      store.store(judged(entry.key(), entry.value()), flooder, DAY, nowNanos, NOW);
    }
    assertThat(store.size()).isLessThanOrEqualTo(500 + 1_000 / ValueStore.GIVER_SHARE);
  }

  @Test
  void bytesAreBoundedToo() {
    ValueStore small = new ValueStore(Point.of(some.key()), 100_000, 64 << 10);
    for (int i = 0; i < 2_000; i++) {
      DhtEntry entry = junk();
      small.store(judged(entry.key(), entry.value()), some.key(), DAY, nowNanos, NOW);
    }
    assertThat(small.bytes()).isLessThanOrEqualTo(64 << 10);
  }

  @Test
  void ofTwoVerifiedHeadsWithOneNumberTheOneOfLaterStays() {
    for (long updatedAt : new long[] {NOW, NOW - 1}) {
      put(headKey, KeyedHead.encode(SomeValues.head(shareKey, 5, updatedAt), shareKey.shareKey()));
      assertThat(get(headKey)).isEqualTo(verified(5));
    }
    Bytes later = KeyedHead.encode(SomeValues.head(shareKey, 5, NOW + 1), shareKey.shareKey());
    put(headKey, later);
    assertThat(get(headKey)).isEqualTo(later);
    Bytes largest = KeyedHead.encode(SomeValues.head(shareKey, -1, 0), shareKey.shareKey());
    put(headKey, largest);
    assertThat(get(headKey)).as("numbers are unsigned").isEqualTo(largest);
  }

  @Test
  void aHeadThatIsTheSameMayBringItsKeyOrNot() {
    put(headKey, verified(5));
    put(headKey, verified(5));
    assertThat(get(headKey)).isEqualTo(verified(5));
    assertThat(store.isVerified(headKey)).isTrue();
    assertThat(store.isVerified(providersKey)).as("there is none").isFalse();
    Judged plain = new Judged(headKey, head(5).encoded(), head(5), true, null, Set.of());
    store.store(plain, some.key(), DAY, nowNanos, NOW);
    assertThat(get(headKey)).as("the last writer").isEqualTo(plain.value());
  }

  @Test
  void ofTwoRelayAnnouncementsTheOneIssuedLaterStays() {
    RelayAnnouncement first = SomeValues.announcement(nodeKey, NOW);
    DhtKey slot = Rendezvous.keysOf(first.body()).iterator().next();
    Judged judged = judged(slot, first.encoded());
    Judged earlier = announced(slot, NOW - 1);
    Judged same = announced(slot, NOW);
    Judged later = announced(slot, NOW + 1);
    for (Judged each : List.of(judged, earlier)) {
      store.store(each, some.key(), DAY, nowNanos, NOW);
      assertThat(get(slot)).isEqualTo(judged.value());
    }
    for (Judged each : List.of(same, later)) {
      store.store(each, some.key(), DAY, nowNanos, NOW);
      assertThat(get(slot)).isEqualTo(each.value());
    }
  }

  /** Another relay may share the slot. */
  private Judged announced(DhtKey slot, long issuedAt) {
    RelayAnnouncement announcement = SomeValues.announcement(shareKey, issuedAt);
    return new Judged(slot, announcement.encoded(), announcement, true, null, Set.of());
  }

  @Test
  void aManifestIsWhatItsKeySays() {
    Manifest manifest = SomeValues.manifest(shareKey);
    DhtKey key = DhtKeys.manifest(ManifestSeal.id(manifest));
    put(key, manifest.encoded());
    put(key, manifest.encoded());
    assertThat(get(key)).isEqualTo(manifest.encoded());
    assertThat(store.isVerified(key)).isTrue();
  }

  private long secondsLeft() {
    return store.find(headKey, nowNanos).orElseThrow().ttlSeconds();
  }

  @Test
  void whoGivesAValueAgainMayLengthenItsLifeButNotShortenIt() {
    Judged value = judged(headKey, verified(1));
    store.store(value, some.key(), 100, nowNanos, NOW);
    store.store(value, some.key(), 50, nowNanos, NOW);
    assertThat(secondsLeft()).isEqualTo(100);
    store.store(value, some.key(), 101, nowNanos, NOW);
    assertThat(secondsLeft()).isEqualTo(101);
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void aValueThatIsAboutToEndHasASecondLeft() {
    store.store(judged(headKey, verified(1)), some.key(), 1, nowNanos, NOW);
    nowNanos += Duration.ofSeconds(1).toNanos() - 1;
    assertThat(secondsLeft()).isEqualTo(1);
    assertThat(store.neglected(1, 9, nowNanos))
        .extracting(DhtEntry::ttlSeconds)
        .containsExactly(1L);
    nowNanos++;
    assertThat(store.neglected(0, 9, nowNanos)).as("it is over").isEmpty();
    assertThat(store.find(headKey, nowNanos)).isEmpty();
  }

  @Test
  void afterItsEndAValueBeginsAnew() {
    store.store(judged(headKey, verified(5)), some.key(), 1, nowNanos, NOW);
    nowNanos += Duration.ofSeconds(1).toNanos();
    put(headKey, verified(4));
    assertThat(store.bytes()).isEqualTo(HeldValue.OVERHEAD_BYTES + verified(4).size());
    assertThat(get(headKey)).isEqualTo(verified(4));
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void onlyWhatHasExpiredIsForgotten() {
    DhtEntry first = junk();
    DhtEntry second = junk();
    store.store(judged(first.key(), first.value()), some.key(), 1, nowNanos, NOW);
    long one = store.bytes();
    store.store(judged(second.key(), second.value()), some.key(), 2, nowNanos, NOW);
    long other = store.bytes() - one;
    nowNanos += Duration.ofSeconds(1).toNanos();
    store.expire(nowNanos - 1);
    assertThat(store.size()).isEqualTo(2);
    store.expire(nowNanos);
    assertThat(store.find(first.key(), nowNanos)).isEmpty();
    assertThat(store.find(second.key(), nowNanos)).isPresent();
    assertThat(store.bytes()).isEqualTo(other);
  }

  @Test
  void onlyAFewAtATimeArePassedOn() {
    for (int i = 0; i < 5; i++) {
      DhtEntry entry = junk();
      put(entry.key(), entry.value());
    }
    assertThat(store.neglected(10, 3, nowNanos + 10)).hasSize(3);
    assertThat(store.neglected(10, 3, nowNanos + 10)).hasSize(2);
    assertThat(store.neglected(10, 3, nowNanos + 19)).isEmpty();
    assertThat(store.neglected(10, 9, nowNanos + 20)).hasSize(5);
  }

  @Test
  void bytesAreThoseOfTheValuesAndTheirLists() {
    Bytes one = providers(NOW, address(null, 1));
    put(providersKey, one);
    assertThat(store.bytes()).isEqualTo(HeldValue.OVERHEAD_BYTES + one.size() + 512);
    put(providersKey, providers(NOW, address(null, 2)));
    int both = get(providersKey).size();
    assertThat(store.bytes()).isEqualTo(HeldValue.OVERHEAD_BYTES + both + 2 * 512);
  }

  @Test
  void aListIsAsYoungAsTheYoungestOfItsRecordsAndNeverOfTomorrow() throws Exception {
    put(providersKey, providers(NOW - 5, address(null, 1)));
    put(providersKey, providers(NOW - 9, address(null, 2)));
    assertThat(ProviderList.decode(get(providersKey)).updatedAt()).isEqualTo(NOW - 5);
    put(providersKey, providers(NOW + 99, address(null, 3)));
    assertThat(ProviderList.decode(get(providersKey)).updatedAt()).isEqualTo(NOW);
  }

  @Test
  void whoIsListedIsForgottenAsOldAsHisRecordIs() throws Exception {
    put(providersKey, providers(NOW - 6 * DAY, address(null, 1)));
    put(providersKey, providers(NOW, address(null, 2)));
    store.store(
        judged(providersKey, providers(NOW, address(null, 2))), some.key(), 7 * DAY, nowNanos, NOW);
    nowNanos += Duration.ofDays(1).toNanos() - 1;
    assertThat(listed()).containsExactly(address(null, 1), address(null, 2));
    nowNanos++;
    assertThat(listed()).containsExactly(address(null, 2));
    assertThat(store.bytes()).isEqualTo(HeldValue.OVERHEAD_BYTES + get(providersKey).size() + 512);
  }

  @Test
  void whoIsProvedIsAsYoungAsHisWord() throws Exception {
    ProviderEntry signed = ProviderSeal.sign(address(nodeKey.nodeKey(), 1), nodeKey, NOW);
    Bytes old = new ProviderList(content, List.of(signed), NOW - 6 * DAY).encoded();
    store.store(judged(providersKey, old), some.key(), 7 * DAY, nowNanos, NOW);
    nowNanos += Duration.ofDays(2).toNanos();
    assertThat(listed()).containsExactly(signed.address());
  }

  @Test
  void aListThatGrowsTooLargeIsCutToFit() throws Exception {
    List<ProviderEntry> all = new ArrayList<>();
    for (int i = 0; i < ValueStore.MAX_PROVIDERS; i++) {
      SigningKey owner = key(20 + i);
      PeerAddress behind = address(owner.nodeKey(), i);
      for (int level = 0; level < 3; level++) {
        behind =
            new PeerAddress(
                behind.ip(), 7_001, PeerTransport.TCP, owner.nodeKey(), new RelayRoute(behind, i));
      }
      all.add(ProviderSeal.sign(behind, owner, NOW));
    }
    for (int from = 0; from < all.size(); from += ValueJudge.MAX_PROOFS) {
      List<ProviderEntry> part = all.subList(from, from + ValueJudge.MAX_PROOFS);
      put(providersKey, new ProviderList(content, part, NOW).encoded());
    }
    assertThat(get(providersKey).size()).isLessThanOrEqualTo(WireLimits.DHT_VALUE_BYTES);
    assertThat(listed()).hasSize(ValueStore.MAX_PROVIDERS * 3 / 4);
  }

  private Optional<String> junkOf(NodeKey giver, ValueStore store, long lifetimeSeconds) {
    DhtEntry entry = junk();
    return store.store(judged(entry.key(), entry.value()), giver, lifetimeSeconds, nowNanos, NOW);
  }

  @Test
  void whoeverGaveMuchMayGiveAgainWhenItIsGone() {
    Optional<String> full = Optional.of(WireErrorText.DHT_STORE_FULL);
    ValueStore small = new ValueStore(Point.of(some.key()), 4, 1 << 20);
    NodeKey giver = some.key();
    assertThat(junkOf(giver, small, 1)).isEmpty();
    assertThat(junkOf(giver, small, 2)).isEmpty();
    assertThat(junkOf(giver, small, 1)).isEqualTo(full);
    assertThat(junkOf(some.key(), small, 1)).as("somebody else").isEmpty();

    nowNanos += Duration.ofSeconds(1).toNanos();
    small.expire(nowNanos);
    assertThat(junkOf(some.key(), small, 9)).isEmpty();
    assertThat(junkOf(giver, small, 1)).as("one is left").isEqualTo(full);
    nowNanos += Duration.ofSeconds(1).toNanos();
    small.expire(nowNanos);
    assertThat(junkOf(some.key(), small, 9)).isEmpty();
    assertThat(junkOf(giver, small, 1)).isEmpty();
  }

  @Test
  void inAStoreThatIsHalfFullAGiverHasItsShare() {
    ValueStore small = new ValueStore(Point.of(some.key()), 16, 1 << 20);
    for (int i = 0; i < 8; i++) {
      junkOf(some.key(), small, DAY);
    }
    NodeKey giver = some.key();
    for (int i = 0; i < 16 / ValueStore.GIVER_SHARE; i++) {
      assertThat(junkOf(giver, small, DAY)).isEmpty();
    }
    assertThat(junkOf(giver, small, DAY)).contains(WireErrorText.DHT_STORE_FULL);
  }

  @Test
  void aValueThatJustFitsIsKept() {
    DhtEntry entry = junk();
    Judged judged = judged(entry.key(), entry.value());
    int size = HeldValue.OVERHEAD_BYTES + entry.value().size();
    Point self = Point.of(some.key());
    assertThat(new ValueStore(self, 9, size).store(judged, null, DAY, nowNanos, NOW)).isEmpty();
    assertThat(new ValueStore(self, 9, size - 1).store(judged, null, DAY, nowNanos, NOW))
        .contains(WireErrorText.DHT_STORE_FULL);
  }

  @Test
  void whatHasExpiredGivesWayFirst() {
    Point self = Point.of(some.key());
    ValueStore small = new ValueStore(self, 3, 1 << 20);
    List<DhtEntry> entries = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      entries.add(junk());
    }
    entries.sort((a, b) -> self.compareDistance(Point.of(a.key()), Point.of(b.key())));
    DhtEntry farthest = entries.remove(3);
    int expired = 1;
    for (int i = 0; i < 3; i++) {
      DhtEntry each = entries.get(i);
      Judged judged = judged(each.key(), each.value());
      small.store(judged, null, i == expired ? 1 : DAY, nowNanos, NOW);
    }
    Judged last = judged(farthest.key(), farthest.value());
    assertThat(small.store(last, null, DAY, nowNanos, NOW))
        .as("it is the farthest")
        .contains(WireErrorText.DHT_STORE_FULL);
    nowNanos += Duration.ofSeconds(1).toNanos();
    assertThat(small.store(last, null, DAY, nowNanos, NOW)).isEmpty();
    assertThat(small.find(entries.get(expired).key(), nowNanos)).isEmpty();
    assertThat(small.find(entries.get(2).key(), nowNanos)).isPresent();
    assertThat(small.size()).isEqualTo(3);
  }
}
