package io.scp2p.api;

import io.scp2p.api.community.Communities;
import io.scp2p.api.diagnostics.Diagnostics;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.event.EventsMissed;
import io.scp2p.api.event.NodeEvent;
import io.scp2p.api.identity.Identity;
import io.scp2p.api.pairing.Pairing;
import io.scp2p.api.peer.Peers;
import io.scp2p.api.peer.Relays;
import io.scp2p.api.search.Search;
import io.scp2p.api.search.SearchHit;
import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.share.Shares;
import io.scp2p.api.share.Subscriptions;
import io.scp2p.api.transfer.ContentRef;
import io.scp2p.api.transfer.Downloads;
import io.scp2p.api.transfer.RemoteContent;
import io.scp2p.api.vault.Vault;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A complete peer-to-peer node inside this JVM.
 *
 * <pre>{@code
 * try (Scp2pNode node = Scp2pNode.builder().home(Path.of("data")).start()) {
 *   SharePlan plan = SharePlan.folder(dir).title("Holiday").build();
 *   Share share = node.shares().publish(plan).block();
 *   System.out.println(share.link());
 * }
 * }</pre>
 *
 * <p>All methods may be called from any thread, and none blocks except {@link #close()}. What they
 * return is lazy unless its documentation says otherwise: nothing happens before it is subscribed
 * to, and it happens again with each subscription. Signals arrive on the host's scheduler, never on
 * a thread that the node needs for its own work. Failures are {@link
 * io.scp2p.api.error.Scp2pException}s.
 */
public interface Scp2pNode extends AutoCloseable {
  /** {@return a builder on which nothing is set} */
  static NodeBuilder builder() {
    return new NodeBuilder();
  }

  /** {@return the keys of this node} */
  Identity identity();

  /** {@return the nodes this one knows} */
  Peers peers();

  /** {@return what this node publishes} */
  Shares shares();

  /** {@return what this node follows} */
  Subscriptions subscriptions();

  /** {@return search over what this node follows and publishes} */
  Search search();

  /** {@return what this node fetches} */
  Downloads downloads();

  /** {@return communities this node takes part in} */
  Communities communities();

  /** {@return this node's private files on other machines} */
  Vault vault();

  /** {@return direct transfer by code} */
  Pairing pairing();

  /** {@return relays used and offered} */
  Relays relays();

  /** {@return how the node is doing} */
  Diagnostics diagnostics();

  /**
   * Everything that happens from now on, in one order. Every subscriber has a bounded buffer of its
   * own; what did not fit is replaced by {@link EventsMissed}. Completes after {@link #close()}.
   *
   * @return a hot stream, or {@link ErrorCode#TOO_MANY_SUBSCRIBERS}
   */
  Flux<NodeEvent> events();

  /**
   * Everything that happened after an event, as far as the journal still holds it, then live. What
   * it no longer holds is reported by {@link EventsMissed} first.
   *
   * @param since the number of the last event the caller knows; 0 for all of this run
   * @return a hot stream that begins with {@code since + 1}, or {@link ErrorCode#INVALID_ARGUMENT}
   *     for a number that was not given out yet
   */
  Flux<NodeEvent> events(long since);

  /**
   * Opens content for reading while it still arrives.
   *
   * @param content which, of a share this node follows or publishes
   * @return a new reader, once providers are being asked
   */
  Mono<RemoteContent> open(ContentRef content);

  /**
   * Short for {@code search().all(query)}.
   *
   * @param query what for
   * @return hits in the order of the query
   */
  default Flux<SearchHit> search(SearchQuery query) {
    return search().all(query);
  }

  /**
   * Ends everything: transfers are suspended, the event stream completes, every thread ends, every
   * file and socket is released. May be called twice, at once, and from any thread; every call
   * returns when all of this is done. Only on a thread that the node itself needs for it, which a
   * host meets if it has given the node a scheduler or an executor that runs its code there, the
   * node is closed on a thread of its own and the call returns at once; another call waits for it.
   *
   * <p>If a part does not close well, the others are closed all the same, and then its exception is
   * thrown.
   */
  @Override
  void close();
}
