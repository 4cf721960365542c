package io.scp2p.core.engine.reach;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.diagnostics.SessionSnapshot;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.Connection;
import io.scp2p.api.spi.ConnectionListener;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.SimultaneousOpen;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.Transport;
import io.scp2p.api.spi.TransportException;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.spi.TransportSettings;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.NetworkListener;
import io.scp2p.core.engine.NetworkParts;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.protocol.reach.NatFiltering;
import io.scp2p.core.protocol.reach.NatMapping;
import io.scp2p.core.protocol.reach.NatReport;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.protocol.session.Extensions;
import io.scp2p.core.protocol.session.LocalNode;
import io.scp2p.core.sim.SimHost;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimTransport;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.message.GetChunk;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.reach.MeetOverTcp;
import io.scp2p.core.wire.reach.OfferPaths;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.HelloOffer;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When it is tried to meet over TCP, with whom, and what is refused. */
class TcpMeetingsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final HelloOffer OFFER =
      new HelloOffer(
          Map.of(Extensions.MULTIPLEX, 1, Extensions.PING, 1, OfferPaths.FEATURE, 2),
          Map.of(Extensions.MAX_INFLIGHT, 32L));

  private final SimWorld world = SimWorld.seeded(20_261_122);
  private final Node witness = new Node(1);
  private final Node one = new Node(2);
  private final Node other = new Node(3);

  /**
   * In the simulated world nobody connects at the same time: the side that answers is dialled by
   * the other one, which is refused if it comes too early. The real thing: SimultaneousOpenTest.
   */
  private static final class Tcp implements Transport, SimultaneousOpen {
    private final SimTransport under;
    final List<InetSocketAddress> knockedAt = new ArrayList<>();

    Tcp(SimTransport under) {
      this.under = under;
    }

    @Override
    public boolean canMeet() {
      return true;
    }

    @Override
    public CompletionStage<Connection> meet(
        InetSocketAddress local,
        InetSocketAddress remote,
        boolean initiator,
        Duration timeout,
        Acceptor acceptor) {
      knockedAt.add(remote);
      CompletableFuture<Connection> met = new CompletableFuture<>();
      if (initiator) {
        ConnectionListener[] to = new ConnectionListener[1];
        return under
            .dial(
                remote,
                timeout,
                new ConnectionListener() {
                  @Override
                  public StreamListener streamOpened(ByteStream stream) {
                    return to[0].streamOpened(stream);
                  }

                  @Override
                  public void closed(@Nullable TransportException cause) {
                    to[0].closed(cause);
                  }
                })
            .thenApply(
                connection -> {
                  to[0] = acceptor.accepted(connection);
                  return connection;
                });
      }
      var unused =
          under.listen(
              local,
              connection -> {
                met.complete(connection);
                return acceptor.accepted(connection);
              });
      return met;
    }

    @Override
    public TransportKind kind() {
      return TransportKind.TCP;
    }

    @Override
    public CompletionStage<InetSocketAddress> listen(InetSocketAddress local, Acceptor acceptor) {
      return under.listen(local, acceptor);
    }

    @Override
    public CompletionStage<Connection> dial(
        InetSocketAddress remote, Duration timeout, ConnectionListener listener) {
      return under.dial(remote, timeout, listener);
    }

    @Override
    public void close() {
      under.close();
    }
  }

  private final class Node {
    final InetAddress ip;
    final SigningKey key;
    final SimLoop loop;
    final Tcp tcp;
    final Network network;
    final TcpMeetings meetings;
    NatReport nat;
    List<Endpoint> endpoints = List.of();

    Node(int number) {
      try {
        ip = InetAddress.getByAddress(new byte[] {(byte) 198, 51, 100, (byte) number});
      } catch (UnknownHostException e) {
        throw new AssertionError(e);
      }
      SimHost host = world.network().addHost("node " + number, List.of(ip));
      loop = new SimLoop(host);
      key = SigningKey.generate(world.entropy(host.name()));
      Map<TransportKind, Transport> transports = new EnumMap<>(TransportKind.class);
      TransportSettings settings = TransportSettings.defaults();
      tcp = new Tcp(SimTransport.on(host, TransportKind.TCP, settings));
      transports.put(TransportKind.TCP, tcp);
      transports.put(TransportKind.QUIC, SimTransport.on(host, TransportKind.QUIC, settings));
      nat = report(NatMapping.SAME_FOR_ALL, ip);
      meetings = new TcpMeetings(loop, key.nodeKey(), () -> nat);
      ContentId content = ContentId.of(new byte[ContentId.LENGTH]);
      Bytes chunk = Bytes.wrap(new byte[WireLimits.CHUNK_BYTES]);
      ServiceRegistry services =
          meetings
              .addTo(ServiceRegistry.builder())
              .serve(
                  GetChunk.class,
                  (request, from, to) ->
                      to.answer(
                          new Answer.Success(new ChunkData(content, request.chunkIndex(), chunk))))
              .build();
      network =
          new Network(
              NetworkParts.of(
                      loop,
                      new Offload(loop, Runnable::run),
                      transports,
                      new LocalNode(key, new Capabilities(true, true, false, true, false), OFFER),
                      world.entropy("network " + number),
                      NodeConfig.defaults(),
                      services,
                      new NetworkListener() {})
                  .bindAddress(ip)
                  .codecs(peer -> MeetOverTcp.addTo(OfferPaths.addTo(MessageCodec.v1()))));
      meetings.join(network);
    }

    NodeKey id() {
      return key.nodeKey();
    }

    Endpoint at(TransportKind kind) {
      return endpoints.stream().filter(each -> each.kind() == kind).findFirst().orElseThrow();
    }

    void contact(Node peer) {
      CompletableFuture<NodeKey> contact = new CompletableFuture<>();
      Endpoint there = peer.at(TransportKind.TCP);
      loop.post(
          () -> {
            var unused = network.contact(there, peer.id()).thenAccept(contact::complete);
          });
      await("contact", contact::isDone);
    }

    Outcome ask(Node peer, Request request, int bytes) {
      Outcome outcome = new Outcome();
      loop.post(() -> network.ask(peer.id(), request, bytes, outcome));
      await("an answer to " + request, () -> outcome.over);
      return outcome;
    }

    void chunk(Node from) {
      Outcome outcome =
          ask(
              from,
              new GetChunk(ContentId.of(new byte[ContentId.LENGTH]), 1),
              WireLimits.CHUNK_BYTES);
      assertThat(outcome.response).isInstanceOf(ChunkData.class);
    }

    List<SessionSnapshot> met(Node peer) {
      return network.snapshot().stream()
          .filter(each -> each.peer().equals(peer.id().id()))
          .filter(each -> each.transport() == TransportKind.TCP)
          .toList();
    }
  }

  private static final class Outcome implements AskOutcome {
    boolean over;
    @Nullable Response response;
    @Nullable AskFailure failure;

    @Override
    public void answered(Response answer) {
      response = answer;
      over = true;
    }

    @Override
    public void failed(AskFailure why) {
      failure = why;
      over = true;
    }
  }

  private static NatReport report(NatMapping mapping, InetAddress ip) {
    StunAddress at = new StunAddress(IpAddress.of(ip.getAddress()), 7_000);
    return new NatReport(mapping, NatFiltering.UNKNOWN, List.of(at), 2, 2);
  }

  private void await(String what, BooleanSupplier condition) {
    assertThat(world.holdsWithin(condition, PATIENCE)).as(what).isTrue();
  }

  /** All know the witness over TCP; the two have a punched path, and no other address. */
  @BeforeEach
  void begin() {
    for (Node node : List.of(witness, one, other)) {
      var unused = node.network.listen().thenAccept(endpoints -> node.endpoints = endpoints);
      await("it listens", () -> !node.endpoints.isEmpty());
    }
    one.contact(witness);
    other.contact(witness);
    InetSocketAddress oneAt = one.at(TransportKind.QUIC).address();
    InetSocketAddress otherAt = other.at(TransportKind.QUIC).address();
    other.loop.post(() -> other.network.opened().opened(oneAt, PathKind.PUNCHED));
    one.loop.post(
        () -> {
          one.network.opened().opened(otherAt, PathKind.PUNCHED);
          var unused = one.network.opened().dial(other.id(), otherAt);
        });
    await("a path", () -> one.network.opened().isDirect(other.id()));
    await("for both", () -> other.network.opened().isDirect(one.id()));
  }

  @Test
  void bulkMovesToTheSessionThatCameAbout() {
    one.chunk(other);
    await("they met", () -> !one.met(other).isEmpty() && !other.met(one).isEmpty());
    SessionSnapshot met = one.met(other).get(0);
    assertThat(met.path()).isEqualTo(PathKind.PUNCHED);
    assertThat(met.initiated()).as("the side that asked").isTrue();
    one.chunk(other);
    assertThat(one.met(other).get(0).receivedBytes()).isGreaterThan(WireLimits.CHUNK_BYTES);
    assertThat(one.tcp.knockedAt).allMatch(at -> at.getAddress().equals(other.ip));
    assertThat(one.tcp.knockedAt).hasSizeLessThanOrEqualTo(3);
    assertThat(other.tcp.knockedAt).hasSize(1).allMatch(at -> at.getAddress().equals(one.ip));
  }

  @Test
  void behindARouterThatGivesEachItsOwnPortNothingIsTried() {
    one.nat = report(NatMapping.DIFFERENT_FOR_EACH, one.ip);
    one.chunk(other);
    assertThat(one.meetings.leadTo(other.id())).isFalse();
    one.nat = report(NatMapping.SAME_FOR_ALL, one.ip);
    other.nat = report(NatMapping.DIFFERENT_FOR_EACH, other.ip);
    assertRefused(one.ask(other, new MeetOverTcp(50_000), 64), TcpMeetings.NOT_FROM_HERE);
    assertThat(other.tcp.knockedAt).isEmpty();
  }

  @Test
  void whereTcpLeavesFromAnotherAddressNothingIsTried() {
    one.nat = report(NatMapping.SAME_FOR_ALL, other.ip);
    one.chunk(other);
    world.runFor(Duration.ofSeconds(5));
    assertThat(one.tcp.knockedAt).isEmpty();
    assertThat(other.tcp.knockedAt).as("it was not even asked").isEmpty();
    one.chunk(other);
  }

  /** Over TCP, for instance, as anybody can: there may be a proxy in between. */
  @Test
  void whoIsNotReachedOverADirectPathOfQuicIsNotMet() {
    Node stranger = new Node(4);
    stranger.contact(one);
    assertRefused(stranger.ask(one, new MeetOverTcp(50_000), 64), TcpMeetings.NOT_FROM_HERE);
    assertThat(one.tcp.knockedAt).isEmpty();
  }

  @Test
  void aTryThatCameToNothingIsNotRepeatedAtOnceForWhoeverAsks() {
    other.nat = report(NatMapping.SAME_FOR_ALL, one.ip); // So that it ends before anything is sent.
    assertRefused(one.ask(other, new MeetOverTcp(50_000), 64), TcpMeetings.NOT_FROM_HERE);
    assertRefused(one.ask(other, new MeetOverTcp(50_000), 64), TcpMeetings.BUSY);
    world.runFor(TcpMeetings.REST);
    assertRefused(one.ask(other, new MeetOverTcp(50_000), 64), TcpMeetings.NOT_FROM_HERE);
    assertThat(other.tcp.knockedAt).isEmpty();
  }

  @Test
  void whoAsksAgainAndAgainIsRefusedAndOnlyItsOwnAddressWasKnockedAt() {
    Outcome first = one.ask(other, new MeetOverTcp(50_000), 64);
    assertThat(first.response).isNotNull();
    for (int port = 50_001; port < 50_010; port++) {
      assertRefused(one.ask(other, new MeetOverTcp(port), 64), TcpMeetings.BUSY);
    }
    assertThat(other.tcp.knockedAt).containsExactly(new InetSocketAddress(one.ip, 50_000));
  }

  @Test
  void aPeerThatDoesNotComeCostsNothingThatWasUnderWay() {
    world.network().isolate("node 1"); // The witness: nobody can say what it sees.
    for (int i = 0; i < 5; i++) {
      one.chunk(other);
      world.runFor(Duration.ofSeconds(4));
    }
    assertThat(one.met(other)).isEmpty();
    assertThat(one.tcp.knockedAt).isEmpty();
  }

  private static void assertRefused(Outcome outcome, String text) {
    assertThat(outcome.failure).isEqualTo(new AskFailure.Refused(text));
  }
}
