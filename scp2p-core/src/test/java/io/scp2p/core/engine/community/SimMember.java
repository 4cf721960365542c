package io.scp2p.core.engine.community;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.StateStore;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.share.PublicListing;
import io.scp2p.core.engine.share.ShareStore;
import io.scp2p.core.protocol.community.CommunityMessages;
import io.scp2p.core.protocol.community.MadeRecords;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.MembershipToken;
import io.scp2p.core.wire.record.PeerAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A member of one community in simulated time: real services over a real store, messages encoded
 * and decoded, delayed by a network and by the time that serving really takes.
 */
final class SimMember implements CommunityPeers {
  /** Half way round the world. */
  static final Duration ONE_WAY = Duration.ofMillis(75);

  /** A home up-link. */
  static final long BYTES_PER_SECOND = 1_250_000;

  static final MessageCodec CODEC = CommunityMessages.addTo(MessageCodec.v1());

  /** Everybody who can be asked. */
  static final class Net {
    final SimWorld world;
    final Map<NodeKey, SimMember> members = new HashMap<>();

    Net(long seed) {
      world = SimWorld.seeded(seed);
    }
  }

  final Net net;
  final SigningKey key;
  final SimLoop loop;
  final Offload offload;
  final StateStore store;
  final CommunityBook book;
  final @Nullable CommunityIndex index;
  final CommunityServices plain;
  final PageServices pages;
  final ServiceRegistry services;
  final List<NodeKey> liars = new ArrayList<>();
  final List<CommunityIndex.Change> heard = new ArrayList<>();
  CommunityRow row;
  boolean v1;
  long bytes;
  long requests;

  /** Changes an answer on its way. */
  @FunctionalInterface
  interface Forgery {
    Response of(Request request, Response answer);
  }

  @Nullable Forgery forgery;

  SimMember(Net net, SigningKey key, StateStore store, int maxShares, boolean strict)
      throws Exception {
    this(net, key, store, maxShares, strict, null);
  }

  SimMember(
      Net net,
      SigningKey key,
      StateStore store,
      int maxShares,
      boolean strict,
      @Nullable MembershipToken token)
      throws Exception {
    this.net = net;
    this.key = key;
    this.loop = new SimLoop(net.world.network().host("node" + net.members.size()));
    this.offload = new Offload(loop, Runnable::run);
    this.store = store;
    this.book = new CommunityBook(store);
    this.row =
        book.join(
                new CommunityRow(
                    MadeRecords.community().communityKey(),
                    List.of(),
                    "c",
                    token,
                    MadeRecords.NOW,
                    0,
                    false))
            .row();
    this.index = maxShares == 0 ? null : new CommunityIndex(store, maxShares, maxShares);
    this.plain =
        new CommunityServices(
            book, new PublicListing(new ShareStore(store)), strict, loop.time(), offload);
    this.pages =
        new PageServices(
            book, plain, index, strict, net.world.entropy("cursors"), loop.time(), offload);
    this.services = pages.addTo(plain.addTo(ServiceRegistry.builder())).build();
    net.members.put(key.nodeKey(), this);
  }

  IndexSync sync() {
    return new IndexSync(
        loop, offload, this, store, index, false, (id, changes) -> heard.addAll(changes));
  }

  CommunitySources sources() {
    return new CommunitySources(loop, offload, this, pages, false);
  }

  <T> T get(CompletableFuture<T> future) {
    net.world.runUntil(future::isDone, Duration.ofMinutes(60));
    return future.join();
  }

  /** Until when it takes in simulated time. */
  <T> Duration time(CompletableFuture<T> future) {
    Duration begun = net.world.elapsed();
    get(future);
    return net.world.elapsed().minus(begun);
  }

  @Override
  public NodeKey self() {
    return key.nodeKey();
  }

  @Override
  public List<PeerAddress> addresses() {
    return List.of();
  }

