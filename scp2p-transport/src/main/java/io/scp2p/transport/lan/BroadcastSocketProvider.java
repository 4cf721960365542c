package io.scp2p.transport.lan;

import io.scp2p.api.spi.LanSocket;
import io.scp2p.api.spi.LanSocketProvider;

/** Makes {@link BroadcastSocket}s. */
public final class BroadcastSocketProvider implements LanSocketProvider {
  @Override
  public LanSocket create(int port) {
    return new BroadcastSocket(port, Interfaces.ofThisMachine());
  }
}
