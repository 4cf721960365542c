package io.scp2p.core.engine.catalog;

import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.protocol.sync.VerifiedHead;
import io.scp2p.core.protocol.sync.VerifiedManifest;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.ShareHead;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know about a version besides its items. Whoever makes one has verified it: the
 * catalog does not look at signatures.
 *
 * @param share of which share
 * @param seq its number, unsigned
 * @param manifest names the version: a manifest id, or what stands for one in a paged catalog
 * @param createdAt unix seconds, unsigned
 * @param expiresAt unix seconds, unsigned, or null for never
 * @param title of the share, or null
 * @param description of the share, or null
 * @param head the signed head that announces it, to be served to others; null if there is none
 * @param encoded the signed v1 manifest, to be served to others; null if it does not fit into one
 */
public record CatalogVersion(
    ShareId share,
    long seq,
    ManifestId manifest,
    long createdAt,
    @Nullable Long expiresAt,
    @Nullable String title,
    @Nullable String description,
    @Nullable ShareHead head,
    @Nullable Bytes encoded) {
  /** The version that a v1 manifest describes. */
  public static CatalogVersion of(VerifiedHead head, VerifiedManifest manifest) {
    if (!head.manifestId().equals(manifest.id())) {
      throw new IllegalArgumentException("the head names another manifest");
    }
    Manifest.Body body = manifest.manifest().body();
    return new CatalogVersion(
        body.shareId(),
        body.seq(),
        manifest.id(),
        body.createdAt(),
        body.expiresAt(),
        body.title(),
        body.description(),
        head.head(),
        manifest.encoded());
  }
}
