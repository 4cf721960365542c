package io.scp2p.core.engine.node;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.ShareLink;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.AskTicket;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.download.Asker;
import io.scp2p.core.protocol.session.Peer;
import io.scp2p.core.wire.message.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where other nodes are: those connected now, those the configuration names, those a link names.
 * Lives on the loop.
 */
final class Seeds implements Asker {
  /** Addresses of one link or configuration that are tried; more would be a waste of dials. */
  static final int MAX_ADDRESSES = 32;

  /** What others get once somebody has answered: nobody waits for a silent address. */
  private static final Duration GRACE = Duration.ofMillis(300);

  private final Loop loop;
  private final Network network;
  private final List<BootstrapAddress> configured;

  Seeds(Loop loop, Network network, List<BootstrapAddress> configured) {
    this.loop = loop;
    this.network = network;
    this.configured = configured;
  }

  @Override
  public AskTicket ask(NodeKey peer, Request request, int expectedBytes, AskOutcome outcome) {
    return network.ask(peer, request, expectedBytes, outcome);
  }

  @Override
  public boolean speaks(NodeKey peer, String feature) {
    return network
        .peer(peer)
        .flatMap(Peer::extensions)
        .filter(agreed -> agreed.has(feature))
        .isPresent();
  }

  @Override
  public int inFlightLimit(NodeKey peer) {
    return network.inFlightLimit(peer);
  }

  @Override
  public long roundTripNanos(NodeKey peer) {
    return network.roundTripNanos(peer);
  }

  /** Looks for a peer that was there; who waits for it hears of it as of any other. */
  void reach(NodeKey peer) {
    network.reach(peer, there -> {});
  }

  /** Everybody who is connected. */
  List<NodeKey> connected() {
    return List.copyOf(network.connected());
  }

  /**
   * Makes contact with everybody a link and the configuration name.
   *
   * @return completes on the loop with those who answered
   */
  CompletableFuture<List<NodeKey>> contact(List<BootstrapAddress> named) {
    Set<BootstrapAddress> addresses = new LinkedHashSet<>(named);
    addresses.addAll(configured);
    List<BootstrapAddress> all =
        BootstrapAddress.withAlternates(List.copyOf(addresses)).stream()
            .filter(address -> address.port() > 0)
            .limit(MAX_ADDRESSES)
            .toList();
    return new Round(all).begin();
  }

  /** All addresses at once; over when all have ended, or soon after somebody has answered. */
  private final class Round {
    private final List<BootstrapAddress> addresses;
    private final CompletableFuture<List<NodeKey>> done = new CompletableFuture<>();
    private final Set<NodeKey> found = new LinkedHashSet<>();
    private int left;

    Round(List<BootstrapAddress> addresses) {
      this.addresses = addresses;
      this.left = addresses.size();
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    CompletableFuture<List<NodeKey>> begin() {
      if (addresses.isEmpty()) {
        loop.post(this::end);
      }
      for (BootstrapAddress address : addresses) {
        network
            .contact(address.endpoint(), address.key())
            .whenComplete((key, failure) -> ended(address, key));
      }
      return done;
    }

    private void ended(BootstrapAddress address, @Nullable NodeKey key) {
      if (key != null && address.key() != null) {
        network.pins().confirm(key);
      }
      if (key != null && found.add(key) && found.size() == 1) {
        loop.at(loop.time().nanos() + GRACE.toNanos(), this::end);
      }
      if (--left == 0) {
        end();
      }
    }

    private void end() {
      done.complete(new ArrayList<>(found));
    }
  }

  /** As {@link #contact}, for a share. */
  CompletableFuture<List<NodeKey>> find(ShareLink link) {
    return contact(link.bootstrap());
  }

  /** Whom to ask first about a share. */
  List<NodeKey> known(ShareId share) {
    return connected();
  }
}
