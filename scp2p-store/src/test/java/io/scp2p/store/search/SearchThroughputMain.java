package io.scp2p.store.search;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.search.FacetKind;
import io.scp2p.api.search.MatchMode;
import io.scp2p.api.search.SearchOrder;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.spi.SearchDocument;
import io.scp2p.api.spi.SearchIndex;
import io.scp2p.api.spi.SearchScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;

/**
 * How fast the index fills and answers, beside Lucene as it comes: {@code SearchThroughputMain
 * [items]}. Names have three to six words of 50,000, one of them often glued to another; two to
 * four tags of 2,000; 1,000 shares; all by Zipf's law, in the data and in the queries.
 */
public final class SearchThroughputMain {
  private static final int WORDS = 50_000;
  private static final int TAGS = 2_000;
  private static final int SHARES = 1_000;
  private static final int BATCH = 1_000;
  private static final int WARM_UP = 300;
  private static final int QUERIES = 1_000;

  private final Random random = new Random(20_260_101);
  private final String[] words = new String[WORDS];
  private final double[] wordSums = zipf(WORDS);
  private final double[] tagSums = zipf(TAGS);
  private final double[] shareSums = zipf(SHARES);

  private SearchThroughputMain() {
    Set<String> made = new HashSet<>();
    for (int i = 0; i < WORDS; i++) {
      String word = word();
      while (!made.add(word)) {
        word = word();
      }
      words[i] = word;
    }
  }

  /** Runs everything in a directory of its own, which is removed. */
  public static void main(String[] arguments) throws Exception {
    int items = arguments.length == 0 ? 1_000_000 : Integer.parseInt(arguments[0]);
    Path directory = Files.createTempDirectory("search");
    try {
      new SearchThroughputMain().run(items, directory);
    } finally {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private void run(int items, Path directory) throws Exception {
    List<SearchDocument> documents = documents(items);
    System.out.printf("%,d items, %,d shares%n", items, SHARES);
    double raw = fillRaw(documents, directory.resolve("raw"));
    Path own = directory.resolve("own");
    try (SearchIndex index = new LuceneSearchIndexProvider().open(own)) {
      double rate = fill(index, documents);
      System.out.printf(
          "index     %,9.0f items/s  raw Lucene %,9.0f  ratio %.2f%n", rate, raw, rate / raw);
      System.out.printf(
          "on disk   %,d MiB  raw %,d MiB%n", mib(own), mib(directory.resolve("raw")));
    }
    documents = null;
    long start = System.nanoTime();
    try (SearchIndex index = new LuceneSearchIndexProvider().open(own)) {
      System.out.printf("open      %.1f ms%n", (System.nanoTime() - start) / 1e6);
      query(index, directory.resolve("raw"));
      visibility(index);
    }
  }

  private void query(SearchIndex index, Path raw) throws Exception {
    Map<ShareId, Double> all = new HashMap<>();
    for (int i = 0; i < SHARES; i++) {
      all.put(share(i), i % 10 == 0 ? 2.0 : 1.0);
    }
    Set<ContentId> blocked = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      blocked.add(content(random.nextInt(1_000_000)));
    }
    SearchScope scope = new SearchScope(all, blocked);
    Map<ShareId, Double> fifty = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      fifty.put(share(i * 3), 1.0);
    }
    SearchScope some = new SearchScope(fifty, blocked);
    try (FSDirectory files = FSDirectory.open(raw);
        DirectoryReader reader = DirectoryReader.open(files)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      time(
          "raw Lucene, one word, top 20",
          () -> {
            search(searcher, new TermQuery(new Term("text", frequentWord())), 1_000);
          });
      time(
          "raw Lucene, one word, exact total",
          () -> {
            search(searcher, new TermQuery(new Term("text", frequentWord())), Integer.MAX_VALUE);
          });
    }
    time(index, scope, "one word", () -> SearchQuery.builder(frequentWord()));
    time(index, scope, "one word, finished", () -> SearchQuery.builder(frequentWord() + " "));
    time(index, some, "one word, 50 shares", () -> SearchQuery.builder(frequentWord()));
    time(index, scope, "one word + tag", () -> SearchQuery.builder(frequentWord()).tag(tag()));
    time(
        index,
        scope,
        "one word + tag + type + size",
        () ->
            SearchQuery.builder(frequentWord())
                .tag(tag())
                .mimeType("image/*")
                .sizeBytes(100, 1L << 40));
    time(
        index,
        scope,
        "one word, one share",
        () -> SearchQuery.builder(frequentWord()).share(share(zipf(shareSums))));
    time(
        index,
        scope,
        "two words, any",
        () -> SearchQuery.builder(frequentWord() + " " + frequentWord()));
    time(index, scope, "prefix of 3", () -> SearchQuery.builder(frequentWord().substring(0, 3)));
    time(index, scope, "prefix of 2", () -> SearchQuery.builder(frequentWord().substring(0, 2)));
    time(index, scope, "prefix of 1", () -> SearchQuery.builder(frequentWord().substring(0, 1)));
    time(
        index,
        scope,
        "substring (no candidate)",
        () -> SearchQuery.builder(frequentWord().substring(1) + "."));
    time(index, scope, "nothing found", () -> SearchQuery.builder("q" + random.nextInt(1 << 30)));
    time(
        index,
        scope,
        "phrase of two",
        () -> SearchQuery.builder(frequentWord() + " " + frequentWord()).mode(MatchMode.PHRASE));
    time(
        index,
        scope,
        "fuzzy, one word",
        () -> SearchQuery.builder(misspelt(frequentWord())).mode(MatchMode.FUZZY));
    time(
        index, scope, "by size", () -> SearchQuery.builder(frequentWord()).order(SearchOrder.SIZE));
    time(
        index,
        scope,
        "with all facets",
        () -> {
          SearchQuery.Builder query = SearchQuery.builder(frequentWord());
          Arrays.stream(FacetKind.values()).forEach(query::facet);
          return query;
        });
    time(
        "suggest, 3 letters",
        () -> {
          index.suggest(frequentWord().substring(0, 3), 10, scope);
        });
  }

