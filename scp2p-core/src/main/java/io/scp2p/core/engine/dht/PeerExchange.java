package io.scp2p.core.engine.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.Network;
import io.scp2p.core.protocol.dht.DhtInput;
import io.scp2p.core.protocol.peers.KnownPeer;
import io.scp2p.core.protocol.peers.PeerDatabase;
import io.scp2p.core.protocol.peers.PexEffect;
import io.scp2p.core.protocol.peers.PexInput;
import io.scp2p.core.protocol.peers.PexMachine;
import io.scp2p.core.wire.message.PexOffer;
import io.scp2p.core.wire.message.PexRequest;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The peer database at work: it hears of sessions, asks peers whom they know, tells them where this
 * node is, makes sure of where they say they are, and keeps who was met. Lives on the loop.
 */
final class PeerExchange {
  /** Dials back to peers that say where they are. */
  static final int MAX_VERIFYING = 4;

  private static final int PEX_BYTES = 16_384;

  private final DhtState state;
  private final DhtRun run;
  private final Network network;
  private final PeerRows rows;
  private final Supplier<List<PeerAddress>> self;
  private final PexMachine machine;
  private final Alarm alarm;
  private final PeerSaving saving;
  private final Set<NodeKey> verifying = new HashSet<>();
  private Runnable firstMet = () -> {};
  private boolean closed;

  PeerExchange(
      DhtState state,
      DhtRun run,
      Network network,
      PeerRows rows,
      Supplier<List<PeerAddress>> self) {
    this.state = state;
    this.run = run;
    this.network = network;
    this.rows = rows;
    this.self = self;
    this.saving = new PeerSaving(state.loop, state.peers, rows);
    this.machine = new PexMachine(state.random);
    this.alarm = new Alarm(state.loop, this::timeout);
    state.onRated(saving::changed);
  }

  /** Told when there is somebody in the table after there was nobody. */
  void onFirstMet(Runnable listener) {
    firstMet = listener;
  }

  /** Takes over who was met in earlier runs. */
  CompletableFuture<Void> load(int limit) {
    long oldestUnix = state.nowUnix() - PeerDatabase.FORGET_SECONDS;
    return state
        .offload
        .call(() -> loaded(limit, oldestUnix))
        .thenAccept(
            peers -> {
              peers.forEach(peer -> state.peers.restore(peer, state.nowUnix()));
              saving.changed();
            });
  }

  private List<KnownPeer> loaded(int limit, long oldestUnix) throws StoreException {
    return rows.load(limit, oldestUnix);
  }

  /** The first session with a peer; {@code at} is where it is, if this node has dialled it. */
  void connected(NodeKey peer, Endpoint at) {
    // Whether it was dialled is known a moment later, when the dialler has made a note of it.
    state.loop.post(() -> state.loop.post(() -> dialled(peer, at)));
    machine.accept(state.nowNanos(), new PexInput.Connected(peer));
    alarm.set(machine.deadlineNanos());
  }

  private void dialled(NodeKey peer, Endpoint at) {
    if (!closed && network.addresses(peer).contains(at)) {
      Places.address(at).ifPresent(address -> met(peer, address));
    }
  }

  private void met(NodeKey peer, PeerAddress address) {
    boolean first = state.machine.table().size() == 0;
    run.feed(new DhtInput.Met(peer, address));
    state.peers.met(peer, address, state.nowUnix()).ifPresent(known -> saving.met(peer));
    if (first && state.machine.table().size() > 0) {
      firstMet.run();
    }
  }

  /** A person wants a peer to be forgotten. */
  void forget(NodeKey peer) {
    saving.forget(peer);
  }

  /** The last session with a peer has ended. */
  void disconnected(NodeKey peer) {
    machine.accept(state.nowNanos(), new PexInput.Disconnected(peer));
    alarm.set(machine.deadlineNanos());
  }

  /**
   * A connected peer says where it can be dialled. If there is a place for it, it is dialled: only
   * that proves it.
   */
  @SuppressWarnings("FutureReturnValueIgnored")
  void claimed(NodeKey peer, PeerAddress address) {
    if (!DhtState.isReachable(address)) {
      var unused = network.knowIndirect(address); // Only a session through the relay proves it.
      return;
    }
    boolean known = state.machine.hasMet(address);
    if (closed
        || known
        || verifying.size() >= MAX_VERIFYING
        || !state.machine.hasRoomFor(address)
        || !verifying.add(peer)) {
      return;
    }
    network
        .contact(Places.endpoint(address), null)
        .whenComplete(
            (key, failure) -> {
              verifying.remove(peer);
              if (peer.equals(key) && !closed) {
                network.know(peer, List.of(Places.endpoint(address)));
                met(peer, address);
              }
            });
  }

  private void timeout() {
    machine.onTimeout(state.nowNanos()).forEach(this::perform);
    saving.flushIfChanged();
    alarm.set(machine.deadlineNanos());
  }

  private void perform(PexEffect effect) {
    if (effect instanceof PexEffect.Offer offer) {
      List<PeerAddress> own = self.get();
      if (!own.isEmpty()) {
        ask(offer.peer(), new PexOffer(own), response -> {});
      }
    } else if (effect instanceof PexEffect.AskPeers wanted) {
      ask(
          wanted.peer(),
          new PexRequest(wanted.wanted()),
          response -> {
            if (response instanceof PexOffer offer) {
              named(wanted.peer(), offer.peers());
            }
          });
    }
  }

  /** This node can be reached elsewhere: whoever is connected is told, once each. */
  void moved() {
    List<PeerAddress> own = self.get();
    if (!own.isEmpty()) {
      network.connected().stream()
          .limit(MAX_NAMED)
          .forEach(peer -> ask(peer, new PexOffer(own), response -> {}));
    }
  }

  private void named(NodeKey by, List<PeerAddress> peers) {
    for (PeerAddress address : peers.subList(0, Math.min(peers.size(), MAX_NAMED))) {
      if (state.peers.named(address, by, state.nowUnix())) {
        run.feed(new DhtInput.Heard(address));
      }
    }
  }

  private static final int MAX_NAMED = 64;

  private void ask(NodeKey peer, Request request, Consumer<Response> then) {
    if (closed) {
      return;
    }
    network.ask(
        peer,
        request,
        PEX_BYTES,
        new AskOutcome() {
          @Override
          public void answered(Response response) {
            then.accept(response);
          }

          @Override
          public void failed(AskFailure why) {
            // Nothing depends on it; the next exchange tries again.
          }
        });
  }

  void close() {
    saving.close();
    closed = true;
    alarm.set(OptionalLong.empty());
  }
}
