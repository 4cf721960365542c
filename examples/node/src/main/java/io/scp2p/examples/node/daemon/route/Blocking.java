package io.scp2p.examples.node.daemon.route;

import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Work that waits for a disk, away from the threads that serve everybody. */
final class Blocking {
  private Blocking() {}

  static <T> Mono<T> mono(Supplier<T> work) {
    return Mono.fromSupplier(work).subscribeOn(Schedulers.boundedElastic());
  }
}
