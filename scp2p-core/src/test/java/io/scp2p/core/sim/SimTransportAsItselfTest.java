package io.scp2p.core.sim;

import io.scp2p.api.spi.TransportKind;

class SimTransportAsItselfTest extends SimTransportContract {
  SimTransportAsItselfTest() {
    super(TransportKind.SIMULATED);
  }
}
