package io.scp2p.core.engine.node;

import io.scp2p.api.diagnostics.ReachabilityReport;
import io.scp2p.api.diagnostics.ReachabilityReport.Verdict;
import io.scp2p.api.event.ReachabilityEvent;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.portmap.PortMapService;
import io.scp2p.core.engine.turn.TurnListener;
import io.scp2p.core.engine.turn.TurnPaths;
import io.scp2p.core.engine.turn.TurnRelays;
import io.scp2p.core.protocol.portmap.MappingTrial.Outcome;
import io.scp2p.core.protocol.turn.TurnRules;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a node does to be reached from outside its network, apart from relays: ports that its router
 * forwards and addresses at TURN servers; and what it can say about it. Lives on the loop.
 */
final class Reachability {
  /** Between two looks whether the verdict is another one. */
  static final Duration LOOK = Duration.ofSeconds(10);

  /** For an examination; what has not answered by then is told as it is. */
  static final Duration EXAMINATION = Duration.ofSeconds(8);

  private static final Duration EXAMINATION_STEP = Duration.ofMillis(250);
  private static final Duration SHORTEST_EXAMINATION = Duration.ofSeconds(2);

  private final NodeCore core;
  private final Loop loop;
  private final @Nullable PortMapService portMap;
  private final TurnRelays turn;
  private final Runnable moved;
  private final Alarm lookAlarm;
  private List<Endpoint> mapped = List.of();
  private Verdict verdict = Verdict.UNKNOWN;
  private boolean closed;

  /**
   * Does nothing before {@link #start}.
   *
   * @param moved told when others should look for this node elsewhere
   */
  Reachability(NodeCore core, RandomGenerator random, Runnable moved) {
    this.core = core;
    this.loop = core.threads().loop();
    this.moved = moved;
    this.portMap = PortMapOpening.open(core.parts(), core.threads(), random, this::mapped);
    Optional<TurnPaths> paths = core.reach().packets().map(port -> new TurnPaths(loop, port));
    this.turn =
        new TurnRelays(
            loop,
            core.config().network().turnServers(),
            TurnRules.DEFAULT,
            core.parts().entropy(),
            paths.isPresent() ? paths.get() : TurnListener.NOBODY);
    paths.ifPresent(
        each -> {
          each.join(turn);
          core.reach().through(turn, each);
        });
    this.lookAlarm = new Alarm(loop, this::look);
  }

  /** Begins, once the node listens if it ever will. */
  void start() {
    if (closed) {
      return;
    }
    if (portMap != null) {
      portMap.start(core.network().localEndpoints());
    }
    turn.open();
    look();
  }

  /** Where the router forwards ports to this node, TCP first. */
  List<Endpoint> external() {
    return portMap == null ? List.of() : portMap.external();
  }

  /** Of these, what ICE tells others of. */
  List<InetSocketAddress> externalUdp() {
    return external().stream()
        .filter(endpoint -> endpoint.kind() == TransportKind.QUIC)
        .map(Endpoint::address)
        .toList();
  }

  private void mapped() {
    List<Endpoint> now = external();
    for (Endpoint before : mapped) {
      if (!now.contains(before)) {
        core.hub().publish(stamp -> new ReachabilityEvent.PortUnmapped(stamp, before));
      }
    }
    for (Endpoint each : now) {
      if (!mapped.contains(each)) {
        core.hub().publish(stamp -> new ReachabilityEvent.PortMapped(stamp, each));
      }
    }
    boolean others = !now.equals(mapped);
    mapped = now;
    if (others) {
      moved.run();
    }
    look();
  }

  private void look() {
    if (closed) {
      return;
    }
    Verdict before = verdict;
    Verdict now = report().verdict();
    verdict = now;
    if (now != before) {
      core.hub().publish(stamp -> new ReachabilityEvent.Changed(stamp, before, now));
    }
    lookAlarm.set(OptionalLong.of(loop.time().nanos() + LOOK.toNanos()));
  }

  /** What is known at the moment. */
  ReachabilityReport report() {
    Optional<PortMapService> map = Optional.ofNullable(portMap);
    return ReachReport.of(
        new ReachFacts(
            core.config().network(),
            portMap != null,
            core.network().localEndpoints(),
            advertised(),
            map.flatMap(PortMapService::way),
            map.map(PortMapService::trials).orElse(List.of()),
            map.map(PortMapService::mappings).orElse(List.of()),
            core.reach().nat(),
            turn.states(),
            core.relays().relaysUsed(),
            core.network().snapshot(),
            core.reach().paths(),
            loop.time().wall()));
  }

  private List<Endpoint> advertised() {
    return core.direct().stream()
        .map(at -> new Endpoint(at.transport(), new InetSocketAddress(at.ip(), at.port())))
        .toList();
  }

  /** The report after everybody was asked anew; completes on the loop, in bounded time. */
  CompletableFuture<ReachabilityReport> examine() {
    CompletableFuture<ReachabilityReport> outcome = new CompletableFuture<>();
    core.reach().connected(); // Which asks for the own address.
    if (portMap != null) {
      portMap.askAgain();
    }
    await(loop.time().nanos(), outcome);
    return outcome;
  }

  private void await(long sinceNanos, CompletableFuture<ReachabilityReport> outcome) {
    long passed = loop.time().nanos() - sinceNanos;
    boolean settled = passed >= SHORTEST_EXAMINATION.toNanos() && !isAsking();
    if (settled || passed >= EXAMINATION.toNanos() || closed) {
      outcome.complete(report());
    } else {
      var unused =
          loop.at(
              loop.time().nanos() + EXAMINATION_STEP.toNanos(), () -> await(sinceNanos, outcome));
    }
  }

  private boolean isAsking() {
    boolean router =
        portMap != null
            && portMap.trials().stream().anyMatch(trial -> trial.outcome() == Outcome.TRYING);
    return router
        || turn.states().stream().anyMatch(each -> each.relayed() == null && each.ended() == null);
  }

  /** Asks nobody any more, and tells nobody. */
  void suspend() {
    closed = true;
    lookAlarm.set(OptionalLong.empty());
  }

  /** Gives everything back, while there is a network. From any thread. */
  CompletableFuture<Void> close() {
    CompletableFuture<Void> router =
        portMap == null ? CompletableFuture.completedFuture(null) : portMap.close();
    return CompletableFuture.allOf(router, turn.close());
  }

  /** Ends threads and sockets. Not on the loop: this waits for them. */
  void release() {
    if (portMap != null) {
      portMap.release();
    }
    turn.release();
  }
}
