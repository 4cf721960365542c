package io.scp2p.core.engine.node;

import io.scp2p.api.ApiVersion;
import io.scp2p.api.diagnostics.Diagnostics;
import io.scp2p.api.diagnostics.NodeSnapshot;
import io.scp2p.api.diagnostics.ReachabilityReport;
import io.scp2p.api.diagnostics.SessionSnapshot;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Network;
import io.scp2p.core.protocol.transfer.TransferBudget;
import java.time.Duration;
import java.util.ArrayList;
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
            signals.onLoop(this::live),
            signals.future(core.following()::list),
            signals.blocking(() -> new Stored(shares(), core.catalog().index().size())))
        .map(parts -> snapshot(parts.getT1(), parts.getT2().size(), parts.getT3()));
  }

  private record Live(
      int knownPeers,
      int sessions,
      long receivedBytes,
      long sentBytes,
      List<NodeSnapshot.Budget> budgets) {}

  private Live live() {
    Network network = core.network();
    List<NodeSnapshot.Budget> budgets = new ArrayList<>(network.budgets());
    TransferBudget chunks = core.budget();
    // Nobody is refused room for chunks: whoever fetches waits until there is some.
    budgets.add(
        new NodeSnapshot.Budget("transfer.bytes", chunks.usedBytes(), chunks.limitBytes(), 0));
    budgets.add(core.downloads().budget());
    budgets.add(core.publisher().budget());
    return new Live(
        core.dht().known().size(),
        network.snapshot().size(),
        network.receivedBytes(),
        network.sentBytes(),
        budgets);
  }

  private record Stored(int shares, long indexedItems) {}

  private int shares() throws StoreException {
    return core.shareStore().list().size();
  }

  private NodeSnapshot snapshot(Live live, int subscriptions, Stored stored) {
    return new NodeSnapshot(
        ApiVersion.current(),
        Duration.ofNanos(core.parts().time().nanos() - startedNanos),
        live.knownPeers(),
        live.sessions(),
        (int) core.telemetry().openTransfers(),
        stored.shares(),
        subscriptions,
        stored.indexedItems(),
        live.receivedBytes(),
        live.sentBytes(),
        live.budgets());
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
