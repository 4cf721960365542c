package io.scp2p.api.search;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One page of hits. Pages of one query fit together even if the index changes meanwhile.
 *
 * @param hits in the order asked for
 * @param total how many hits the query has
 * @param facets counts by value, for each facet asked for
 * @param cursor where this page ends, or null if it is the last
 */
public record SearchPage(
    List<SearchHit> hits,
    long total,
    Map<FacetKind, Map<String, Long>> facets,
    @Nullable String cursor) {
  /** Takes copies. */
  public SearchPage {
    hits = List.copyOf(hits);
    facets = Map.copyOf(facets);
  }

  /** {@return what to pass to {@link SearchQuery#after}, unless this is the last page} */
  public Optional<String> nextCursor() {
    return Optional.ofNullable(cursor);
  }
}
