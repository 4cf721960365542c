package io.scp2p.core.sim;

import io.scp2p.api.spi.TransportKind;
import java.time.Duration;

/** The whole contract once more where packets are lost in bursts and overtake each other. */
class SimTransportOnABadNetworkTest extends SimTransportContract {
  SimTransportOnABadNetworkTest() {
    super(TransportKind.QUIC);
    world()
        .network()
        .backbone(
            LinkProfile.IDEAL
                .named("bad")
                .withDelay(Duration.ofMillis(15))
                .withJitter(Duration.ofMillis(20))
                .withLossPercent(4)
                .withLossBurst(3)
                .withReorderPercent(5));
  }
}
