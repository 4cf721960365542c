package io.scp2p.store.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.search.SearchHit;
import io.scp2p.api.search.SearchOrder;
import io.scp2p.api.search.SearchPage;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.spi.SearchDocument;
import io.scp2p.api.spi.SearchIndex;
import io.scp2p.api.spi.SearchScope;
import io.scp2p.api.spi.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

/** The index finds exactly what {@link ReferenceRanking} finds, in the same order. */
class RankingPropertyTest {
  private static final String[] PARTS = {
    "a",
    "b",
    "ab",
    "ba",
    "aba",
    "abab",
    "bab",
    "c1",
    "é",
    "e\u0301",
    "ß",
    "Σ",
    "σας",
    "ﬁ",
    "字",
    "漢字",
    "😀",
    "𝐀b",
    "Abab",
    "BA",
    "²",
    "x".repeat(70),
    "x".repeat(64),
    "ⅷ"
  };
  private static final String[] SIGNS = {
    " ", " ", " ", "-", "_", ".", "  ", "\u00a0", "\u3000", "\t", "#", "+", "\u2028", "/"
  };

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void theIndexRanksAsTheSpecificationDoes(@ForAll long seed) throws Exception {
    fewHitsAreRanked(seed);
  }

  @Tag("heavy")
  @Property(tries = 400, shrinking = ShrinkingMode.OFF)
  void theIndexRanksAsTheSpecificationDoesInManyCases(@ForAll long seed) throws Exception {
    fewHitsAreRanked(seed);
  }

  private static void fewHitsAreRanked(long seed) throws StoreException {
    Random random = new Random(seed);
    try (SearchIndex index = new LuceneSearchIndexProvider().open(null)) {
      Map<List<Object>, SearchDocument> model = new LinkedHashMap<>();
      fill(random, index, model, 12, 12);
      for (int i = 0; i < 25; i++) {
        SearchQuery query = query(random);
        SearchScope scope = scope(random);
        compare(index, model, query, scope);
      }
    }
  }

  /** Enough for whole words of bits, and for hits that cannot come on the page any more. */
  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void manyHitsAreRankedAsFewAre(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    try (SearchIndex index = new LuceneSearchIndexProvider().open(null)) {
      Map<List<Object>, SearchDocument> model = new LinkedHashMap<>();
      fill(random, index, model, 256, 700);
      for (int i = 0; i < 12; i++) {
        SearchQuery query = query(random, 20 + random.nextInt(150));
        compare(index, model, query, scope(random));
      }
    }
  }

  private static void compare(
      SearchIndex index,
      Map<List<Object>, SearchDocument> model,
      SearchQuery query,
      SearchScope scope)
      throws StoreException {
    List<ReferenceRanking.Scored> expected = ReferenceRanking.rank(model.values(), query, scope);
    List<SearchHit> found = new ArrayList<>();
    SearchPage page = index.query(query, scope);
    found.addAll(page.hits());
    while (page.nextCursor().isPresent()) {
      page = index.query(query.after(page.nextCursor().orElseThrow()), scope);
      found.addAll(page.hits());
    }
    String what = "«" + query.text() + "» " + query + " of " + model.values();
    assertThat(page.total()).as(what).isEqualTo(expected.size());
    assertThat(found.stream().map(hit -> List.of(hit.share(), hit.item(), hit.score())).toList())
        .as(what)
        .isEqualTo(
            expected.stream()
                .map(e -> List.of(e.document().share(), e.document().item(), e.score()))
                .toList());
  }