  @Override
  public List<NodeKey> connected() {
    return net.members.keySet().stream().filter(each -> !each.equals(self())).sorted().toList();
  }

  @Override
  public boolean speaksPages(NodeKey peer) {
    SimMember other = net.members.get(peer);
    return other != null && !other.v1;
  }

  @Override
  public List<Endpoint> endpoints(NodeKey peer) {
    return List.of();
  }

  @Override
  public List<PeerAddress> addresses(NodeKey peer) {
    return List.of();
  }

  @Override
  public Optional<Endpoint> endpoint(PeerAddress address) {
    return Optional.empty();
  }

  @Override
  public CompletableFuture<Optional<NodeKey>> contact(PeerAddress address) {
    return CompletableFuture.completedFuture(Optional.ofNullable(address.pubkeyHint()));
  }

  @Override
  public CompletableFuture<List<NodeKey>> contact(List<BootstrapAddress> hints) {
    return CompletableFuture.completedFuture(List.of());
  }

  @Override
  public List<PeerAddress> someKnown(int wanted) {
    return List.of();
  }

  @Override
  public CompletableFuture<List<PeerAddress>> findMembers(CommunityId community) {
    return CompletableFuture.completedFuture(List.of());
  }

  @Override
  public CompletableFuture<Integer> publishMembership(CommunityId community) {
    return CompletableFuture.completedFuture(0);
  }

  @Override
  public void lied(NodeKey peer) {
    liars.add(peer);
  }

  private static Duration transfer(int bytes) {
    return ONE_WAY.plusNanos(1_000_000_000L * bytes / BYTES_PER_SECOND);
  }

  @Override
  public CompletableFuture<Response> ask(NodeKey peer, Request request, int expectedBytes) {
    CompletableFuture<Response> answer = new CompletableFuture<>();
    SimMember other = net.members.get(peer);
    Bytes payload = request.encoded();
    requests++;
    bytes += payload.size();
    loop.at(
        loop.time().nanos() + transfer(payload.size()).toNanos(),
        () -> other.serve(this, request.type(), payload, answer));
    return answer;
  }

  private void serve(SimMember from, int type, Bytes payload, CompletableFuture<Response> answer) {
    long begun = System.nanoTime();
    Requester asker =
        from.v1
            ? Requester.v1(from.self(), InetAddress.getLoopbackAddress())
            : Requester.extended(from.self(), InetAddress.getLoopbackAddress(), CODEC);
    Request request;
    try {
      request = (v1 || from.v1 ? MessageCodec.v1() : CODEC).decodeRequest(type, payload);
    } catch (WireException unknown) {
      fail(from, answer, new AskFailure.Refused(unknown.text()));
      return;
    }
    services.serve(
        request,
        asker,
        result -> {
          if (result instanceof Answer.Failure failure) {
            fail(from, answer, new AskFailure.Refused(failure.text()));
            return;
          }
          Response response = ((Answer.Success) result).response();
          Forgery forging = forgery;
          Response sent = forging == null ? response : forging.of(request, response);
          Bytes encoded = sent.encoded();
          from.bytes += encoded.size();
          // What serving really took is part of what the asker waits for.
          Duration delay =
              transfer(encoded.size()).plusNanos(Math.max(0, System.nanoTime() - begun));
          loop.at(
              loop.time().nanos() + delay.toNanos(),
              () -> from.received(sent.type(), encoded, answer));
        });
  }

  private void fail(SimMember from, CompletableFuture<Response> answer, AskFailure why) {
    loop.at(
        loop.time().nanos() + ONE_WAY.toNanos(),
        () -> from.loop.post(() -> answer.completeExceptionally(new AskException(why))));
  }

  private void received(int type, Bytes encoded, CompletableFuture<Response> answer) {
    try {
      answer.complete(CODEC.decodeResponse(type, encoded));
    } catch (WireException malformed) {
      answer.completeExceptionally(new AskException(new AskFailure.Malformed()));
    }
  }
}
