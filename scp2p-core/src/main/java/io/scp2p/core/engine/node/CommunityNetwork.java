package io.scp2p.core.engine.node;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.community.CommunityPeers;
import io.scp2p.core.engine.dht.DhtService;
import io.scp2p.core.protocol.community.CommunityMessages;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The network, as communities see it. Lives on the loop. */
final class CommunityNetwork implements CommunityPeers {
  private final NodeKey self;
  private final Network network;
  private final DhtService dht;
  private final Seeds seeds;
  private final Happenings happenings;

  CommunityNetwork(
      NodeKey self, Network network, DhtService dht, Seeds seeds, Happenings happenings) {
    this.self = self;
    this.network = network;
    this.dht = dht;
    this.seeds = seeds;
    this.happenings = happenings;
  }

  @Override
  public NodeKey self() {
    return self;
  }

  @Override
  public List<PeerAddress> addresses() {
    return dht.addresses();
  }

  @Override
  public List<NodeKey> connected() {
    return seeds.connected();
  }

  @Override
  public boolean speaksPages(NodeKey peer) {
    return network.peer(peer).map(CommunityMessages::agreedWith).orElse(false);
  }

  @Override
  public List<Endpoint> endpoints(NodeKey peer) {
    return network.addresses(peer);
  }

  @Override
  public List<PeerAddress> addresses(NodeKey peer) {
    return dht.addresses(peer);
  }

  @Override
  public Optional<Endpoint> endpoint(PeerAddress address) {
    return dht.endpoint(address);
  }

  @Override
  public CompletableFuture<Optional<NodeKey>> contact(PeerAddress address) {
    return dht.contact(address);
  }

  @Override
  public CompletableFuture<List<NodeKey>> contact(List<BootstrapAddress> hints) {
    return seeds.contact(hints);
  }

  @Override
  public CompletableFuture<List<PeerAddress>> findMembers(CommunityId community) {
    return dht.findMembers(community);
  }

  @Override
  public CompletableFuture<Integer> publishMembership(CommunityId community) {
    return dht.publishMembership(community);
  }

  @Override
  public CompletableFuture<Response> ask(NodeKey peer, Request request, int expectedBytes) {
    CompletableFuture<Response> answer = new CompletableFuture<>();
    network.ask(
        peer,
        request,
        expectedBytes,
        new AskOutcome() {
          @Override
          public void answered(Response response) {
            answer.complete(response);
          }

          @Override
          public void failed(AskFailure why) {
            answer.completeExceptionally(new AskException(why));
          }
        });
    return answer;
  }

  @Override
  public void lied(NodeKey peer) {
    happenings.lied(peer, ErrorCode.PROTOCOL_VIOLATION);
  }
}
