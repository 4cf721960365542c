package io.scp2p.core.sim;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The datagrams that wait for one link; those for which there is no room are dropped. */
final class DatagramFlow extends Flow {
  private final SimNetwork network;
  private final Link link;
  private final Queue<Datagram> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private @Nullable Datagram taken;

  DatagramFlow(SimNetwork network, Link link) {
    this.network = network;
    this.link = link;
  }

  /** Queues a datagram; returns false if the buffer is full. */
  boolean add(Datagram datagram) {
    int bytes = datagram.bytes().remaining();
    if (bytes > link.profile().bufferBytes() - waitingBytes) {
      return false;
    }
    waitingBytes += bytes;
    waiting.add(datagram);
    link.offer(this);
    return true;
  }

  @Override
  int take(int maxBytes) {
    taken = waiting.poll();
    if (taken == null) {
      return NOTHING;
    }
    int bytes = taken.bytes().remaining();
    waitingBytes -= bytes;
    return bytes;
  }

  @Override
  void passed() {
    network.passed(Objects.requireNonNull(taken), link);
  }
}
