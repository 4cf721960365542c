package io.scp2p.core.protocol.dht;

import static io.scp2p.core.protocol.dht.SomeValues.NOW;
import static io.scp2p.core.protocol.dht.SomeValues.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.catalog.ManifestSeal;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.relay.AnnouncementFault;
import io.scp2p.core.protocol.relay.Rendezvous;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.record.CommunityMembers;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.DhtRecord;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.Providers;
import io.scp2p.core.wire.record.RelayAnnouncement;
import io.scp2p.core.wire.record.ShareHead;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each kind of value lives under its key and nowhere else (section 8.6.1). */
class DhtValuesTest {
  private static final SigningKey KEY = key(1);
  private static final DhtKey ELSEWHERE = DhtKey.of(new byte[DhtKey.LENGTH]);

  private static void livesAt(DhtKey key, DhtRecord record, String otherwise) {
    assertThat(DhtValues.validate(key, record.encoded()))
        .isEqualTo(new DhtVerdict.Accepted(record));
    assertThat(DhtValues.validate(ELSEWHERE, record.encoded()))
        .isEqualTo(new DhtVerdict.Refused(otherwise));
  }

  @Test
  void heads() {
    ShareHead head = SomeValues.head(KEY, 1, NOW);
    livesAt(DhtKeys.shareHead(KEY.shareKey().id()), head, WireErrorText.DHT_SHARE_HEAD_KEY);
  }

  @Test
  void providers() {
    Providers providers = new Providers(SomeValues.CONTENT, List.of(), NOW);
    livesAt(SomeValues.PROVIDERS_KEY, providers, WireErrorText.DHT_PROVIDERS_KEY);
  }

  @Test
  void manifests() {
    Manifest manifest = SomeValues.manifest(KEY);
    livesAt(DhtKeys.manifest(ManifestSeal.id(manifest)), manifest, WireErrorText.DHT_MANIFEST_KEY);
  }

  @Test
  void members() {
    CommunityMembers members = SomeValues.members(NOW);
    livesAt(
        DhtKeys.communityMembers(SomeValues.COMMUNITY), members, WireErrorText.DHT_COMMUNITY_KEY);
  }

  @Test
  void announcementsOfRelays() {
    RelayAnnouncement announcement = SomeValues.announcement(KEY, NOW);
    for (DhtKey key : Rendezvous.keysOf(announcement.body())) {
      livesAt(key, announcement, WireErrorText.DHT_RENDEZVOUS_KEY);
    }
    RelayAnnouncement forged = announcement.body().signed(Bytes.wrap(new byte[64]));
    DhtKey key = Rendezvous.keysOf(forged.body()).iterator().next();
    assertThat(DhtValues.validate(key, forged.encoded()))
        .isEqualTo(new DhtVerdict.Refused(AnnouncementFault.BAD_SIGNATURE.text()));
  }

  @Test
  void whatIsNoRecordLivesNowhere() {
    byte[] members = SomeValues.members(NOW).encoded().toArray();
    byte[] surplus = Arrays.copyOf(members, members.length + 1);
    for (byte[] value : List.of(new byte[0], new byte[] {1, 2, 3}, surplus)) {
      assertThat(
              DhtValues.validate(DhtKeys.communityMembers(SomeValues.COMMUNITY), Bytes.wrap(value)))
          .isEqualTo(new DhtVerdict.Refused(WireErrorText.DHT_UNKNOWN_KEYSPACE));
    }
  }
}
