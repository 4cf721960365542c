package io.scp2p.core.engine.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.Sha256;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class StrangersTest {
  private static NodeKey key(int number) {
    return NodeKey.of(Sha256.hash(ByteBuffer.allocate(Integer.BYTES).putInt(number).array()));
  }

  @Test
  void whoeverNamesMoreRoutesThanThereIsRoomForPushesOutTheOldest() {
    Strangers strangers = new Strangers();
    for (int i = 0; i < Strangers.MAX_STRANGERS; i++) {
      strangers.add(key(i));
    }
    strangers.add(key(5));
    assertThat(strangers.size()).isEqualTo(Strangers.MAX_STRANGERS);
    assertThat(strangers.contains(key(0))).as("one that is known costs nobody his place").isTrue();

    strangers.add(key(-1));

    assertThat(strangers.size()).isEqualTo(Strangers.MAX_STRANGERS);
    assertThat(strangers.contains(key(0))).isFalse();
    assertThat(strangers.contains(key(1))).isTrue();
    assertThat(strangers.contains(key(-1))).isTrue();
  }
}
