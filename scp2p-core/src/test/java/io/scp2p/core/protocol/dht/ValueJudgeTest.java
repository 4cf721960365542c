package io.scp2p.core.protocol.dht;

import static io.scp2p.core.protocol.dht.SomeValues.CONTENT;
import static io.scp2p.core.protocol.dht.SomeValues.NOW;
import static io.scp2p.core.protocol.dht.SomeValues.PROVIDERS_KEY;
import static io.scp2p.core.protocol.dht.SomeValues.address;
import static io.scp2p.core.protocol.dht.SomeValues.judged;
import static io.scp2p.core.protocol.dht.SomeValues.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.catalog.ManifestSeal;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.relay.Rendezvous;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.KeyedHead;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.ProviderEntry;
import io.scp2p.core.wire.record.ProviderList;
import io.scp2p.core.wire.record.RelayAnnouncement;
import io.scp2p.core.wire.record.ShareHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How far a value can be believed (quirks ). */
class ValueJudgeTest {
  private static final SigningKey KEY = key(1);
  private static final SigningKey OTHER = key(2);
  private static final DhtKey HEAD_KEY = DhtKeys.shareHead(KEY.shareKey().id());

  private final ShareHead head = SomeValues.head(KEY, 3, NOW);
  private final ShareHead forged = head.body().signed(Bytes.wrap(new byte[64]));

  @Test
  void aHeadIsVerifiedByAKeyThatWasLearnedOrThatItBrings() {
    ValueJudge knowing =
        new ValueJudge(
            share ->
                share.equals(KEY.shareKey().id()) ? Optional.of(KEY.shareKey()) : Optional.empty());
    assertThat(judged(HEAD_KEY, head.encoded()).verified()).isFalse();
    assertThat(judged(HEAD_KEY, KeyedHead.encode(head, KEY.shareKey())).verified()).isTrue();
    assertThat(judged(HEAD_KEY, KeyedHead.encode(forged, KEY.shareKey())).verified()).isFalse();
    assertThat(judged(HEAD_KEY, KeyedHead.encode(head, OTHER.shareKey())).verified()).isFalse();

    assertThat(knowing.judge(HEAD_KEY, head.encoded(), NOW))
        .isEqualTo(
            new ValueJudge.Judgement.Accepted(
                new Judged(HEAD_KEY, head.encoded(), head, true, null, Set.of())));
    assertThat(knowing.judge(HEAD_KEY, forged.encoded(), NOW))
        .isEqualTo(
            new ValueJudge.Judgement.Accepted(
                new Judged(HEAD_KEY, forged.encoded(), forged, false, null, Set.of())));
  }

  @Test
  void manifestsAndAnnouncementsProveThemselvesAndMembersDoNot() {
    Manifest manifest = SomeValues.manifest(KEY);
    assertThat(judged(DhtKeys.manifest(ManifestSeal.id(manifest)), manifest.encoded()).verified())
        .isTrue();
    RelayAnnouncement announcement = SomeValues.announcement(KEY, NOW);
    DhtKey slot = Rendezvous.keysOf(announcement.body()).iterator().next();
    assertThat(judged(slot, announcement.encoded()).verified()).isTrue();
    DhtKey members = DhtKeys.communityMembers(SomeValues.COMMUNITY);
    assertThat(judged(members, SomeValues.members(NOW).encoded()).verified()).isFalse();
  }

  @Test
  void whatMayNotLiveThereIsRefusedWithItsText() {
    assertThat(new ValueJudge(share -> Optional.empty()).judge(PROVIDERS_KEY, head.encoded(), NOW))
        .isEqualTo(new ValueJudge.Judgement.Refused(WireErrorText.DHT_SHARE_HEAD_KEY));
  }

  @Test
  void aValueHoldsOnToNothingBigger() {
    byte[] message = new byte[4_096];
    byte[] value = head.encoded().toArray();
    System.arraycopy(value, 0, message, 100, value.length);
    Bytes window = Bytes.wrap(message, 100, value.length);
    Judged judged = judged(HEAD_KEY, window);
    assertThat(judged.value()).isEqualTo(window);
    assertThat(judged.value().detached()).isSameAs(judged.value());
  }

  private static ProviderEntry signed(int number) {
    SigningKey owner = key(number);
    return ProviderSeal.sign(address(owner.nodeKey(), number), owner, NOW);
  }

  private static Judged providers(List<ProviderEntry> entries) {
    return judged(PROVIDERS_KEY, new ProviderList(CONTENT, entries, NOW).encoded());
  }

  @Test
  void whichProvidersHaveSignedIsKnown() {
    ProviderEntry signed = signed(3);
    ProviderEntry stolen = new ProviderEntry(address(key(4).nodeKey(), 4), signed.proof());
    ProviderEntry unsigned = ProviderEntry.unsigned(address(null, 5));
    List<ProviderEntry> entries = List.of(unsigned, stolen, signed);
    Judged judged = providers(entries);

    assertThat(judged.proved()).containsExactly(2);
    assertThat(judged.verified()).isFalse();
    assertThat(judged.providers()).isEqualTo(new ProviderList(CONTENT, entries, NOW));
  }

  @Test
  void soManySignaturesAreLookedAtAndNoMore() {
    List<ProviderEntry> entries = new ArrayList<>();
    entries.add(ProviderEntry.unsigned(address(null, 9)));
    ProviderEntry signed = signed(3);
    for (int i = 0; i <= ValueJudge.MAX_PROOFS; i++) {
      entries.add(signed);
    }
    Set<Integer> looked = providers(entries).proved();
    assertThat(looked)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, ValueJudge.MAX_PROOFS).boxed().toList());
  }

  /** Somebody may call something else what we call a signature. */
  @Test
  void aRecordThatMeansSomethingElseByOurNamesIsUnsigned() {
    PeerAddress address = address(KEY.nodeKey(), 1);
    CborWriter out = new CborWriter();
    out.map(3);
    out.key("content_id");
    out.id(CONTENT);
    out.key("providers");
    out.array(1);
    out.map(5);
    out.key("ip");
    address.ip().write(out);
    out.key("port");
    out.uint(address.port());
    out.key("transport");
    out.text(address.transport().spelling());
    out.key("pubkey_hint");
    out.id(KEY.nodeKey());
    out.key("sig");
    out.text("mine");
    out.key("updated_at");
    out.uint(NOW);

    Judged judged = judged(PROVIDERS_KEY, out.toBytes());
    assertThat(judged.providers())
        .isEqualTo(new ProviderList(CONTENT, List.of(ProviderEntry.unsigned(address)), NOW));
    assertThat(judged.proved()).isEmpty();
  }
}
