package io.scp2p.core.engine.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareKey;
import io.scp2p.api.spi.StoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What this node publishes, as communities list it. May block. */
@FunctionalInterface
public interface OwnShares {
  /** The public shares that are bound to a community. */
  List<Bound> boundTo(CommunityId community) throws StoreException;

  /**
   * One of them.
   *
   * @param publishedAt unix seconds
   * @param tags of its first files
   */
  record Bound(
      ShareKey key,
      long seq,
      ManifestId manifest,
      long publishedAt,
      @Nullable String title,
      @Nullable String description,
      List<String> tags) {
    /** Copies the list. */
    public Bound {
      tags = List.copyOf(tags);
    }
  }
}
