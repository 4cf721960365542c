package io.scp2p.examples.bench;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.search.FacetKind;
import io.scp2p.api.search.MatchMode;
import io.scp2p.api.search.SearchOrder;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.spi.SearchDocument;
import io.scp2p.api.spi.SearchIndex;
import io.scp2p.api.spi.SearchScope;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.lucene.search.Query;
import org.jspecify.annotations.Nullable;

/**
 * What a query takes. Each kind is asked in turn of ours and of raw Lucene; a query's time is the
 * processor time of its thread, so that other load counts less, with the clock's beside it.
 */
final class SearchFigures {
  private static final int WARM_UP = 500;
  private static final int BLOCKED = 1_000;
  private static final int FEW_SHARES = 50;
  private static final int FRESH = 100;

  private final SearchData data;
  private final SearchIndex index;
  private final RawIndex raw;
  private final int queries;
  private final int runs;
  private final String only;
  private final PrintWriter out;

  SearchFigures(
      SearchData data,
      SearchIndex index,
      RawIndex raw,
      int queries,
      int runs,
      String only,
      PrintWriter out) {
    this.data = data;
    this.index = index;
    this.raw = raw;
    this.queries = queries;
    this.runs = runs;
    this.only = only;
    this.out = out;
  }

  /** One question to both; raw Lucene cannot answer each. */
  private record Asked(SearchQuery own, @Nullable Query raw) {}

  void run(int shares) throws Exception {
    Map<ShareId, Double> all = new HashMap<>();
    Map<ShareId, Double> few = new HashMap<>();
    for (int i = 0; i < shares; i++) {
      all.put(SearchData.share(i), i % 10 == 0 ? 2.0 : 1.0);
      if (i % 3 == 0 && i < 3 * FEW_SHARES) {
        few.put(SearchData.share(i), 1.0);
      }
    }
    Set<ContentId> blocked = new HashSet<>();
    for (int i = 0; i < BLOCKED; i++) {
      blocked.add(SearchData.content(i * 997));
    }
    SearchScope wide = new SearchScope(all, blocked);
    out.println("                                  ours: CPU ms    by the clock      raw: CPU ms");
    out.println("                                  p50     p99     p50     p99     p50     p99");
    words(wide, new SearchScope(few, blocked));
    others(wide);
    visibility();
  }

  private void words(SearchScope wide, SearchScope few) throws Exception {
    kind("one word", wide, () -> text(data.word()));
    kind("one word, finished", wide, () -> text(data.word() + " "));
    kind(
        "one word, few shares",
        few,
        () -> {
          String word = data.word();
          return new Asked(
              SearchQuery.text(word),
              RawIndex.inShares(RawIndex.word(word), few.weights().keySet()));
        });
    kind("one word + tag", wide, () -> withTag(data.word(), data.tag()));
    kind(
        "one word + tag + type + size",
        wide,
        () ->
            new Asked(
                SearchQuery.builder(data.word())
                    .tag(data.tag())
                    .mimeType("image/*")
                    .sizeBytes(100, 1L << 40)
                    .build(),
                null));
    kind(
        "one word, one share",
        wide,
        () -> {
          String word = data.word();
          ShareId share = data.shareWithMany();
          return new Asked(
              SearchQuery.builder(word).share(share).build(),
              RawIndex.inShares(RawIndex.word(word), Set.of(share)));
        });
    kind("two words", wide, () -> own(SearchQuery.builder(data.word() + " " + data.word())));
  }

  private void others(SearchScope wide) throws Exception {
    for (int length = 3; length > 0; length--) {
      int letters = length;
      kind("prefix of " + length, wide, () -> prefix(data.word().substring(0, letters)));
    }
    kind("part of a word", wide, () -> own(SearchQuery.builder(data.word().substring(1) + ".")));
    kind("nothing found", wide, () -> text(data.unknownWord()));
    kind(
        "phrase of two",
        wide,
        () -> own(SearchQuery.builder(data.word() + " " + data.word()).mode(MatchMode.PHRASE)));
    kind("misspelt", wide, () -> own(SearchQuery.builder(data.misspelt()).mode(MatchMode.FUZZY)));
    kind("by size", wide, () -> own(SearchQuery.builder(data.word()).order(SearchOrder.SIZE)));
    kind(
        "with all facets",
        wide,
        () -> {
          SearchQuery.Builder query = SearchQuery.builder(data.word());
          Arrays.stream(FacetKind.values()).forEach(query::facet);
          return own(query);
        });
    times("suggest, 3 letters", () -> index.suggest(data.word().substring(0, 3), 10, wide));
  }

