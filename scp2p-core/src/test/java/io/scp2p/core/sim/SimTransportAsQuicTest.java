package io.scp2p.core.sim;

import io.scp2p.api.spi.TransportKind;

class SimTransportAsQuicTest extends SimTransportContract {
  SimTransportAsQuicTest() {
    super(TransportKind.QUIC);
  }
}
