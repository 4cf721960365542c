package io.scp2p.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.search.FacetKind;
import io.scp2p.api.search.MatchMode;
import io.scp2p.api.search.SearchHit;
import io.scp2p.api.search.SearchOrder;
import io.scp2p.api.search.SearchPage;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.spi.SearchDocument;
import io.scp2p.api.spi.SearchIndex;
import io.scp2p.api.spi.SearchScope;
import io.scp2p.api.spi.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SearchIndex} has to do. An implementation extends this class in its own tests
 * and says how its indexes are opened; all tests then run against it.
 */
public abstract class SearchIndexContract {
  private static final ShareId ONE = ShareId.of(filled(1));
  private static final ShareId TWO = ShareId.of(filled(2));
  private static final ManifestId FIRST = ManifestId.of(filled(11));
  private static final ManifestId SECOND = ManifestId.of(filled(12));
  private static final SearchScope BOTH = new SearchScope(Map.of(ONE, 1.0, TWO, 1.0), Set.of());

  /** The index under test. */
  protected SearchIndex index;

  /** Opens an empty index. */
  protected abstract SearchIndex open() throws Exception;

  @BeforeEach
  final void openIndex() throws Exception {
    index = open();
  }

  @AfterEach
  final void closeIndex() throws Exception {
    index.close();
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static ContentId content(int number) {
    byte[] bytes = filled(0);
    bytes[30] = (byte) (number >> 8);
    bytes[31] = (byte) number;
    return ContentId.of(bytes);
  }

  private static ShareItem item(int number, String name, String... tags) {
    return new ShareItem(content(number), name, null, number, null, List.of(tags));
  }

  private static SearchDocument document(ShareId share, ManifestId version, ShareItem item) {
    return document(share, version, item, null, null);
  }

  private static SearchDocument document(
      ShareId share,
      ManifestId version,
      ShareItem item,
      @Nullable String title,
      @Nullable String description) {
    return new SearchDocument(
        share, version, item, title, description, Instant.ofEpochSecond(1_700_000_000));
  }

  private void add(SearchDocument... documents) throws StoreException {
    index.upsert(List.of(documents));
    index.commit();
  }

  private void addNames(String... names) throws StoreException {
    List<SearchDocument> documents = new ArrayList<>();
    for (String name : names) {
      documents.add(document(ONE, FIRST, item(documents.size() + 1, name)));
    }
    index.upsert(documents);
    index.commit();
  }

  private List<String> names(SearchQuery query) throws StoreException {
    return names(query, BOTH);
  }

  private List<String> names(SearchQuery query, SearchScope scope) throws StoreException {
    return index.query(query, scope).hits().stream().map(hit -> hit.item().name()).toList();
  }

  private List<String> names(String words) throws StoreException {
    return names(SearchQuery.text(words));
  }

  private Map<String, Double> scores(String words) throws StoreException {
    Map<String, Double> scores = new HashMap<>();
    for (SearchHit hit : index.query(SearchQuery.text(words), BOTH).hits()) {
      scores.put(hit.item().name(), hit.score());
    }
    return scores;
  }

  private static void assertReason(StoreException.Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .asInstanceOf(type(StoreException.class))
        .extracting(StoreException::reason)
        .isEqualTo(reason);
  }

  @Test
  void anEmptyIndexFindsNothing() throws Exception {
    assertThat(names("beach")).isEmpty();
    assertThat(index.size()).isZero();
    assertThat(index.suggest("b", 5, BOTH)).isEmpty();
  }

  @Test
  void aBlankQueryFindsNothing() throws Exception {
    addNames("beach");
    assertThat(names("")).isEmpty();
    assertThat(names(" \u3000\t ")).isEmpty();
  }

  @Test
  void namesAreScoredByTheFirstLineThatApplies() throws Exception {
    addNames("Beach", "my beach", "beaches of crete", "on-the-beach", "mountain");
    assertThat(scores("BEACH"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "Beach", 100.0, "my beach", 85.0, "beaches of crete", 65.0, "on-the-beach", 45.0));
    assertThat(names("beach"))
        .containsExactly("Beach", "my beach", "beaches of crete", "on-the-beach");
  }

  @Test
  void eachTagCountsAndTitleAndDescriptionAddToIt() throws Exception {
    add(
        document(ONE, FIRST, item(1, "a", "beach", "Beach Party", "my-beach")),
        document(TWO, FIRST, item(2, "b"), "Beach house", "all about a beach"));
    assertThat(scores("beach")).isEqualTo(Map.of("a", 50.0, "b", 20.0));
  }

  @Test
  void wordsThatMatchOnlySeparatelyScoreNothing() throws Exception {
    addNames("summer beach", "beach summer", "midsummer beachball");
    assertThat(scores("summer beach"))
        .isEqualTo(Map.of("summer beach", 100.0, "midsummer beachball", 45.0));
  }

  @Test
  void aBlankBehindTheLastWordEndsIt() throws Exception {
    addNames("beach", "beaches");
    assertThat(names("beach")).containsExactly("beach", "beaches");
    assertThat(names("beach ")).containsExactly("beach");
    assertThat(names("bea")).containsExactly("beach", "beaches");
  }

  @Test
  void withoutCandidatesAPartOfANameIsEnough() throws Exception {
    addNames("flowchart.svg", "flow");
    assertThat(scores("chart")).isEqualTo(Map.of("flowchart.svg", 45.0));
    assertThat(scores("t.s")).isEqualTo(Map.of("flowchart.svg", 45.0));
    addNames("flowchart.svg", "flow", "chart");
    assertThat(names("chart")).as("now there is a candidate").containsExactly("chart");
  }

  @Test
  void textIsComparedInItsNormalForm() throws Exception {
    addNames("ＢＥＡＣＨ", "Stra\u00dfe", "caf\u0065\u0301", "ﬁsh", "日本 語");
    assertThat(names("beach")).containsExactly("ＢＥＡＣＨ");
    assertThat(names("STRA\u00dfE")).containsExactly("Stra\u00dfe");
    assertThat(names("CAF\u00c9")).containsExactly("caf\u0065\u0301");
    assertThat(names("fish")).containsExactly("ﬁsh");
    assertThat(names("語")).containsExactly("日本 語");
  }

  @Test
  void weightsMultiplyAndZeroDrops() throws Exception {
    add(document(ONE, FIRST, item(1, "beach")), document(TWO, FIRST, item(2, "beach house")));
    SearchScope scope = new SearchScope(Map.of(ONE, 0.5, TWO, 2.0), Set.of());
    SearchPage page = index.query(SearchQuery.text("beach"), scope);
    assertThat(page.hits()).extracting(SearchHit::score).containsExactly(170.0, 50.0);
    SearchScope dropped = new SearchScope(Map.of(ONE, 0.0, TWO, 2.0), Set.of());
    assertThat(index.query(SearchQuery.text("beach"), dropped).total()).isEqualTo(1);
  }

  @Test
  void onlyTheScopeIsSearchedAndBlockedContentIsNot() throws Exception {
    add(document(ONE, FIRST, item(1, "beach")), document(TWO, FIRST, item(2, "beach")));
    SearchScope one = new SearchScope(Map.of(ONE, 1.0), Set.of());
    assertThat(index.query(SearchQuery.text("beach"), one).total()).isEqualTo(1);
    SearchScope blocked = new SearchScope(BOTH.weights(), Set.of(content(1)));
    assertThat(index.query(SearchQuery.text("beach"), blocked).hits())
        .extracting(SearchHit::share)
        .containsExactly(TWO);
    assertThat(index.query(SearchQuery.text("beach"), new SearchScope(Map.of(), Set.of())).total())
        .isZero();
  }

  @Test
  void anItemIsReplacedByTheSameShareContentAndPath() throws Exception {
    ShareItem old = new ShareItem(content(1), "old", "a/x", 1, null, List.of());
    add(document(ONE, FIRST, old));
    add(
        document(ONE, SECOND, new ShareItem(content(1), "new", "a/x", 1, null, List.of())),
        document(ONE, SECOND, new ShareItem(content(1), "new", "a/y", 1, null, List.of())),
        document(TWO, FIRST, new ShareItem(content(1), "new", "a/x", 1, null, List.of())));
    assertThat(names("old")).isEmpty();
    assertThat(names("new")).hasSize(3);
    assertThat(index.size()).isEqualTo(3);
  }

  @Test
  void otherVersionsAndSharesCanBeRemoved() throws Exception {
    add(
        document(ONE, FIRST, item(1, "beach one")),
        document(ONE, SECOND, item(2, "beach two")),
        document(TWO, FIRST, item(3, "beach three")));
    index.deleteOtherVersions(ONE, SECOND);
    index.commit();
    assertThat(names("beach")).containsExactlyInAnyOrder("beach two", "beach three");
    index.deleteShare(TWO);
    index.commit();
    assertThat(names("beach")).containsExactly("beach two");
    assertThat(index.size()).isEqualTo(1);
    add(document(TWO, FIRST, item(3, "beach three")));
    assertThat(names("beach")).containsExactlyInAnyOrder("beach two", "beach three");
  }

  @Test
  void titlesOfRemovedItemsAreNoCandidates() throws Exception {
    add(
        document(ONE, FIRST, item(1, "x"), "chart", null),
        document(TWO, FIRST, item(2, "flowchart")));
    assertThat(names("chart")).containsExactly("x");
    index.deleteShare(ONE);
    index.commit();
    assertThat(names("chart")).containsExactly("flowchart");
  }

  @Test
  void singleItemsCanBeRemovedOrThisIsSaid() throws Exception {
    SearchDocument gone = document(ONE, FIRST, item(1, "beach one"), "shore", null);
    add(gone, document(ONE, FIRST, item(2, "beach two"), "shore", null));
    boolean removed = index.delete(List.of(gone, document(TWO, FIRST, item(3, "beach"))));
    index.commit();
    assertThat(index.size()).isEqualTo(removed ? 1 : 2);
    assertThat(names("beach")).hasSize(removed ? 1 : 2).contains("beach two");
    assertThat(names("shore")).hasSize(removed ? 1 : 2);
    add(gone);
    assertThat(names("beach")).containsExactlyInAnyOrder("beach one", "beach two");
  }

  @Test
  void aChangeIsFoundWithoutACommit() throws Exception {
    assertThat(names("beach")).isEmpty();
    index.upsert(List.of(document(ONE, FIRST, item(1, "beach"))));
    boolean seen =
        Waiter.realTime()
            .await(
                () -> {
                  try {
                    return !names("beach").isEmpty();
                  } catch (StoreException e) {
                    throw new AssertionError(e);
                  }
                },
                Duration.ofSeconds(30));
    assertThat(seen).isTrue();
  }

  @Test
  void filtersNarrow() throws Exception {
    add(
        document(
            ONE,
            FIRST,
            new ShareItem(content(1), "beach.png", null, 10, "image/png", List.of("Sea", "sun"))),
        document(
            ONE,
            FIRST,
            new ShareItem(content(2), "beach.txt", null, 20, "text/plain", List.of("sea"))),
        document(
            TWO, FIRST, new ShareItem(content(3), "beach.jpg", null, 30, "Image/JPEG", List.of())));
    assertThat(names(SearchQuery.builder("beach").share(TWO).build())).containsExactly("beach.jpg");
    assertThat(names(SearchQuery.builder("beach").tag("sea").build()))
        .containsExactlyInAnyOrder("beach.png", "beach.txt");
    assertThat(names(SearchQuery.builder("beach").tag("sea").tag("SUN").build()))
        .containsExactly("beach.png");
    assertThat(names(SearchQuery.builder("beach").mimeType("image/*").build()))
        .containsExactlyInAnyOrder("beach.png", "beach.jpg");
    assertThat(
            names(
                SearchQuery.builder("beach").mimeType("text/plain").mimeType("image/jpeg").build()))
        .containsExactlyInAnyOrder("beach.txt", "beach.jpg");
    assertThat(names(SearchQuery.builder("beach").sizeBytes(20, 30).build()))
        .containsExactlyInAnyOrder("beach.txt", "beach.jpg");
  }

  @Test
  void aFilterDoesNotChangeWhyAnItemIsFound() throws Exception {
    addNames("chart", "flowchart");
    assertThat(names(SearchQuery.builder("chart").sizeBytes(2, 2).build())).isEmpty();
  }

  @Test
  void ordersAreTotal() throws Exception {
    SearchDocument old =
        new SearchDocument(ONE, FIRST, item(3, "b beach"), null, null, Instant.ofEpochSecond(5));
    SearchDocument young =
        new SearchDocument(TWO, FIRST, item(1, "c beach"), null, null, Instant.ofEpochSecond(9));
    SearchDocument same =
        new SearchDocument(TWO, FIRST, item(2, "a beach"), null, null, Instant.ofEpochSecond(9));
    add(old, young, same);
    assertThat(names("beach")).containsExactly("a beach", "c beach", "b beach");
    assertThat(names(SearchQuery.builder("beach").order(SearchOrder.SIZE).build()))
        .containsExactly("b beach", "a beach", "c beach");
    assertThat(names(SearchQuery.builder("beach").order(SearchOrder.NAME).build()))
        .containsExactly("a beach", "b beach", "c beach");
    assertThat(names(SearchQuery.builder("beach").order(SearchOrder.NEWEST).build()))
        .containsExactly("a beach", "c beach", "b beach");
  }

  @Test
  void facetsCountEveryHit() throws Exception {
    List<SearchDocument> documents = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String mime = i % 2 == 0 ? "image/png" : null;
      ShareItem item =
          new ShareItem(content(i), "beach " + i, null, i, mime, List.of("Tag" + i % 5));
      documents.add(document(i < 30 ? ONE : TWO, FIRST, item));
    }
    index.upsert(documents);
    index.commit();
    SearchQuery.Builder query = SearchQuery.builder("beach").pageSize(1);
    Set.of(FacetKind.values()).forEach(query::facet);
    Map<FacetKind, Map<String, Long>> facets = index.query(query.build(), BOTH).facets();
    assertThat(facets.get(FacetKind.SHARE)).isEqualTo(Map.of(ONE.hex(), 30L, TWO.hex(), 20L));
    assertThat(facets.get(FacetKind.TAG)).hasSize(5).containsEntry("tag3", 10L);
    assertThat(facets.get(FacetKind.MIME_TYPE)).isEqualTo(Map.of("image/png", 25L));
    assertThat(facets.get(FacetKind.SIZE)).isEqualTo(Map.of("0", 1L, "1", 9L, "10", 40L));
  }