  private static void search(IndexSearcher searcher, TermQuery query, int exactUpTo)
      throws IOException {
    var manager = new org.apache.lucene.search.TopScoreDocCollectorManager(20, null, exactUpTo);
    searcher.search(query, manager);
  }

  private interface Work {
    void run() throws Exception;
  }

  private void time(
      SearchIndex index, SearchScope scope, String what, Supplier<SearchQuery.Builder> query)
      throws Exception {
    time(what, () -> index.query(query.get().build(), scope));
  }

  private static void time(String what, Work work) throws Exception {
    for (int i = 0; i < WARM_UP; i++) {
      work.run();
    }
    long[] nanos = new long[QUERIES];
    for (int i = 0; i < QUERIES; i++) {
      long start = System.nanoTime();
      work.run();
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "%-34s p50 %7.3f ms  p99 %7.3f ms  max %7.3f ms%n",
        what, nanos[QUERIES / 2] / 1e6, nanos[QUERIES * 99 / 100] / 1e6, nanos[QUERIES - 1] / 1e6);
  }

  /** From the call that adds an item to the first query that finds it, asking all the time. */
  private void visibility(SearchIndex index) throws Exception {
    SearchScope scope = new SearchScope(Map.of(share(0), 1.0), Set.of());
    long[] nanos = new long[100];
    for (int i = 0; i < nanos.length; i++) {
      String name = "fresh" + i;
      SearchDocument document =
          new SearchDocument(
              share(0),
              manifest(0),
              new ShareItem(content(1 << 30 | i), name, null, 1, null, List.of()),
              "fresh title",
              null,
              Instant.EPOCH);
      long start = System.nanoTime();
      index.upsert(List.of(document));
      while (index.query(SearchQuery.text(name), scope).total() == 0) {
        Thread.onSpinWait();
      }
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "visible after                      p50 %7.3f ms  max %7.3f ms%n",
        nanos[50] / 1e6, nanos[99] / 1e6);
  }

