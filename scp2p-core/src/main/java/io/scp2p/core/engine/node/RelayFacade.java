package io.scp2p.core.engine.node;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.peer.Relay;
import io.scp2p.api.peer.RelayService;
import io.scp2p.api.peer.RelayTunnel;
import io.scp2p.api.peer.Relays;
import io.scp2p.core.engine.relay.RelayEngine;
import io.scp2p.core.engine.relay.RelayFacts;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@link Relays}, over the relay engine. */
final class RelayFacade implements Relays {
  private final RelayEngine engine;
  private final Signals signals;

  RelayFacade(NodeCore core, Signals signals) {
    this.engine = core.relays();
    this.signals = signals;
  }

  @Override
  public Flux<Relay> known() {
    return signals.onLoop(() -> RelayFacts.known(engine)).flatMapIterable(relays -> relays);
  }

  @Override
  public Flux<RelayTunnel> tunnels() {
    return signals.onLoop(() -> RelayFacts.tunnels(engine)).flatMapIterable(tunnels -> tunnels);
  }

  @Override
  public Mono<RelayService> service() {
    return signals.onLoop(() -> RelayFacts.service(engine));
  }

  @Override
  public Mono<RelayTunnel> register(BootstrapAddress relay) {
    return signals.future(() -> engine.register(relay));
  }
}
