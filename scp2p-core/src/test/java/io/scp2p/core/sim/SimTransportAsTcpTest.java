package io.scp2p.core.sim;

import io.scp2p.api.spi.TransportKind;

class SimTransportAsTcpTest extends SimTransportContract {
  SimTransportAsTcpTest() {
    super(TransportKind.TCP);
  }
}
