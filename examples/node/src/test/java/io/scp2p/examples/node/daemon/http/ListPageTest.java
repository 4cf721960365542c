package io.scp2p.examples.node.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class ListPageTest {
  private static final List<String> ALL =
      IntStream.range(100, 350).mapToObj(Integer::toString).toList();

  /** As peers answer: each time in another order. */
  private static Flux<String> asTheyCome(Random random) {
    List<String> all = new ArrayList<>(ALL);
    Collections.shuffle(all, random);
    return Flux.fromIterable(all);
  }

  @Test
  void pagesOfWhatComesInAnyOrderMissNothingAndRepeatNothing() {
    Random random = new Random(3);
    List<String> got = new ArrayList<>();
    AtomicReference<@Nullable String> after = new AtomicReference<>();
    do {
      ListPage<String> page =
          new ListPage.Range(after.get(), 40)
              .ofAny(asTheyCome(random), Function.identity())
              .block();
      assertThat(page.items()).hasSizeLessThanOrEqualTo(40);
      got.addAll(page.items());
      after.set(page.next());
    } while (after.get() != null);
    assertThat(got).isEqualTo(ALL);
  }

  @Test
  void whatIsGoneMeanwhileEndsNoPaging() {
    ListPage<String> page =
        new ListPage.Range("2", 2)
            .ofAny(Flux.just("9", "3", "5", "1", "3"), Function.identity())
            .block();
    assertThat(page.items()).containsExactly("3", "5");
    assertThat(page.next()).isEqualTo("5");
  }
}
