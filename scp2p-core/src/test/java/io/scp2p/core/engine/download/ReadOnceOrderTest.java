package io.scp2p.core.engine.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadOnceOrderTest {
  @Test
  void keysThatChangeWhileItSortsAreReadOnce() {
    SplittableRandom random = new SplittableRandom(7);
    List<Integer> all = IntStream.range(0, 10_000).boxed().toList();
    Map<Integer, Long> read = new HashMap<>();

    List<Integer> sorted =
        ReadOnceOrder.sorted(
            all,
            each -> {
              long key = random.nextLong(5_000);
              assertThat(read.put(each, key)).as("key of %s read before", each).isNull();
              return key;
            });

    assertThat(sorted).hasSize(all.size()).doesNotHaveDuplicates();
    assertThat(sorted.stream().map(read::get).toList()).isSorted();
  }

  @Test
  void thoseOfOneKeyKeepTheirOrder() {
    assertThat(ReadOnceOrder.sorted(List.of("b", "a", "d", "c"), any -> 1))
        .containsExactly("b", "a", "d", "c");
  }
}
