package io.scp2p.api.share;

import io.scp2p.api.ShareLink;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.ShareId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A share somebody lists (specification section 9.9). A claim: only following it verifies it.
 *
 * @param link how to follow it
 * @param sequence the newest version, as claimed
 * @param manifest names that version
 * @param title for people, or null
 * @param description for people, or null
 * @param listedBy who said so
 */
public record PublicShare(
    ShareLink link,
    long sequence,
    ManifestId manifest,
    @Nullable String title,
    @Nullable String description,
    NodeId listedBy) {
  /** Requires what is not optional. */
  public PublicShare {
    Objects.requireNonNull(link, "link");
    Objects.requireNonNull(manifest, "manifest");
    Objects.requireNonNull(listedBy, "listedBy");
  }

  /** {@return the id of the share} */
  public ShareId id() {
    return link.shareId();
  }
}
