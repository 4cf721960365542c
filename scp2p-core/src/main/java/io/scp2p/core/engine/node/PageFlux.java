package io.scp2p.core.engine.node;

import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Lists that are read page by page, at most one page beyond what the subscriber has asked for. */
final class PageFlux {
  private PageFlux() {}

  /**
   * What is on all pages.
   *
   * @param next asks for the page that follows; empty after the last
   * @param maxPages what comes after so many is left out
   * @param entries what is on a page
   */
  static <P, T> Flux<T> entries(
      Mono<P> first, Function<P, Mono<P>> next, long maxPages, Function<P, List<T>> entries) {
    // Reactor would read 256 pages ahead, over the network or into memory.
    return first.expand(next).take(maxPages).concatMapIterable(entries, 1);
  }
}
