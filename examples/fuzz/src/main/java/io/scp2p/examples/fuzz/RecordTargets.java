package io.scp2p.examples.fuzz;

import io.scp2p.core.protocol.dht.DhtValues;
import io.scp2p.core.protocol.dht.DhtVerdict;
import io.scp2p.core.protocol.dht.ValueJudge;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.pairing.PairingOffer;
import io.scp2p.core.wire.record.Blocklist;
import io.scp2p.core.wire.record.CommunityMembers;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.DhtRecord;
import io.scp2p.core.wire.record.LanPacket;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.MembershipToken;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.ProviderEntry;
import io.scp2p.core.wire.record.ProviderList;
import io.scp2p.core.wire.record.Providers;
import io.scp2p.core.wire.record.RelayAnnouncement;
import io.scp2p.core.wire.record.RelayCapacity;
import io.scp2p.core.wire.record.ShareHead;
import io.scp2p.core.wire.record.ShareItem;
import io.scp2p.core.wire.record.ShareSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Every record of the wire. */
final class RecordTargets {
  private static final String[] RECORDS = {
    "decoding-records", "records", "signed-objects", "dht-validation", "messages"
  };
  private static final long NOW = 1_700_000_000L;

  private RecordTargets() {}

  static List<FuzzTarget> all() {
    return List.of(
        record(
            "peer-address", "an address, perhaps behind relays", RoundTrip.item(PeerAddress::read)),
        record("share-item", "an item of a manifest", RoundTrip.item(ShareItem::read)),
        record("share-summary", "a share in a public list", RoundTrip.item(ShareSummary::read)),
        record("share-head", "the head of a share", RoundTrip.item(ShareHead::read)),
        record("manifest", "a signed manifest", RoundTrip.record(Manifest::decode)),
        record("providers", "who has a content", RoundTrip.item(Providers::read)),
        record("provider-list", "the same, with proofs", RoundTrip.record(ProviderList::decode)),
        record("provider-entry", "one of them", RoundTrip.item(ProviderEntry::read)),
        record("members", "members of a community", RoundTrip.item(CommunityMembers::read)),
        record("announcement", "a relay's word", RoundTrip.item(RelayAnnouncement::read)),
        record("relay-capacity", "a relay's room", RoundTrip.item(RelayCapacity::read)),
        record("dht-entry", "a key and its value", RoundTrip.item(DhtEntry::read)),
        record("dht-record", "any value of the DHT", RoundTrip.record(DhtRecord::decode)),
        new FuzzTarget(
            "dht-value",
            "a value under its key, as a node judges it",
            RecordTargets::valuesBehindKeys,
            RecordTargets::value),
        record("token", "a proof of membership", RoundTrip.record(MembershipToken::decode)),
        record("blocklist", "rules of a blocklist", RoundTrip.record(Blocklist::decode)),
        record("lan-packet", "a datagram of LAN discovery", RoundTrip.record(LanPacket::decode)),
        new FuzzTarget(
            "pairing-offer",
            "what was sealed for whoever knows the code",
            vectors -> Samples.pairingOffers(),
            RoundTrip.record(PairingOffer::decode)));
  }

  private static FuzzTarget record(String name, String says, FuzzTarget.Feed feed) {
    return new FuzzTarget(name, says, RecordTargets::seeds, feed);
  }

  private static List<byte[]> seeds(Vectors vectors) {
    List<byte[]> seeds = new ArrayList<>(vectors.octets(RECORDS));
    seeds.addAll(Samples.records());
    return seeds;
  }

  private static List<byte[]> valuesBehindKeys(Vectors vectors) {
    List<byte[]> keys = vectors.octets(Set.of("key"), "dht-validation");
    List<byte[]> values = vectors.octets(Set.of("value"), "dht-validation");
    List<byte[]> all = new ArrayList<>();
    for (byte[] value : values) {
      for (byte[] key : keys) {
        byte[] both = new byte[key.length + value.length];
        System.arraycopy(key, 0, both, 0, key.length);
        System.arraycopy(value, 0, both, key.length, value.length);
        all.add(both);
      }
    }
    return all;
  }

  private static boolean value(byte[] input) {
    Input in = new Input(input);
    DhtKey key = DhtKey.of(in.fixed(32));
    Bytes value = Bytes.wrap(in.rest());
    DhtVerdict verdict = DhtValues.validate(key, value);
    ValueJudge.Judgement judgement =
        new ValueJudge(share -> Optional.empty()).judge(key, value, NOW);
    boolean accepted = verdict instanceof DhtVerdict.Accepted;
    Finding.unless(
        accepted == judgement instanceof ValueJudge.Judgement.Accepted,
        "one check accepts what the other refuses");
    if (judgement instanceof ValueJudge.Judgement.Accepted good) {
      Finding.unless(good.value().value().equals(value), "another value was judged");
      Finding.unless(good.value().key().equals(key), "another key was judged");
    }
    return accepted;
  }
}
