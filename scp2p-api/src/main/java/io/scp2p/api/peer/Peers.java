package io.scp2p.api.peer;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The nodes this one knows. */
public interface Peers {
  /** {@return everybody known, connected ones first; completes after the last} */
  Flux<Peer> list();

  /** {@return the nodes found in the local network now (specification section 15)} */
  Flux<Peer> local();

  /**
   * Looks one up in the peer database. No traffic.
   *
   * @param id its name
   * @return the peer, or {@link ErrorCode#UNKNOWN_PEER}
   */
  Mono<Peer> get(NodeId id);

  /**
   * Dials an address and its twin, and remembers who answered.
   *
   * @param address where; its key, if it has one, is enforced
   * @return the peer, once its key was proved
   */
  Mono<Peer> connect(BootstrapAddress address);

  /**
   * Ends the sessions with a peer. It may be connected again at any time.
   *
   * @param id whom
   * @return completes when the sessions are closed
   */
  Mono<Void> disconnect(NodeId id);

  /**
   * Drops everything remembered about a peer, its pin included.
   *
   * @param id whom
   * @return completes when it is forgotten durably
   */
  Mono<Void> forget(NodeId id);

  /**
   * Refuses a peer from now on and ends its sessions.
   *
   * @param id whom
   * @return completes when it is refused durably
   */
  Mono<Void> block(NodeId id);

  /**
   * Lifts {@link #block}.
   *
   * @param id whom
   * @return completes when it is allowed durably
   */
  Mono<Void> unblock(NodeId id);

  /**
   * Confirms a key for an address after {@link ErrorCode#PIN_MISMATCH}, or before first contact.
   * This replaces what was pinned: ask a person first.
   *
   * @param address the address as it was entered
   * @param key the key to trust from now on
   * @return completes when the pin is durable
   */
  Mono<Void> confirmKey(BootstrapAddress address, NodeKey key);
}
