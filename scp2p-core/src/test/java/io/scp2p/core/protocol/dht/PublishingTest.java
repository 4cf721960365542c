package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.protocol.dht.DhtReply.Why;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Store;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One value, and who gets it. */
class PublishingTest {
  private static final DhtReply STORED = new DhtReply.Stored();
  private static final DhtReply REFUSED = new DhtReply.Failed(Why.REFUSED);
  private static final int AT_ONCE = 5;

  private final DhtEntry entry =
      new DhtEntry(DhtKey.of(new byte[DhtKey.LENGTH]), Bytes.EMPTY, 86_400);
  private final List<PeerAddress> nodes = new Some(14).addressesNear(Point.of(entry.key()), 12);
  private final FakeAsking asking = new FakeAsking();
  private final List<Integer> done = new ArrayList<>();

  private void publish(int copies, int found) {
    new Publishing(asking, entry, copies, done::add).begin(nodes.subList(0, found), 0);
  }

  @Test
  void theClosestGetItFewAtATime() {
    publish(7, 12);
    assertThat(asking.waiting()).isEqualTo(nodes.subList(0, AT_ONCE));
    assertThat(asking.said).extracting(FakeAsking.Said::request).containsOnly(new Store(entry));
    asking.answer(STORED);
    assertThat(asking.waiting()).isEqualTo(nodes.subList(1, AT_ONCE + 1));
    asking.answer(STORED);
    assertThat(asking.waiting()).isEqualTo(nodes.subList(2, 7));
    asking.answer(STORED);
    assertThat(asking.waiting()).as("seven are enough").isEqualTo(nodes.subList(3, 7));
    while (!asking.said.isEmpty()) {
      assertThat(done).isEmpty();
      asking.answer(STORED);
    }
    assertThat(done).containsExactly(7);
  }

  @Test
  void forEachWhoDoesNotTakeItThereIsTheNext() {
    publish(3, 6);
    assertThat(asking.waiting()).isEqualTo(nodes.subList(0, 3));
    asking.answer(REFUSED);
    asking.answer(new DhtReply.Failed(Why.SILENT));
    assertThat(asking.waiting()).isEqualTo(nodes.subList(2, 5));
    asking.answer(STORED);
    asking.answer(REFUSED);
    asking.answer(REFUSED);
    assertThat(asking.waiting()).containsExactly(nodes.get(5));
    assertThat(done).isEmpty();
    asking.answer(STORED);
    assertThat(done).as("there is nobody else").containsExactly(2);
  }

  @Test
  void whereNobodyIsItIsOverAtOnce() {
    publish(3, 0);
    assertThat(done).containsExactly(0);
    assertThat(asking.said).isEmpty();
  }

  /** With too many waiting for rate limits a store comes back before it has left. */
  @Test
  void itIsOverOnceAlsoIfAllStoresComeBackAtOnce() {
    FakeAsking full = new FakeAsking();
    Asking atOnce =
        new Asking() {
          @Override
          public void store(PeerAddress to, Request request, long nowNanos, Then then) {
            full.store(to, request, nowNanos, then);
            then.reply(new DhtReply.Failed(Why.NOT_ASKED), nowNanos);
          }

          @Override
          public void findNodes(
              LookupGoal goal, List<PeerAddress> also, long nowNanos, Nodes then) {
            full.findNodes(goal, also, nowNanos, then);
          }

          @Override
          public Speech speech(PeerAddress node) {
            return full.speech(node);
          }
        };
    new Publishing(atOnce, entry, 20, done::add).begin(nodes, 0);

    assertThat(done).containsExactly(0);
    assertThat(full.waiting()).isEqualTo(nodes);
  }
}
