package io.scp2p.core.engine.relay;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TransportException;
import io.scp2p.core.crypto.EphemeralKey;
import io.scp2p.core.crypto.Sha256;
import io.scp2p.core.engine.IndirectWays;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.PeerSession;
import io.scp2p.core.protocol.dht.Subnets;
import io.scp2p.core.protocol.relay.RelayVerdict;
import io.scp2p.core.protocol.relay.RouteBook;
import io.scp2p.core.protocol.relay.SealedChannel;
import io.scp2p.core.protocol.session.Peer;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.RelayStream.Kind;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.RelayRoute;
import io.scp2p.core.wire.relay.ChannelOpened;
import io.scp2p.core.wire.relay.OpenChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reaches firewalled nodes through the relays they name. Lives on the loop.
 *
 * <p>A node that says it takes sealed channels is only reached through one, and has to prove the
 * key that its address names. Any other is a v1 node, which never says who it is (section 14.4): it
 * goes by a stand-in for a key, made of its route, so that nothing it says counts as said by
 * anybody.
 */
final class RelayWays implements IndirectWays {
  /** One relay has so long before the next joins in. */
  static final Duration STAGGER = Duration.ofSeconds(2);

  private static final byte[] STAND_IN =
      "scp2p-x node behind a plain relay".getBytes(StandardCharsets.US_ASCII);

  private static final Capabilities UNKNOWN = new Capabilities(false, false, false, false, false);

  private final Loop loop;
  private final Network network;
  private final Entropy entropy;
  private final RouteBook routes;
  private final RelayAsker asker;
  private final Strangers strangers = new Strangers();

  RelayWays(Loop loop, Network network, Entropy entropy, RelayAsker asker, int maxPeers) {
    this.loop = loop;
    this.network = network;
    this.entropy = entropy;
    this.asker = asker;
    this.routes = new RouteBook(maxPeers);
  }

  RouteBook routes() {
    return routes;
  }

  @Override
  public Optional<NodeKey> know(PeerAddress address) {
    RelayRoute route = address.relayVia();
    if (route == null
        || route.relayAddress().relayVia() != null
        || Subnets.isUnusable(route.relayAddress())) {
      return Optional.empty();
    }
    NodeKey hint = address.pubkeyHint();
    if (hint == null && route.endToEnd()) {
      return Optional.empty(); // Nobody could be proved to be at the other end.
    }
    NodeKey key =
        hint != null && (route.endToEnd() || network.isKnownToExtend(hint))
            ? hint
            : stranger(route);
    routes.heard(key, route);
    return Optional.of(key);
  }

  private NodeKey stranger(RelayRoute route) {
    NodeKey standIn = standIn(route);
    strangers.add(standIn);
    return standIn;
  }

  static NodeKey standIn(RelayRoute route) {
    return NodeKey.of(Sha256.hash(STAND_IN, route.encoded().toArray()));
  }

  @Override
  public boolean leadTo(NodeKey peer) {
    return routes.leadsTo(peer);
  }

  @Override
  public CompletableFuture<PeerSession> dial(NodeKey peer) {
    CompletableFuture<PeerSession> session = new CompletableFuture<>();
    loop.post(() -> new Attempt(peer, session).next());
    return session;
  }

  /** One peer, by one relay after the other. */
  private final class Attempt {
    private final NodeKey peer;
    private final CompletableFuture<PeerSession> session;
    private final List<RelayRoute> left;
    private int running;
    private boolean connected;

    Attempt(NodeKey peer, CompletableFuture<PeerSession> session) {
      this.peer = peer;
      this.session = session;
      this.left = new ArrayList<>(routes.of(peer, false, loop.time().nanos()));
    }

    void next() {
      if (connected || session.isDone()) {
        return;
      }
      if (left.isEmpty()) {
        if (running == 0) {
          session.completeExceptionally(
              new TransportException(
                  TransportException.Reason.UNREACHABLE, "no relay leads to the peer", null));
        }
        return;
      }
      RelayRoute route = left.remove(0);
      running++;
      var unused = loop.at(loop.time().nanos() + STAGGER.toNanos(), this::next);
      asker.reach(
          route,
          way -> {
            if (way == null) {
              routes.failed(peer, route, loop.time().nanos());
              failed();
            } else if (strangers.contains(peer)) {
              connect(way, null);
            } else {
              openChannel(route, way);
            }
          });
    }

    private void failed() {
      running--;
      next();
    }

    private void openChannel(RelayRoute route, RelayAsker.Way way) {
      EphemeralKey own = EphemeralKey.generate(entropy);
      Bytes payload = new OpenChannel(Bytes.wrap(own.publicKey())).encoded();
      asker.ask(
          route,
          Kind.CONTROL,
          Envelope.request(OpenChannel.TYPE, 1, payload),
          result -> {
            try (own) {
              opened(route, way, own, result);
            }
          });
    }

    private void opened(
        RelayRoute route, RelayAsker.Way way, EphemeralKey own, RelayAsker.Result result) {
      Envelope answer = result.answer();
      if (answer == null) {
        if (result.verdict() == RelayVerdict.GONE) {
          routes.gone(peer, route);
        } else if (result.verdict() != RelayVerdict.LATER) {
          routes.failed(peer, route, loop.time().nanos());
        }
        failed();
        return;
      }
      Optional<SealedChannel> channel = channel(own, answer);
      if (channel.isEmpty()) {
        routes.failed(peer, route, loop.time().nanos());
        failed();
      } else if (connected || session.isDone()) {
        channel.get().close(); // Another relay was faster; the far end gives up by itself.
      } else {
        connect(way, channel.get());
      }
    }

    private void connect(RelayAsker.Way way, @Nullable SealedChannel channel) {
      if (connected || session.isDone()) {
        return;
      }
      connected = true;
      ThroughRelay connection = new ThroughRelay(loop, asker, routes, peer, way, channel);
      CompletableFuture<PeerSession> outcome =
          channel == null
              ? network
                  .tunnels()
                  .assume(connection, new Peer(peer, UNKNOWN, Optional.empty()), connection::listen)
              : network.tunnels().dial(connection, peer, connection::listen);
      pass(outcome);
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void pass(CompletableFuture<PeerSession> outcome) {
      outcome.whenComplete(
          (made, failure) -> {
            if (failure == null) {
              session.complete(made);
            } else {
              session.completeExceptionally(failure);
            }
          });
      session.whenComplete(
          (made, failure) -> {
            if (session.isCancelled()) {
              outcome.cancel(false);
            }
          });
    }
  }

  private static Optional<SealedChannel> channel(EphemeralKey own, Envelope answer) {
    if (answer.isError() || answer.type() != OpenChannel.TYPE) {
      return Optional.empty();
    }
    try {
      ChannelOpened opened = ChannelOpened.decode(answer.payload());
      return SealedChannel.between(own, opened.key(), opened.channel(), true);
    } catch (WireException e) {
      return Optional.empty();
    }
  }
}
