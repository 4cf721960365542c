package io.scp2p.api.share;

import io.scp2p.api.id.ManifestId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One verified version of a followed share.
 *
 * @param sequence its number; a higher one is newer
 * @param manifest names it
 * @param title for people, or null
 * @param description for people, or null
 * @param itemCount how many files it has
 * @param totalBytes of all files
 * @param createdAt when its publisher says it was signed
 * @param expiresAt until when it is accepted, or null for no end
 */
public record ShareVersion(
    long sequence,
    ManifestId manifest,
    @Nullable String title,
    @Nullable String description,
    long itemCount,
    long totalBytes,
    Instant createdAt,
    @Nullable Instant expiresAt) {
  /** Requires what is not optional. */
  public ShareVersion {
    Objects.requireNonNull(manifest, "manifest");
    Objects.requireNonNull(createdAt, "createdAt");
  }
}
