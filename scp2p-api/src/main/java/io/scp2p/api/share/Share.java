package io.scp2p.api.share;

import io.scp2p.api.ShareLink;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One published version of a share of this node.
 *
 * @param shareLink how others find it
 * @param sequence 1 for the first version, one more for each that follows
 * @param manifest names this version
 * @param title for people, or null
 * @param description for people, or null
 * @param visibility whether it is listed
 * @param communities where it is bound to
 * @param itemCount how many files it has
 * @param totalBytes of all files
 * @param publishedAt when this version was signed
 */
public record Share(
    ShareLink shareLink,
    long sequence,
    ManifestId manifest,
    @Nullable String title,
    @Nullable String description,
    Visibility visibility,
    Set<CommunityId> communities,
    long itemCount,
    long totalBytes,
    Instant publishedAt) {
  /** Takes a copy of the communities. */
  public Share {
    Objects.requireNonNull(shareLink, "shareLink");
    Objects.requireNonNull(manifest, "manifest");
    Objects.requireNonNull(visibility, "visibility");
    Objects.requireNonNull(publishedAt, "publishedAt");
    communities = Set.copyOf(communities);
  }

  /** {@return the id of the share, the same in every version} */
  public ShareId id() {
    return shareLink.shareId();
  }

  /** {@return the text to pass on: {@code scp2p://s/…}} */
  public String link() {
    return shareLink.format();
  }
}
