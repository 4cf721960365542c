package io.scp2p.core.sim;

import io.scp2p.api.spi.Transport;
import java.net.InetSocketAddress;

/** An address on which a transport accepts connections. */
record SimListener(SimTransport transport, InetSocketAddress local, Transport.Acceptor acceptor) {
  boolean covers(InetSocketAddress address) {
    return local.getPort() == address.getPort()
        && (local.getAddress().isAnyLocalAddress()
            || local.getAddress().equals(address.getAddress()));
  }
}