  private static void fill(
      Random random,
      SearchIndex index,
      Map<List<Object>, SearchDocument> model,
      int contents,
      int perBatch)
      throws StoreException {
    int batches = 1 + random.nextInt(4);
    for (int batch = 0; batch < batches; batch++) {
      List<SearchDocument> documents = new ArrayList<>();
      int count = random.nextInt(perBatch);
      for (int i = 0; i < count; i++) {
        SearchDocument document = document(random, contents);
        documents.add(document);
        model.put(key(document), document);
      }
      index.upsert(documents);
      if (!documents.isEmpty() && random.nextInt(3) == 0) {
        List<SearchDocument> gone = documents.subList(0, random.nextInt(documents.size()));
        assertThat(index.delete(gone)).isTrue();
        gone.forEach(document -> model.remove(key(document)));
      }
      if (random.nextInt(4) == 0) {
        ShareId gone = share(random.nextInt(4));
        index.deleteShare(gone);
        model.values().removeIf(d -> d.share().equals(gone));
      }
      if (random.nextInt(4) == 0) {
        ShareId share = share(random.nextInt(4));
        ManifestId keep = manifest(random.nextInt(2));
        index.deleteOtherVersions(share, keep);
        model.values().removeIf(d -> d.share().equals(share) && !d.manifest().equals(keep));
      }
      index.commit();
    }
  }

  private static List<Object> key(SearchDocument document) {
    String path = document.item().path();
    return List.of(document.share(), document.item().content(), path == null ? "" : "/" + path);
  }

  private static ShareId share(int number) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) number;
    return ShareId.of(bytes);
  }

  private static ManifestId manifest(int number) {
    byte[] bytes = new byte[32];
    bytes[5] = (byte) number;
    return ManifestId.of(bytes);
  }

  private static ContentId content(int number) {
    byte[] bytes = new byte[32];
    bytes[31] = (byte) number;
    return ContentId.of(bytes);
  }

  /** Texts of a share follow from its number and version, as they do in the network. */
  private static SearchDocument document(Random random, int contents) {
    int share = random.nextInt(4);
    int version = random.nextInt(2);
    Random texts = new Random(share * 31L + version);
    String title = texts.nextInt(3) == 0 ? null : text(texts, 3);
    String description = texts.nextInt(3) == 0 ? null : text(texts, 5);
    List<String> tags = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      tags.add(text(random, 2));
    }
    String path = random.nextInt(3) == 0 ? null : "p" + random.nextInt(3);
    ShareItem item =
        new ShareItem(
            content(random.nextInt(contents)),
            text(random, 4),
            path,
            random.nextInt(5),
            null,
            tags);
    return new SearchDocument(
        share(share),
        manifest(version),
        item,
        title,
        description,
        Instant.ofEpochSecond(share % 2 + version));
  }

  private static String text(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      text.append(PARTS[random.nextInt(PARTS.length)]);
      if (random.nextInt(3) > 0) {
        text.append(SIGNS[random.nextInt(SIGNS.length)]);
      }
    }
    return text.toString();
  }

  private static SearchQuery query(Random random) {
    return query(random, 1 + random.nextInt(random.nextInt(4) == 0 ? 30 : 4));
  }

  private static SearchQuery query(Random random, int pageSize) {
    String text = random.nextInt(3) == 0 ? PARTS[random.nextInt(PARTS.length)] : text(random, 3);
    SearchQuery.Builder query =
        SearchQuery.builder(text)
            .order(SearchOrder.values()[Math.max(0, random.nextInt(7) - 3)])
            .pageSize(pageSize);
    if (random.nextInt(4) == 0) {
      query.sizeBytes(1, 3);
    }
    if (random.nextInt(6) == 0) {
      query.tag(PARTS[random.nextInt(8)]);
    }
    if (random.nextInt(6) == 0) {
      query.share(share(random.nextInt(4)));
    }
    return query.build();
  }

  private static SearchScope scope(Random random) {
    double[] weights = {0, 0.5, 1, 1, 1, 2};
    Map<ShareId, Double> scope = new HashMap<>();
    for (int i = 0; i < 4; i++) {
      if (random.nextInt(4) > 0) {
        scope.put(share(i), weights[random.nextInt(weights.length)]);
      }
    }
    Set<ContentId> blocked = new HashSet<>();
    if (random.nextInt(3) == 0) {
      blocked.add(content(random.nextInt(12)));
    }
    return new SearchScope(scope, blocked);
  }
}
