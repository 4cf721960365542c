package io.scp2p.core.engine.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoundNodesTest {
  private final FoundNodes found = new FoundNodes();
  private final NodeKey node = NodeKey.of(new byte[NodeKey.LENGTH]);

  private static ShareId share(int number) {
    byte[] id = new byte[32];
    ByteBuffer.wrap(id).putInt(number);
    return ShareId.of(id);
  }

  @Test
  void whatWasFoundIsGoodForTenMinutes() {
    found.put(share(1), List.of(node), 5);
    long end = 5 + FoundNodes.FRESH.toNanos();
    assertThat(found.get(share(1), end - 1)).contains(List.of(node));
    assertThat(found.get(share(1), end)).isEmpty();
    assertThat(found.get(share(2), 5)).isEmpty();
  }

  @Test
  void ofTooManySharesTheOneAskedForLongestAgoIsForgotten() {
    for (int i = 0; i < FoundNodes.MAX_SHARES; i++) {
      found.put(share(i), List.of(node), 0);
    }
    assertThat(found.get(share(0), 0)).isPresent();
    found.put(share(-1), List.of(node), 0);
    assertThat(found.size()).isEqualTo(FoundNodes.MAX_SHARES);
    assertThat(found.get(share(0), 0)).isPresent();
    assertThat(found.get(share(1), 0)).isEmpty();
  }
}
