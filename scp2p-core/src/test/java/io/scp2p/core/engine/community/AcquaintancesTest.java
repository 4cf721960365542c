package io.scp2p.core.engine.community;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.catalog.TestStore;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimWorld;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AcquaintancesTest {
  private static final CommunityId ID = CommunityId.of(new byte[CommunityId.LENGTH]);

  private final SimWorld world = SimWorld.seeded(1);
  private final TestStore store = new TestStore();
  private final Acquaintances known =
      new Acquaintances(
          store, new Offload(new SimLoop(world.network().host("here")), Runnable::run));

  private static NodeKey node(int number) {
    return NodeKey.of(ByteBuffer.allocate(NodeKey.LENGTH).putInt(number).array());
  }

  private void saw(int number, long at) {
    known.saw(ID, Map.of(node(number), new Seen(List.of(), false, at)));
    world.runFor(Duration.ofMillis(1));
  }

  @Test
  void whoWasSeenLongestAgoMakesRoomOnDiskAsWell() throws Exception {
    for (int i = 0; i < Acquaintances.MAX_SEEN; i++) {
      saw(i, 1_000 + i);
    }
    saw(0, 5_000);
    saw(9_999, 6_000);
    assertThat(known.count(ID)).isEqualTo(Acquaintances.MAX_SEEN);
    assertThat(known.isMember(ID, node(0))).isTrue();
    assertThat(known.isMember(ID, node(1))).isFalse();
    assertThat(known.of(ID).get(0).getKey()).isEqualTo(node(9_999));
    assertThat(known.load(ID)).hasSize(Acquaintances.MAX_SEEN).doesNotContainKey(node(1));
  }

  @Test
  void whoHasLeftIsForgottenOnDiskAsWell() throws Exception {
    saw(1, 1_000);
    saw(2, 1_000);
    known.gone(ID, Set.of(node(1), node(3)));
    world.runFor(Duration.ofMillis(1));
    assertThat(known.isMember(ID, node(1))).isFalse();
    assertThat(known.load(ID)).containsOnlyKeys(node(2));
  }
}