  @Test
  void phrasesNeedTheirWordsSideBySide() throws Exception {
    addNames("the_summer-beach.jpg", "beach summer", "summer at the beach", "Summer Beach");
    SearchQuery phrase = SearchQuery.builder("summer beach").mode(MatchMode.PHRASE).build();
    assertThat(names(phrase)).containsExactly("Summer Beach", "the_summer-beach.jpg");
    assertThat(names(SearchQuery.builder("beac").mode(MatchMode.PHRASE).build())).isEmpty();
  }

  @Test
  void fuzzyWordsMayDifferInALetterOrTwo() throws Exception {
    addNames("beach", "baech", "bench", "beeches", "mountains", "montans");
    assertThat(names(SearchQuery.builder("beach").mode(MatchMode.FUZZY).build()))
        .startsWith("beach")
        .containsExactlyInAnyOrder("beach", "baech", "bench");
    assertThat(names(SearchQuery.builder("mountains").mode(MatchMode.FUZZY).build()))
        .containsExactly("mountains", "montans");
    assertThat(names(SearchQuery.builder("bea").mode(MatchMode.FUZZY).build())).isEmpty();
  }

  @Test
  void aSnippetIsCutAroundTheMatch() throws Exception {
    String around = "é".repeat(30);
    add(
        document(ONE, FIRST, item(1, "beach"), null, around + " Beach " + around),
        document(TWO, FIRST, item(2, "my beach.jpg")));
    List<SearchHit> hits = index.query(SearchQuery.text("beach"), BOTH).hits();
    assertThat(hits.get(0).snippet())
        .isEqualTo("..." + "é".repeat(23) + " Beach " + "é".repeat(23) + "...");
    assertThat(hits.get(1).snippet()).isEqualTo("my beach.jpg");
  }

