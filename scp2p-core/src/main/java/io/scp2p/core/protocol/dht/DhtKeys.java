package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.FixedBytes;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.crypto.Sha256;
import io.scp2p.core.wire.record.DhtKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where values live (specification section 8.6): SHA-256 of a keyspace's prefix and an id. The
 * fifth keyspace, relay rendezvous, has numbers in place of an id and lives in {@link
 * io.scp2p.core.protocol.relay.Rendezvous}.
 */
public final class DhtKeys {
  private static final byte[] SHARE_HEAD = prefix("share:head:");
  private static final byte[] MANIFEST = prefix("manifest:loc:");
  private static final byte[] PROVIDERS = prefix("content:prov:");
  private static final byte[] COMMUNITY_MEMBERS = prefix("community:info:");

  private DhtKeys() {}

  /** Where the head of a share lives. */
  public static DhtKey shareHead(ShareId shareId) {
    return key(SHARE_HEAD, shareId);
  }

  /** Where a manifest lives: the manifest itself, not its location. */
  public static DhtKey manifest(ManifestId manifestId) {
    return key(MANIFEST, manifestId);
  }

  /** Where the providers of a content are listed. */
  public static DhtKey providers(ContentId contentId) {
    return key(PROVIDERS, contentId);
  }

  /** Where the members of a community are listed. */
  public static DhtKey communityMembers(CommunityId communityId) {
    return key(COMMUNITY_MEMBERS, communityId);
  }

  /** The point that a lookup for a key heads for: its first 20 bytes (section 1.5). */
  public static NodeId routingTarget(DhtKey key) {
    return NodeId.of(Arrays.copyOf(key.value().toArray(), NodeId.LENGTH));
  }

  private static DhtKey key(byte[] prefix, FixedBytes id) {
    return DhtKey.of(Sha256.hash(prefix, id.bytes()));
  }

  private static byte[] prefix(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
