package io.scp2p.core.conformance;

import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Set;

/** How names on the wire correspond to components of our records. */
final class FieldNaming {
  private static final Map<String, String> RENAMED =
      Map.ofEntries(
          Map.entry("share_pubkey", "shareKey"),
          Map.entry("node_pubkey", "nodeKey"),
          Map.entry("timestamp_unix_secs", "timestampUnixSeconds"),
          Map.entry("ephemeral_pubkey", "ephemeralKey"),
          Map.entry("community_share_id", "communityId"),
          Map.entry("community_share_pubkey", "communityKey"),
          Map.entry("member_node_pubkey", "memberKey"),
          Map.entry("requester_node_pubkey", "requesterKey"),
          Map.entry("requester_membership_proof", "requesterProof"),
          Map.entry("relay_addr", "relayAddress"),
          Map.entry("relay_addrs", "relayAddresses"),
          Map.entry("relay_pubkey", "relayKey"),
          Map.entry("sig", "signature"),
          Map.entry("ttl_secs", "ttlSeconds"),
          Map.entry("blocked_share_ids", "blockedShares"),
          Map.entry("blocked_content_ids", "blockedContents"),
          Map.entry("target_node_id", "target"),
          Map.entry("chunk_hashes", "hashes"),
          Map.entry("bytes", "manifest"),
          Map.entry("req_id", "requestId"));

  /** Components that have no key of their own: their fields stand beside the others. */
  private static final Set<String> TRANSPARENT =
      Set.of(
          "Hello.body",
          "Manifest.body",
          "ShareHead.body",
          "MembershipToken.body",
          "RelayAnnouncement.body",
          "Store.entry",
          "ProvidersMessage.providers");

  private FieldNaming() {}

  static String component(String wireName) {
    String renamed = RENAMED.get(wireName);
    return renamed != null ? renamed : camelCase(wireName);
  }

  static boolean isTransparent(RecordComponent component) {
    String owner = component.getDeclaringRecord().getSimpleName();
    return TRANSPARENT.contains(owner + "." + component.getName());
  }

  private static String camelCase(String wireName) {
    StringBuilder name = new StringBuilder();
    boolean capital = false;
    for (char c : wireName.toCharArray()) {
      if (c != '_') {
        name.append(capital ? Character.toUpperCase(c) : c);
      }
      capital = c == '_';
    }
    return name.toString();
  }
}