  @Test
  void pagesFitTogetherWhileTheIndexChanges() throws Exception {
    int count = 2_500;
    List<SearchDocument> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      documents.add(document(ONE, FIRST, item(i, "beach " + i % 7)));
    }
    index.upsert(documents);
    index.commit();
    SearchQuery query = SearchQuery.builder("beach").pageSize(200).build();
    List<ContentId> seen = new ArrayList<>();
    SearchPage page = index.query(query, BOTH);
    while (true) {
      assertThat(page.total()).isEqualTo(count);
      page.hits().forEach(hit -> seen.add(hit.item().content()));
      if (page.nextCursor().isEmpty()) {
        break;
      }
      index.deleteShare(ONE);
      add(document(TWO, FIRST, item(seen.size(), "beach")));
      page = index.query(query.after(page.nextCursor().orElseThrow()), BOTH);
    }
    assertThat(seen).hasSize(count).doesNotHaveDuplicates();
  }

  @Test
  void aCursorBelongsToItsQueryAndCannotBeMadeUp() throws Exception {
    addNames("beach 1", "beach 2", "beach 3");
    SearchQuery query = SearchQuery.builder("beach").pageSize(1).build();
    String cursor = index.query(query, BOTH).nextCursor().orElseThrow();
    SearchQuery other = SearchQuery.builder("beach").pageSize(1).order(SearchOrder.NAME).build();
    char changed = cursor.charAt(14) == 'A' ? 'B' : 'A';
    String forged = cursor.substring(0, 14) + changed + cursor.substring(15);
    assertReason(StoreException.Reason.MISSING, () -> index.query(other.after(cursor), BOTH));
    assertReason(StoreException.Reason.MISSING, () -> index.query(query.after(forged), BOTH));
    assertReason(StoreException.Reason.MISSING, () -> index.query(query.after("?"), BOTH));
    assertThat(names(query.after(cursor))).containsExactly("beach 2");
  }

  @Test
  void whatIsBlockedMeanwhileIsNotOnLaterPages() throws Exception {
    addNames("beach 1", "beach 2", "beach 3");
    SearchQuery query = SearchQuery.builder("beach").pageSize(1).build();
    String cursor = index.query(query, BOTH).nextCursor().orElseThrow();
    SearchScope blocked = new SearchScope(BOTH.weights(), Set.of(content(2)));
    assertThat(names(query.after(cursor), blocked)).containsExactly("beach 3");
  }

  @Test
  void suggestionsAreWordsOfTheScopeMostFrequentFirst() throws Exception {
    addNames("beach", "beach bear", "bear", "beach", "mountain");
    add(document(TWO, FIRST, item(9, "beast")));
    assertThat(index.suggest("BEA", 5, BOTH)).containsExactly("beach", "bear", "beast");
    SearchScope one = new SearchScope(Map.of(ONE, 1.0), Set.of());
    assertThat(index.suggest("bea", 5, one)).containsExactly("beach", "bear");
    assertThat(index.suggest("bea", 1, one)).containsExactly("beach");
  }

  @Test
  void hostileTextIsFoundLikeAnyOther() throws Exception {
    String huge = "x".repeat(70_000);
    String many = "a b c ".repeat(2_000) + "needle";
    String halves = "lone \ud800 surrogate";
    addNames(huge, many, "", " ", halves, "\0");
    assertThat(index.size()).isEqualTo(6);
    assertThat(index.query(SearchQuery.text("needle"), BOTH).total()).isEqualTo(1);
    assertThat(index.query(SearchQuery.text("x".repeat(1_000)), BOTH).total()).isEqualTo(1);
    assertThat(index.query(SearchQuery.text("surrogate"), BOTH).total()).isEqualTo(1);
    assertThat(index.query(SearchQuery.text("\ud800"), BOTH).total()).isEqualTo(1);
  }

  @Test
  void closingTwiceIsHarmlessAndAClosedIndexSaysSo() throws Exception {
    index.close();
    index.close();
    assertReason(StoreException.Reason.CLOSED, () -> index.query(SearchQuery.text("a"), BOTH));
    assertReason(StoreException.Reason.CLOSED, () -> addNames("a"));
    assertReason(StoreException.Reason.CLOSED, () -> index.commit());
    assertReason(StoreException.Reason.CLOSED, () -> index.deleteShare(ONE));
    assertReason(StoreException.Reason.CLOSED, () -> index.suggest("a", 1, BOTH));
  }
}
