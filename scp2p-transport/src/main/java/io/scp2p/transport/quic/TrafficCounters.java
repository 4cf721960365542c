package io.scp2p.transport.quic;

import java.util.concurrent.atomic.LongAdder;

/** Counts what went through one port. */
final class TrafficCounters {
  private final LongAdder receivedDatagrams = new LongAdder();
  private final LongAdder receivedBytes = new LongAdder();
  private final LongAdder sentDatagrams = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();
  private final LongAdder nonQuicDatagrams = new LongAdder();
  private final LongAdder droppedDatagrams = new LongAdder();
  private final LongAdder errors = new LongAdder();

  void received(int bytes) {
    receivedDatagrams.increment();
    receivedBytes.add(bytes);
  }

  void sent(int bytes) {
    sentDatagrams.increment();
    sentBytes.add(bytes);
  }

  void nonQuic() {
    nonQuicDatagrams.increment();
  }

  void dropped() {
    droppedDatagrams.increment();
  }

  void sendFailed() {
    errors.increment();
  }

  void receiveFailed() {
    errors.increment();
  }

  /** The present values. */
  QuicTraffic snapshot() {
    return new QuicTraffic(
        receivedDatagrams.sum(),
        receivedBytes.sum(),
        sentDatagrams.sum(),
        sentBytes.sum(),
        nonQuicDatagrams.sum(),
        droppedDatagrams.sum(),
        errors.sum());
  }
}
