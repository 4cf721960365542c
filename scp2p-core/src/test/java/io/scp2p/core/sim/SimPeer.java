package io.scp2p.core.sim;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** One of two hosts that listen to each other's heart. */
final class SimPeer {
  private static final int PORT = 7_000;

  private final SimDriver<HeartbeatMachine.Heard, HeartbeatMachine.Effect> driver;
  private final SimSocket socket;
  private final InetSocketAddress peer;
  private boolean lostPeer;

  SimPeer(SimWorld world, String name, String peerName) {
    SimHost host = world.network().host(name);
    peer = world.network().host(peerName).address(PORT);
    socket = host.bind(PORT, (from, bytes) -> heard());
    driver = new SimDriver<>(host, name, new HeartbeatMachine(world.nanos()), this::perform);
  }

  boolean hasLostPeer() {
    return lostPeer;
  }

  private void heard() {
    lostPeer = false;
    driver.accept(new HeartbeatMachine.Heard());
  }

  private void perform(HeartbeatMachine.Effect effect) {
    switch (effect) {
      case BEAT -> socket.send(peer, ByteBuffer.wrap(new byte[] {1}));
      case PEER_LOST -> lostPeer = true;
    }
  }
}
