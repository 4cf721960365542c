package io.scp2p.core.protocol.community;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.community.HearsayRule.Verdict;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HearsayRuleTest {
  private static final NodeKey ALICE = node(1);
  private static final NodeKey BOB = node(2);

  private static NodeKey node(int number) {
    return NodeKey.of(ByteBuffer.allocate(NodeKey.LENGTH).putInt(number).array());
  }

  private static Verdict judge(NodeKey teller, long used, Map<NodeKey, Long> hearsay) {
    return HearsayRule.judge(teller, 100, used, hearsay);
  }

  @Test
  void whatFitsIsTaken() {
    assertThat(judge(null, 99, Map.of())).isEqualTo(new Verdict(true, null));
    assertThat(judge(ALICE, 99, Map.of(ALICE, 49L))).isEqualTo(new Verdict(true, null));
  }

  @Test
  void onePartnerAloneFillsHalfOfAnIndex() {
    assertThat(judge(ALICE, 50, Map.of(ALICE, 50L)).admitted()).isFalse();
    assertThat(judge(BOB, 50, Map.of(ALICE, 50L)).admitted()).isTrue();
    assertThat(judge(null, 50, Map.of(ALICE, 50L)).admitted()).isTrue();
    assertThat(HearsayRule.mostOfOne(1)).as("never nothing").isEqualTo(1);
  }

  @Test
  void whatIsVouchedForTakesThePlaceOfTheMostThatOneHasTold() {
    Map<NodeKey, Long> hearsay = Map.of(ALICE, 20L, BOB, 30L);
    assertThat(judge(null, 100, hearsay)).isEqualTo(new Verdict(true, BOB));
    assertThat(judge(null, 100, Map.of(ALICE, 0L)).admitted()).isFalse();
    assertThat(judge(null, 100, Map.of()).admitted()).isFalse();
  }

  @Test
  void whoHasToldLessIsHeardUntilBothHaveToldTheSame() {
    Map<NodeKey, Long> hearsay = new HashMap<>(Map.of(ALICE, 40L, BOB, 0L));
    int taken = 0;
    for (int i = 0; i < 1_000; i++) {
      // Each in turn tries to push out the other.
      NodeKey teller = i % 2 == 0 ? BOB : ALICE;
      Verdict verdict = judge(teller, 100, hearsay);
      if (verdict.admitted()) {
        taken++;
        hearsay.merge(teller, 1L, Long::sum);
        hearsay.merge(verdict.insteadOf(), -1L, Long::sum);
      }
    }
    assertThat(hearsay).containsEntry(ALICE, 20L).containsEntry(BOB, 20L);
    assertThat(taken).isEqualTo(20);
  }

  @Test
  void amongEqualsItIsAlwaysTheSameOne() {
    assertThat(judge(null, 100, Map.of(ALICE, 7L, BOB, 7L)).insteadOf()).isEqualTo(BOB);
  }
}
