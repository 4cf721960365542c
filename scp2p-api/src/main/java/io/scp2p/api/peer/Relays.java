package io.scp2p.api.peer;

import io.scp2p.api.BootstrapAddress;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Relays used and offered (specification section 14). */
public interface Relays {
  /** {@return relays with a valid announcement, best first} */
  Flux<Relay> known();

  /** {@return the tunnels this node keeps for itself} */
  Flux<RelayTunnel> tunnels();

  /** {@return what this node does for others} */
  Mono<RelayService> service();

  /**
   * Registers a tunnel at a given relay, besides those the node keeps on its own.
   *
   * @param relay where; its key, if it has one, is enforced
   * @return the tunnel, once others can use it
   */
  Mono<RelayTunnel> register(BootstrapAddress relay);
}
