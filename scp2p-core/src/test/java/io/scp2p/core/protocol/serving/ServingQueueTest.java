package io.scp2p.core.protocol.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServingQueueTest {

  private static List<String> drain(ServingQueue<String, String> queue) {
    List<String> started = new ArrayList<>();
    for (String next = queue.poll(); next != null; next = queue.poll()) {
      started.add(next);
    }
    return started;
  }

  @Test
  void peersTakeTurnsHoweverMuchOneOfThemAsks() {
    ServingQueue<String, String> queue = new ServingQueue<>(100, 100, 100, 100);
    for (int i = 1; i <= 4; i++) {
      queue.offer("a", "a" + i);
    }
    queue.offer("b", "b1");
    queue.offer("c", "c1");
    queue.offer("b", "b2");
    assertThat(drain(queue)).containsExactly("a1", "b1", "c1", "a2", "b2", "a3", "a4");
  }

  @Test
  void noMoreIsWorkedOnThanTheNodeHasPlaces() {
    ServingQueue<String, String> queue = new ServingQueue<>(2, 2, 10, 10);
    for (String peer : List.of("a", "b", "c")) {
      queue.offer(peer, peer);
    }
    assertThat(drain(queue)).containsExactly("a", "b");
    assertThat(queue.working()).isEqualTo(2);
    queue.finished("a");
    assertThat(drain(queue)).containsExactly("c");
  }

  @Test
  void onePeerGetsNoMoreThanItsPlacesWhileOthersGoOn() {
    ServingQueue<String, String> queue = new ServingQueue<>(10, 2, 10, 10);
    for (int i = 1; i <= 4; i++) {
      queue.offer("a", "a" + i);
    }
    queue.offer("b", "b1");
    assertThat(drain(queue)).containsExactly("a1", "b1", "a2");
    queue.finished("a");
    assertThat(drain(queue)).containsExactly("a3");
  }

  @Test
  void theQueueIsBoundedForAPeerAndForTheNode() {
    ServingQueue<String, String> queue = new ServingQueue<>(1, 1, 3, 2);
    assertThat(queue.offer("a", "a1")).isTrue();
    assertThat(queue.offer("a", "a2")).isTrue();
    assertThat(queue.offer("a", "a3")).as("its line is full").isFalse();
    assertThat(queue.offer("b", "b1")).isTrue();
    assertThat(queue.offer("c", "c1")).as("the node is full").isFalse();
    assertThat(queue.waiting()).isEqualTo(3);
    assertThat(queue.poll()).isEqualTo("a1");
    assertThat(queue.offer("c", "c1")).isTrue();
  }

  @Test
  void theUsualBoundsHold() {
    ServingQueue<Integer, Integer> queue = new ServingQueue<>();
    int accepted = 0;
    for (int peer = 0; peer < 1_000; peer++) {
      for (int i = 0; i <= ServingQueue.MAX_WAITING_PER_PEER; i++) {
        accepted += queue.offer(peer, i) ? 1 : 0;
      }
    }
    assertThat(accepted).isEqualTo(ServingQueue.MAX_WAITING);
    assertThat(queue.peers())
        .isEqualTo(ServingQueue.MAX_WAITING / ServingQueue.MAX_WAITING_PER_PEER);
    int started = 0;
    while (queue.poll() != null) {
      started++;
    }
    assertThat(started).isEqualTo(ServingQueue.MAX_WORKING);
  }

  @Test
  void whatWaitedForASessionThatEndedIsTakenBack() {
    ServingQueue<String, String> queue = new ServingQueue<>(1, 1, 10, 10);
    queue.offer("a", "a1");
    queue.offer("a", "a2");
    queue.offer("a", "other session");
    queue.offer("b", "b1");
    assertThat(queue.withdraw("a", request -> request.startsWith("a"))).containsExactly("a1", "a2");
    assertThat(queue.poll()).isEqualTo("other session");
    queue.finished("a");
    assertThat(queue.withdraw("b", request -> true)).containsExactly("b1");
    assertThat(queue.withdraw("nobody", request -> true)).isEmpty();
    assertThat(queue.poll()).isNull();
    assertThat(queue.peers()).as("nothing is remembered of those who are gone").isZero();
    assertThat(queue.waiting()).isZero();
  }

  @Test
  void finishingWhatWasNeverBegunIsABug() {
    ServingQueue<String, String> queue = new ServingQueue<>();
    queue.offer("a", "a1");
    assertThatThrownBy(() -> queue.finished("a")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> queue.finished("b")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new ServingQueue<>(1, 1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
