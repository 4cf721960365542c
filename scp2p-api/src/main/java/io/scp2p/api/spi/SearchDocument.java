package io.scp2p.api.spi;

import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.ShareItem;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One item as it is indexed (specification section 13.1). A document is named by its share, its
 * content and its path.
 *
 * @param share in which share
 * @param manifest in which version
 * @param item the item
 * @param title of the share, or null
 * @param description of the share, or null
 * @param updatedAt when that version was signed
 */
public record SearchDocument(
    ShareId share,
    ManifestId manifest,
    ShareItem item,
    @Nullable String title,
    @Nullable String description,
    Instant updatedAt) {
  /** Requires what is not optional. */
  public SearchDocument {
    Objects.requireNonNull(share, "share");
    Objects.requireNonNull(manifest, "manifest");
    Objects.requireNonNull(item, "item");
    Objects.requireNonNull(updatedAt, "updatedAt");
  }
}
