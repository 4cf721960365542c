package io.scp2p.core.protocol.sync;

import io.scp2p.api.id.ManifestId;

/**
 * The newest version that was adopted of a share.
 *
 * @param seq unsigned
 * @param manifest which
 * @param empty whether it has no items: it may be the outline of a catalog that nobody could give
 * @param paged whether the share has a catalog beyond its manifests
 */
public record LocalVersion(long seq, ManifestId manifest, boolean empty, boolean paged) {
  /** A version of a share that is not known to have a catalog. */
  public LocalVersion(long seq, ManifestId manifest) {
    this(seq, manifest, false, false);
  }
}
