package io.scp2p.api.search;

import io.scp2p.api.error.ErrorCode;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Search over what this node follows and publishes. */
public interface Search {
  /**
   * One page of hits, with total and facets.
   *
   * @param query what for
   * @return the page, or {@link ErrorCode#INVALID_CURSOR}
   */
  Mono<SearchPage> page(SearchQuery query);

  /**
   * All hits, page after page as they are asked for.
   *
   * @param query what for
   * @return hits in the order of the query; completes after the last
   */
  default Flux<SearchHit> all(SearchQuery query) {
    return page(query)
        .expand(page -> page.nextCursor().map(next -> page(query.after(next))).orElse(Mono.empty()))
        .concatMapIterable(SearchPage::hits, 1); // Else 256 pages are read ahead.
  }

  /**
   * Words to complete what somebody types.
   *
   * @param prefix what was typed so far
   * @param count how many at most
   * @return words of the index, most frequent first
   */
  Flux<String> suggest(String prefix, int count);
}
