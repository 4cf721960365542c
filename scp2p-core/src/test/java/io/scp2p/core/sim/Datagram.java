package io.scp2p.core.sim;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** One datagram on its way. */
record Datagram(
    SimHost source,
    SimHost target,
    InetSocketAddress from,
    InetSocketAddress to,
    ByteBuffer bytes) {
  @Override
  public String toString() {
    return source.name() + " -> " + target.name() + " " + bytes.remaining() + " B";
  }
}
