package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** How far lists are read ahead of whoever reads them. */
class PageFluxTest {
  private final AtomicInteger asked = new AtomicInteger();

  /** Pages of ten numbers. */
  private Flux<Integer> numbers(int pages, long maxPages) {
    return PageFlux.entries(
        page(0),
        page -> page == pages - 1 ? Mono.empty() : page(page + 1),
        maxPages,
        page -> List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  }

  private Mono<Integer> page(int number) {
    return Mono.fromSupplier(
        () -> {
          asked.incrementAndGet();
          return number;
        });
  }

  @Test
  void whoTakesFewHasOnePageReadAheadAndNoMore() {
    StepVerifier.create(numbers(100, 1_000), 1)
        .expectNextCount(1)
        .then(() -> assertThat(asked).hasValueLessThanOrEqualTo(2))
        .thenRequest(49)
        .expectNextCount(49)
        .then(() -> assertThat(asked).hasValueLessThanOrEqualTo(6))
        .thenRequest(Long.MAX_VALUE)
        .expectNextCount(950)
        .verifyComplete();
    assertThat(asked).hasValue(100);
  }

  @Test
  void pagesBeyondTheBoundAreNotThere() {
    StepVerifier.create(numbers(100, 3)).expectNextCount(30).verifyComplete();
    assertThat(asked).hasValueLessThanOrEqualTo(4);
  }
}
