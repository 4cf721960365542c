package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.search.FacetKind;
import io.scp2p.api.search.MatchMode;
import io.scp2p.api.search.Search;
import io.scp2p.api.search.SearchHit;
import io.scp2p.api.search.SearchOrder;
import io.scp2p.api.search.SearchPage;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.share.TrustLevel;
import io.scp2p.examples.node.daemon.http.Call;
import io.scp2p.examples.node.daemon.http.ListPage;
import io.scp2p.examples.node.daemon.http.Routes;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Search, as fast as somebody types. */
final class SearchRoutes {
  private static final int MAX_SUGGESTIONS = 50;
  private static final int DEFAULT_SUGGESTIONS = 8;

  private final Search search;
  private final TransferViews titles;

  private SearchRoutes(Context context) {
    this.search = context.node().search();
    this.titles = new TransferViews(context.node(), context.transfers());
  }

  /** An item that matches. */
  record HitView(
      ShareId share, @Nullable String shareTitle, ItemView item, double score, String snippet) {}

  /** One page of hits. */
  record ResultView(
      List<HitView> hits,
      long total,
      Map<FacetKind, Map<String, Long>> facets,
      @Nullable String next) {}

  static void register(Routes routes, Context context) {
    SearchRoutes here = new SearchRoutes(context);
    routes
        .get("/search", "Searches what this node follows and publishes")
        .query("q", "words; the last may be a prefix")
        .query("mode", "STANDARD, PHRASE or FUZZY")
        .query("order", "RELEVANCE, SIZE, NEWEST or NAME")
        .queries("share", "only in these")
        .queries("trust", "only in shares of these levels; TRUSTED and NORMAL without")
        .queries("tag", "only items with all of these")
        .queries("mime", "only items of these types, such as image/*")
        .query("minBytes", "only items of at least this size")
        .query("maxBytes", "only items of at most this size")
        .queries("facet", "count hits by SHARE, TAG, MIME_TYPE or SIZE")
        .query("limit", "how many, 1 to 200 (default 20)")
        .query("after", "the next of the page before")
        .gives(ResultView.class)
        .to(here::search);
    routes
        .get("/search/suggestions", "Words to complete what somebody types")
        .query("prefix", "what was typed so far")
        .query("limit", "how many, 1 to 50 (default 8)")
        .listed(String.class)
        .to(here::suggest);
  }

  private Mono<ResultView> search(Call call) {
    return search.page(query(call)).flatMap(this::view);
  }

  private static SearchQuery query(Call call) {
    SearchQuery.Builder query = SearchQuery.builder(call.query("q").orElse(""));
    call.query("mode", MatchMode::valueOf).ifPresent(query::mode);
    call.query("order", SearchOrder::valueOf).ifPresent(query::order);
    call.queries("share", ShareId::parse).forEach(query::share);
    List<TrustLevel> trust = call.queries("trust", TrustLevel::valueOf);
    if (!trust.isEmpty()) {
      query.trust(EnumSet.copyOf(trust));
    }
    call.queries("tag").forEach(query::tag);
    call.queries("mime").forEach(query::mimeType);
    call.queries("facet", FacetKind::valueOf).forEach(query::facet);
    query.sizeBytes(
        call.number("minBytes", 0, 0, Long.MAX_VALUE),
        call.number("maxBytes", Long.MAX_VALUE, 0, Long.MAX_VALUE));
    query.pageSize(
        (int) call.number("limit", SearchQuery.DEFAULT_PAGE_SIZE, 1, SearchQuery.MAX_PAGE_SIZE));
    SearchQuery built = query.build();
    return call.query("after").map(built::after).orElse(built);
  }

  private Mono<ResultView> view(SearchPage page) {
    return Flux.fromStream(page.hits().stream().map(SearchHit::share).distinct())
        .flatMap(share -> titles.title(share).map(title -> Map.entry(share, title)))
        .collectMap(Map.Entry::getKey, Map.Entry::getValue)
        .map(
            found ->
                new ResultView(
                    page.hits().stream().map(hit -> view(hit, found)).toList(),
                    page.total(),
                    page.facets(),
                    page.cursor()));
  }

  private static HitView view(SearchHit hit, Map<ShareId, Optional<String>> found) {
    return new HitView(
        hit.share(),
        found.getOrDefault(hit.share(), Optional.empty()).orElse(null),
        ItemView.of(hit.share(), hit.item()),
        hit.score(),
        hit.snippet());
  }

  private Mono<ListPage<String>> suggest(Call call) {
    int limit = (int) call.number("limit", DEFAULT_SUGGESTIONS, 1, MAX_SUGGESTIONS);
    return search
        .suggest(call.query("prefix").orElse(""), limit)
        .collectList()
        .map(ListPage::whole);
  }
}
