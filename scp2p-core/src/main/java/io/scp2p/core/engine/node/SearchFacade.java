package io.scp2p.core.engine.node;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.search.Search;
import io.scp2p.api.search.SearchPage;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.catalog.CatalogIndex;
import java.util.Map;
import java.util.concurrent.Callable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@link Search}, over the index of the catalog. Strictly local. */
final class SearchFacade implements Search {
  private final NodeCore core;
  private final Signals signals;

  SearchFacade(NodeCore core, Signals signals) {
    this.core = core;
    this.signals = signals;
  }

  @Override
  public Mono<SearchPage> page(SearchQuery query) {
    return signals.blocking(
        () -> asked(() -> index().query(query, core.following().scopes().of(query.trust()))));
  }

  @Override
  public Flux<String> suggest(String prefix, int count) {
    return signals
        .blocking(
            () ->
                asked(
                    () ->
                        index()
                            .suggest(
                                prefix,
                                count,
                                core.following().scopes().of(SearchQuery.DEFAULT_TRUST))))
        .flatMapIterable(words -> words);
  }

  private CatalogIndex index() {
    return core.catalog().index();
  }

  /** A question to the index; what its failures mean is not what those of the state store do. */
  private static <T> T asked(Callable<T> question) throws Exception {
    try {
      return question.call();
    } catch (StoreException e) {
      throw switch (e.reason()) {
        case MISSING ->
            new Scp2pException(
                ErrorCode.INVALID_CURSOR,
                "The cursor is too old or belongs to another query; begin with the first page.",
                Map.of(),
                e);
        case CORRUPT ->
            new Scp2pException(
                ErrorCode.INDEX_CORRUPT,
                "The search index is damaged and being made anew.",
                Map.of(),
                e);
        default -> e;
      };
    }
  }
}
