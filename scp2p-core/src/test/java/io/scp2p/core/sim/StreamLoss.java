package io.scp2p.core.sim;

/**
 * What lost packets mean for something that is sent again until it arrives: time and bandwidth.
 * Packets are lost in bursts as the links say; a first loss is repaired within a round trip, as by
 * fast retransmission, and a repeated one by doubling time-outs.
 */
final class StreamLoss {
  /** The shortest retransmission time-out; RFC 6298 says one second, systems use a fifth. */
  static final long MIN_TIMEOUT_NANOS = 200_000_000;

  /** A piece lost this often arrives the next time: the model has no use for longer waits. */
  private static final int MAX_REPEATS = 6;

  private StreamLoss() {}

  /** How much later a piece arrives because of loss; mostly 0. */
  static long drawDelayNanos(SimNetwork network, SimHost source, SimHost target, int bytes) {
    double share = share(network, source, target);
    if (share == 0) {
      return 0;
    }
    double eventsPerPacket = share / burst(network, source, target);
    double anyLost = 1 - Math.pow(1 - eventsPerPacket, packets(bytes));
    if (network.random().nextDouble() >= anyLost) {
      return 0;
    }
    long roundTripNanos =
        network.meanDelayNanos(source, target) + network.meanDelayNanos(target, source);
    long timeoutNanos = Math.max(MIN_TIMEOUT_NANOS, 2 * roundTripNanos);
    long delayNanos = roundTripNanos;
    for (int i = 0; i < MAX_REPEATS && network.random().nextDouble() < share; i++) {
      delayNanos += timeoutNanos << i;
    }
    return delayNanos;
  }

  /** Bytes sent a second time for these; right in the mean. */
  static int drawRepeatedBytes(SimNetwork network, SimHost source, SimHost target, int bytes) {
    double share = share(network, source, target);
    if (share == 0) {
      return 0;
    }
    double repeatedPackets = packets(bytes) * share / (1 - share);
    int whole = (int) repeatedPackets;
    boolean oneMore = network.random().nextDouble() < repeatedPackets - whole;
    return (oneMore ? whole + 1 : whole) * Math.min(bytes, Link.PACKET_BYTES);
  }

  private static int packets(int bytes) {
    return Math.max(1, (bytes + Link.PACKET_BYTES - 1) / Link.PACKET_BYTES);
  }

  private static double share(SimNetwork network, SimHost source, SimHost target) {
    double arriving = 1;
    for (int i = 0; i < SimNetwork.LINKS_ON_A_WAY; i++) {
      arriving *= 1 - network.linkOnWay(i, source, target).profile().lossPercent() / 100;
    }
    return 1 - arriving;
  }

  private static double burst(SimNetwork network, SimHost source, SimHost target) {
    double burst = 1;
    for (int i = 0; i < SimNetwork.LINKS_ON_A_WAY; i++) {
      burst = Math.max(burst, network.linkOnWay(i, source, target).profile().lossBurst());
    }
    return burst;
  }
}
