package io.scp2p.core.engine.node;

import io.scp2p.api.ApiVersion;
import io.scp2p.api.diagnostics.Diagnostics;
import io.scp2p.api.diagnostics.NodeSnapshot;
import io.scp2p.api.diagnostics.ReachabilityReport;
import io.scp2p.api.diagnostics.SessionSnapshot;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Network;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@link Diagnostics}, over what every part counts anyway. */
final class DiagnosticsFacade implements Diagnostics {
  private final NodeCore core;
  private final Signals signals;
  private final long startedNanos;

  DiagnosticsFacade(NodeCore core, Signals signals) {
    this.core = core;
    this.signals = signals;
    this.startedNanos = core.parts().time().nanos();
  }

  @Override
  public Mono<NodeSnapshot> snapshot() {
    return Mono.zip(
            signals.onLoop(() -> List.copyOf(core.network().snapshot())),
            signals.future(core.following()::list),
            signals.blocking(() -> new Stored(shares(), core.catalog().index().size())))
        .map(parts -> snapshot(parts.getT1(), parts.getT2().size(), parts.getT3()));
  }

  private record Stored(int shares, long indexedItems) {}

  private int shares() throws StoreException {
    return core.shareStore().list().size();
  }

  private NodeSnapshot snapshot(List<SessionSnapshot> sessions, int subscriptions, Stored stored) {
    return new NodeSnapshot(
        ApiVersion.current(),
        Duration.ofNanos(core.parts().time().nanos() - startedNanos),
        (int) sessions.stream().map(SessionSnapshot::peer).distinct().count(),
        sessions.size(),
        core.downloads().unfinished(),
        stored.shares(),
        subscriptions,
        stored.indexedItems(),
        sessions.stream().mapToLong(SessionSnapshot::receivedBytes).sum(),
        sessions.stream().mapToLong(SessionSnapshot::sentBytes).sum(),
        List.of(
            new NodeSnapshot.Budget(
                "transfer.bytes", core.budget().usedBytes(), core.budget().limitBytes(), 0),
            new NodeSnapshot.Budget(
                "sessions", sessions.size(), core.config().limits().maxSessions(), 0)));
  }

  @Override
  public Flux<SessionSnapshot> sessions() {
    Network network = core.network();
    return signals.onLoop(network::snapshot).flatMapIterable(sessions -> sessions);
  }

  @Override
  public Mono<ReachabilityReport> reachability() {
    return signals.onLoop(core.reachability()::report);
  }

  @Override
  public Mono<ReachabilityReport> examine() {
    return signals.begun(core.reachability()::examine);
  }
}
