package io.scp2p.core.protocol.dht;

import io.scp2p.core.catalog.ManifestSeal;
import io.scp2p.core.protocol.relay.AnnouncementFault;
import io.scp2p.core.protocol.relay.AnnouncementSeal;
import io.scp2p.core.protocol.relay.Rendezvous;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.record.CommunityMembers;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.DhtRecord;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.Providers;
import io.scp2p.core.wire.record.RelayAnnouncement;
import io.scp2p.core.wire.record.ShareHead;
import java.util.Optional;

/**
 * Whether a value may live under a key: the procedure of specification section 8.6.1, used on
 * STORE, on answers to FIND_VALUE given and received, and before republishing.
 *
 * <p>The first kind of record that the value decodes as decides; later kinds are not tried. No
 * signature is checked but that of a relay announcement, whose expiry is not.
 *
 * <p><b>Stricter than the reference.</b> Values followed by surplus bytes, and heads with a
 * signature of another length than 64, are refused, though the reference keeps them (section 8.5):
 * nothing it makes looks like that, and two values that mean the same should be the same bytes
 * (section 2.4, consequence 1).
 */
public final class DhtValues {
  private DhtValues() {}

  /** Judges a value. */
  public static DhtVerdict validate(DhtKey key, Bytes value) {
    DhtRecord decoded;
    try {
      decoded = DhtRecord.decode(value);
    } catch (WireException objection) {
      return new DhtVerdict.Refused(objection.text());
    }
    return refusal(key, decoded)
        .<DhtVerdict>map(DhtVerdict.Refused::new)
        .orElseGet(() -> new DhtVerdict.Accepted(decoded));
  }

  private static Optional<String> refusal(DhtKey key, DhtRecord value) {
    if (value instanceof ShareHead head) {
      return unless(
          key.equals(DhtKeys.shareHead(head.body().shareId())), WireErrorText.DHT_SHARE_HEAD_KEY);
    }
    if (value instanceof Providers providers) {
      return unless(
          key.equals(DhtKeys.providers(providers.contentId())), WireErrorText.DHT_PROVIDERS_KEY);
    }
    if (value instanceof Manifest manifest) {
      return unless(
          key.equals(DhtKeys.manifest(ManifestSeal.id(manifest))), WireErrorText.DHT_MANIFEST_KEY);
    }
    if (value instanceof RelayAnnouncement announcement) {
      // The cheap comparison would do first, but the order decides which text the peer reads.
      Optional<AnnouncementFault> fault = AnnouncementSeal.verify(announcement);
      return fault.isPresent()
          ? fault.map(AnnouncementFault::text)
          : unless(
              Rendezvous.keysOf(announcement.body()).contains(key),
              WireErrorText.DHT_RENDEZVOUS_KEY);
    }
    CommunityMembers members = (CommunityMembers) value;
    return unless(
        key.equals(DhtKeys.communityMembers(members.communityId())),
        WireErrorText.DHT_COMMUNITY_KEY);
  }

  private static Optional<String> unless(boolean holds, String text) {
    return holds ? Optional.empty() : Optional.of(text);
  }
}
