package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.event.LifecycleEvent;
import io.scp2p.api.event.NodeEvent;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** What the daemon has heard of its node: the newest event, and problems that last. */
public final class Happenings implements AutoCloseable {
  private final String run = String.format("%08x", ThreadLocalRandom.current().nextInt());
  private final Instant startedAt = Instant.now();
  private final Set<ErrorCode> problems = new ConcurrentSkipListSet<>();
  private final Disposable listening;
  private volatile long newest;

  /** Listens until it is closed, or the node is. */
  public Happenings(Scp2pNode node) {
    Flux<NodeEvent> events = node.events(0);
    listening = events.subscribe(this::heard, failure -> problems.add(ErrorCode.INTERNAL));
  }

  private void heard(NodeEvent event) {
    newest = event.sequence();
    if (event instanceof LifecycleEvent.ProblemRaised raised) {
      problems.add(raised.problem());
    } else if (event instanceof LifecycleEvent.ProblemCleared cleared) {
      problems.remove(cleared.problem());
    }
  }

  /** Names this run of the daemon: numbers of events begin anew with the next. */
  String run() {
    return run;
  }

  Instant startedAt() {
    return startedAt;
  }

  long newest() {
    return newest;
  }

  List<ErrorCode> problems() {
    return List.copyOf(problems);
  }

  @Override
  public void close() {
    listening.dispose();
  }
}