  private static double fill(SearchIndex index, List<SearchDocument> documents) throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < documents.size(); i += BATCH) {
      index.upsert(documents.subList(i, Math.min(documents.size(), i + BATCH)));
    }
    index.commit();
    return documents.size() * 1e9 / (System.nanoTime() - start);
  }

  /** Name and tags as text, share as a term, nothing replaced, nothing stored. */
  private static double fillRaw(List<SearchDocument> documents, Path directory) throws IOException {
    long start = System.nanoTime();
    try (FSDirectory files = FSDirectory.open(directory);
        IndexWriter writer =
            new IndexWriter(
                files,
                new IndexWriterConfig(new StandardAnalyzer())
                    .setRAMBufferSizeMB(LiveIndex.BUFFER_MIB))) {
      for (SearchDocument document : documents) {
        Document raw = new Document();
        raw.add(new TextField("text", document.item().name(), Field.Store.NO));
        for (String tag : document.item().tags()) {
          raw.add(new TextField("text", tag, Field.Store.NO));
        }
        raw.add(new StringField("share", document.share().hex(), Field.Store.NO));
        writer.addDocument(raw);
      }
      writer.commit();
    }
    return documents.size() * 1e9 / (System.nanoTime() - start);
  }

  private static long mib(Path directory) throws IOException {
    long sum = 0;
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        sum += Files.size(path);
      }
    }
    return sum >> 20;
  }

  // ---- what is indexed

  private List<SearchDocument> documents(int items) {
    int[] perShare = new int[SHARES];
    for (int i = 0; i < items; i++) {
      perShare[zipf(shareSums)]++;
    }
    List<SearchDocument> documents = new ArrayList<>(items);
    for (int share = 0; share < SHARES; share++) {
      String title = frequentWord() + " " + frequentWord();
      String description =
          String.join(" ", frequentWord(), frequentWord(), frequentWord(), "items");
      Instant updatedAt = Instant.ofEpochSecond(1_700_000_000 + random.nextInt(1_000));
      for (int i = 0; i < perShare[share]; i++) {
        documents.add(
            new SearchDocument(
                share(share),
                manifest(share),
                item(documents.size()),
                title,
                description,
                updatedAt));
      }
    }
    return documents;
  }

  private ShareItem item(int number) {
    StringBuilder name = new StringBuilder(frequentWord());
    for (int i = 2 + random.nextInt(4); i > 0; i--) {
      name.append(random.nextInt(4) == 0 ? "_" : " ").append(frequentWord());
    }
    List<String> tags = new ArrayList<>();
    for (int i = 2 + random.nextInt(3); i > 0; i--) {
      tags.add(tag());
    }
    String path = "folder" + number % 100 + "/" + name;
    String[] types = {"image/png", "image/jpeg", "video/mp4", "text/plain"};
    return new ShareItem(
        content(number), name.toString(), path, random.nextInt(1 << 30), types[number % 4], tags);
  }

  private String word() {
    StringBuilder word = new StringBuilder();
    for (int i = 4 + random.nextInt(6); i > 0; i--) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  private static String misspelt(String word) {
    return word.charAt(0) + "" + word.charAt(2) + word.charAt(1) + word.substring(3);
  }

  private String frequentWord() {
    return words[zipf(wordSums)];
  }

  private String tag() {
    return words[zipf(tagSums)];
  }

  private static double[] zipf(int count) {
    double[] sums = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += 1.0 / (i + 1);
      sums[i] = sum;
    }
    return sums;
  }

  private int zipf(double[] sums) {
    int found = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
    return found >= 0 ? found : Math.min(sums.length - 1, -found - 1);
  }

  private static byte[] numbered(int kind, int number) {
    byte[] bytes = new byte[32];
    new Random(number * 4L + kind).nextBytes(bytes);
    return bytes;
  }

  private static ShareId share(int number) {
    return ShareId.of(numbered(1, number));
  }

  private static ManifestId manifest(int number) {
    return ManifestId.of(numbered(2, number));
  }

  private static ContentId content(int number) {
    return ContentId.of(numbered(3, number));
  }
}
