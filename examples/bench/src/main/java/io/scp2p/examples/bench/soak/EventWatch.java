package io.scp2p.examples.bench.soak;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.event.EventsMissed;
import io.scp2p.api.event.NodeEvent;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Hears every event of one run of a node: the numbers have no gap that is not said. */
final class EventWatch {
  private static final long PATIENCE_SECONDS = 30;

  private final String name;
  private final Consumer<String> findings;
  private final CountDownLatch completed = new CountDownLatch(1);
  private long last;

  EventWatch(String name, Scp2pNode node, Consumer<String> findings) {
    this.name = name;
    this.findings = findings;
    node.events(0)
        .subscribe(
            this::heard,
            failure -> findings.accept(name + ": events ended with " + failure),
            completed::countDown);
  }

  private void heard(NodeEvent event) {
    long first = event instanceof EventsMissed missed ? missed.from() : event.sequence();
    if (last != 0 && first != last + 1) {
      findings.accept(name + ": after event " + last + " came " + first);
    }
    last = event.sequence();
  }

  /** The node was closed: its events must have ended. */
  void ended() {
    try {
      if (!completed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        findings.accept(name + ": events go on after the node was closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
