package io.scp2p.api.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.share.TrustLevel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class SearchTest {
  private static final ShareId SHARE = ShareId.of(new byte[32]);

  /** Some pages of one hit; counts how many were asked for. */
  private static final class Pages implements Search {
    private final int count;
    private int asked;

    Pages(int count) {
      this.count = count;
    }

    @Override
    public Mono<SearchPage> page(SearchQuery query) {
      return Mono.fromSupplier(
          () -> {
            asked++;
            int number = query.cursor() == null ? 0 : Integer.parseInt(query.cursor());
            String next = number == count - 1 ? null : Integer.toString(number + 1);
            return new SearchPage(List.of(hit("hit " + number)), count, Map.of(), next);
          });
    }

    @Override
    public Flux<String> suggest(String prefix, int count) {
      return Flux.empty();
    }
  }

  private static SearchHit hit(String name) {
    ContentId content = ContentId.of(new byte[32]);
    return new SearchHit(SHARE, new ShareItem(content, name, null, 1, null, List.of()), 1, name);
  }

  @Test
  void allHitsComePageAfterPage() {
    StepVerifier.create(new Pages(3).all(SearchQuery.text("x")).map(h -> h.item().name()))
        .expectNext("hit 0", "hit 1", "hit 2")
        .verifyComplete();
  }

  @Test
  void aPageThatNobodyWantsIsNotAskedFor() {
    Pages search = new Pages(3);
    StepVerifier.create(search.all(SearchQuery.text("x")).take(1))
        .expectNextCount(1)
        .verifyComplete();
    assertThat(search.asked).isLessThan(3);
  }

  @Test
  void whoTakesHitsOneByOneHasOnePageReadAheadAndNotAllOfThem() {
    Pages search = new Pages(100);
    StepVerifier.create(search.all(SearchQuery.text("x")), 1)
        .expectNextCount(1)
        .then(() -> assertThat(search.asked).isLessThanOrEqualTo(2))
        .thenRequest(9)
        .expectNextCount(9)
        .then(() -> assertThat(search.asked).isLessThanOrEqualTo(11))
        .thenRequest(Long.MAX_VALUE)
        .expectNextCount(90)
        .verifyComplete();
    assertThat(search.asked).isEqualTo(100);
  }

  @Test
  void aQueryHasTheDefaultsOfTheSpecification() {
    SearchQuery query = SearchQuery.text("beach");
    assertThat(query.pageSize()).isEqualTo(20);
    assertThat(query.trust()).containsExactlyInAnyOrder(TrustLevel.NORMAL, TrustLevel.TRUSTED);
    assertThat(query.after("c")).isEqualTo(SearchQuery.text("beach").after("c"));
    assertThat(query.toString()).doesNotContain("beach");
    SearchQuery refined =
        SearchQuery.builder("beach")
            .share(SHARE)
            .tag("sun")
            .mimeType("image/*")
            .facet(FacetKind.TAG)
            .trust(Set.of(TrustLevel.UNTRUSTED))
            .order(SearchOrder.NEWEST)
            .mode(MatchMode.FUZZY)
            .sizeBytes(1, 2)
            .pageSize(200)
            .build();
    assertThat(refined.after("c").cursor()).isEqualTo("c");
    assertThat(refined.after("c").facets()).containsExactly(FacetKind.TAG);
  }

  static Stream<UnaryOperator<SearchQuery.Builder>> beyondBounds() {
    return Stream.of(
        b -> b.pageSize(0),
        b -> b.pageSize(SearchQuery.MAX_PAGE_SIZE + 1),
        b -> b.sizeBytes(-1, 1),
        b -> b.sizeBytes(2, 1));
  }

  @ParameterizedTest
  @MethodSource("beyondBounds")
  void aQueryBeyondItsBoundsIsRefused(UnaryOperator<SearchQuery.Builder> edit) {
    assertThatThrownBy(() -> edit.apply(SearchQuery.builder("x")).build())
        .asInstanceOf(type(Scp2pException.class))
        .extracting(Scp2pException::code)
        .isEqualTo(ErrorCode.INVALID_QUERY);
  }

  @Test
  void tooManyWordsAreRefused() {
    String words = "x".repeat(SearchQuery.MAX_TEXT_LENGTH);
    assertThat(SearchQuery.text(words).text()).hasSize(1_024);
    assertThatThrownBy(() -> SearchQuery.text(words + "x")).isInstanceOf(Scp2pException.class);
  }
}
