package io.scp2p.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class DeadlinesPropertyTest {
  /** Against a map that is sorted anew each time; the origin lets deadlines straddle overflow. */
  @Property
  void deadlinesComeInTheOrderOfASortedMap(
      @ForAll @Size(max = 200) List<@IntRange(max = 999_999) Integer> steps) {
    long origin = Long.MAX_VALUE - 50;
    Deadlines<Integer> deadlines = new Deadlines<>(32);
    Map<Integer, Long> model = new LinkedHashMap<>();
    for (int step : steps) {
      int key = step % 32;
      int offset = step / 32 % 100;
      if (step % 5 == 0) {
        assertThat(deadlines.cancel(key)).isEqualTo(model.remove(key) != null);
      } else {
        deadlines.set(key, origin + offset);
        model.remove(key); // A replaced deadline is the newest among equal ones.
        model.put(key, (long) offset);
      }
    }
    List<Integer> expected =
        model.entrySet().stream()
            .sorted(Comparator.comparingLong(Map.Entry<Integer, Long>::getValue))
            .map(Map.Entry::getKey)
            .collect(Collectors.toList());
    for (Integer key : expected) {
      long due = origin + model.get(key);
      assertThat(deadlines.pollDue(due - 1)).isNull();
      assertThat(deadlines.pollDue(due)).isEqualTo(key);
    }
    assertThat(deadlines.size()).isZero();
  }
}
