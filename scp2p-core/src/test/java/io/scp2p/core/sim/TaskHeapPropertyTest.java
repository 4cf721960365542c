package io.scp2p.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TaskHeapPropertyTest {
  /** Against the queue of the JDK, with removals from the middle. */
  @Property
  void tasksComeInTheOrderOfAPriorityQueue(
      @ForAll @Size(max = 600) List<@IntRange(max = 9_999) Integer> steps) {
    TaskHeap heap = new TaskHeap();
    Comparator<SimTask> byTime = Comparator.comparingLong(task -> task.atNanos);
    PriorityQueue<SimTask> model =
        new PriorityQueue<>(byTime.thenComparingLong(task -> task.order));
    List<SimTask> all = new ArrayList<>();
    for (int step : steps) {
      if (step % 4 == 0 && !all.isEmpty()) {
        SimTask victim = all.get(step % all.size());
        assertThat(victim.isPending()).isEqualTo(model.remove(victim));
        victim.cancel();
      } else if (step % 7 == 0 && heap.size() > 0) {
        assertThat(heap.poll()).isSameAs(model.poll());
      } else {
        SimTask task = new SimTask(heap, step / 100, all.size(), "", null, () -> {});
        heap.add(task);
        model.add(task);
        all.add(task);
      }
      assertThat(heap.peek()).isSameAs(model.peek());
    }
    while (heap.size() > 0) {
      assertThat(heap.poll()).isSameAs(model.poll());
    }
    assertThat(model).isEmpty();
  }
}