  private static Asked text(String text) {
    return new Asked(SearchQuery.text(text), RawIndex.word(text.trim()));
  }

  private static Asked withTag(String word, String tag) {
    return new Asked(
        SearchQuery.builder(word).tag(tag).build(), RawIndex.withTag(RawIndex.word(word), tag));
  }

  private static Asked prefix(String prefix) {
    return new Asked(SearchQuery.text(prefix), RawIndex.prefix(prefix));
  }

  private static Asked own(SearchQuery.Builder query) {
    return new Asked(query.build(), null);
  }

  private void kind(String what, SearchScope scope, Supplier<Asked> next) throws Exception {
    if (!what.contains(only)) {
      return;
    }
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < queries; i++) {
      asked.add(next.get());
    }
    boolean both = asked.get(0).raw() != null;
    List<Double> middle = new ArrayList<>();
    List<Double> late = new ArrayList<>();
    Latencies own = new Latencies();
    Latencies theirs = new Latencies();
    for (int i = 0; i < warmUp(); i++) {
      Asked query = asked.get(i % queries);
      index.query(query.own(), scope);
      if (query.raw() != null) {
        raw.search(query.raw());
      }
    }
    for (int run = 0; run < runs; run++) {
      Latencies ownRun = new Latencies();
      Latencies theirRun = new Latencies();
      for (Asked query : asked) {
        ownRun.add(Timed.thread(() -> index.query(query.own(), scope)));
        if (query.raw() != null) {
          Query theirQuery = query.raw();
          theirRun.add(Timed.thread(() -> raw.search(theirQuery)));
        }
      }
      own.addAll(ownRun);
      theirs.addAll(theirRun);
      if (both) {
        middle.add(ownRun.cpuMillis(50) / theirRun.cpuMillis(50));
        late.add(ownRun.cpuMillis(99) / theirRun.cpuMillis(99));
      }
    }
    String ratios = both ? "  ratio p50 " + Spread.of(middle) + ", p99 " + Spread.of(late) : "";
    row(what, own, both ? theirs : null, ratios);
  }

  /** Whoever asks little does not want to wait for a warm-up either. */
  private int warmUp() {
    return Math.min(WARM_UP, 5 * queries);
  }

  private void times(String what, Timed.Work work) throws Exception {
    if (!what.contains(only)) {
      return;
    }
    for (int i = 0; i < warmUp(); i++) {
      work.run();
    }
    Latencies own = new Latencies();
    for (int i = 0; i < queries * runs; i++) {
      own.add(Timed.thread(work));
    }
    row(what, own, null, "");
  }

  private void row(String what, Latencies own, @Nullable Latencies theirs, String more) {
    out.printf(
        Locale.ROOT,
        "%-30s %7.3f %7.3f %7.3f %7.3f",
        what,
        own.cpuMillis(50),
        own.cpuMillis(99),
        own.millis(50),
        own.millis(99));
    if (theirs != null) {
      out.printf(Locale.ROOT, " %7.3f %7.3f", theirs.cpuMillis(50), theirs.cpuMillis(99));
    }
    out.println(more);
    out.flush();
  }

  /** From the call that adds an item to the first query that finds it, asking all the time. */
  private void visibility() throws Exception {
    SearchScope scope = new SearchScope(Map.of(SearchData.share(0), 1.0), Set.of());
    Latencies own = new Latencies();
    for (int i = 0; i < Math.min(FRESH, queries); i++) {
      String name = "fresh" + i;
      SearchDocument document =
          new SearchDocument(
              SearchData.share(0),
              SearchData.manifest(0),
              new ShareItem(SearchData.content(1 << 30 | i), name, null, 1, null, List.of()),
              "fresh title",
              null,
              Instant.EPOCH);
      own.add(
          Timed.thread(
              () -> {
                index.upsert(List.of(document));
                while (index.query(SearchQuery.text(name), scope).total() == 0) {
                  Thread.onSpinWait();
                }
              }));
    }
    out.printf(
        Locale.ROOT,
        "a new item is found after %.1f ms (p50), %.1f ms (p99), %.1f ms at most%n",
        own.millis(50),
        own.millis(99),
        own.millis(100));
  }
}
