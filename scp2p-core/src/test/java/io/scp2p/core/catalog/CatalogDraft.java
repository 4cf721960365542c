package io.scp2p.core.catalog;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ShareKey;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.ShareItem;
import io.scp2p.core.wire.record.Visibility;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What manifests in tests say, before they have a number and a date.
 *
 * @param title of the share
 * @param description of the share
 * @param visibility whether it is listed
 * @param communities it is bound to
 * @param items its files
 */
record CatalogDraft(
    @Nullable String title,
    @Nullable String description,
    Visibility visibility,
    List<CommunityId> communities,
    List<ShareItem> items) {
  /** The number of a new share's manifest; an update has its predecessor's plus one (9.2). */
  public static final long FIRST_SEQ = 1;

  /** Copies the lists. */
  public CatalogDraft {
    communities = List.copyOf(communities);
    items = List.copyOf(items);
  }

  /** The body to sign: as the reference publishes, without expiry and recommendations (9.2). */
  public Manifest.Body body(ShareKey shareKey, long seq, long createdAtUnixSeconds) {
    return new Manifest.Body(
        Manifest.VERSION,
        shareKey,
        shareKey.id(),
        seq,
        createdAtUnixSeconds,
        null,
        title,
        description,
        visibility,
        communities,
        items,
        List.of());
  }
}
