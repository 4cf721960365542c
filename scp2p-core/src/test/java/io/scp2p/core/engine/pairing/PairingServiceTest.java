package io.scp2p.core.engine.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.turn.FakePort;
import io.scp2p.core.protocol.pairing.PairingDesk;
import io.scp2p.core.wire.pairing.PairingOffer;
import org.junit.jupiter.api.Test;

class PairingServiceTest {
  private final NodeKey self = SigningKey.generate(Entropy.system()).nodeKey();
  private final PairingService service = new PairingService(FakePort.loop());
  private final PairingHost host =
      new PairingHost() {
        @Override
        public PairingOffer met(NodeKey peer) {
          throw new AssertionError("nobody comes");
        }

        @Override
        public void guessed() {}

        @Override
        public void told(int word, long bytes) {}
      };

  private boolean open(long number) {
    SecretBytes secret = SecretBytes.copyOf(new byte[32]);
    return service.open(number, new PairingDesk(self, secret, Entropy.system()), host);
  }

  @Test
  void codesAtOnceHaveABound() {
    for (int i = 0; i < PairingService.MAX_CODES; i++) {
      assertThat(open(i)).isTrue();
    }
    assertThat(open(9_999)).as("one more").isFalse();

    service.close(3, host);

    assertThat(open(9_999)).isTrue();
  }

  @Test
  void aNumberIsWaitedWithOnce() {
    assertThat(open(7)).isTrue();
    assertThat(open(7)).isFalse();
  }
}
