package io.scp2p.api.diagnostics;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Looks inside the node. Nothing here changes anything, except that {@link #examine()} tries. */
public interface Diagnostics {
  /** {@return numbers of this moment} */
  Mono<NodeSnapshot> snapshot();

  /** {@return every open session} */
  Flux<SessionSnapshot> sessions();

  /** {@return what is known of this node's reachability, without traffic} */
  Mono<ReachabilityReport> reachability();

  /** {@return the report after asking servers, peers and the router anew} */
  Mono<ReachabilityReport> examine();
}
