package io.scp2p.core.engine.dht;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.Network;
import io.scp2p.core.protocol.dht.DhtKeys;
import io.scp2p.core.protocol.dht.DhtLifetime;
import io.scp2p.core.protocol.dht.Judged;
import io.scp2p.core.protocol.dht.LookupGoal;
import io.scp2p.core.protocol.dht.Speech;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.message.Store;
import io.scp2p.core.wire.record.CommunityMembers;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.PeerAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lists of community members in the DHT (specification section 8.6.4). This node names itself only:
 * everybody merges, so nobody has to repeat what others said (quirk Q-12). Nodes of the reference
 * neither route nor look anywhere but at their seeds (section 8.7), so those that are connected are
 * told and asked directly as well. Lives on the loop.
 */
final class MemberLists {
  /** Connected v1 nodes that are told and asked directly. */
  static final int MAX_DIRECT = 8;

  private static final int STORED_BYTES = 64;

  private final DhtState state;
  private final DhtRun run;
  private final Network network;
  private final NodeKey self;
  private final Supplier<List<PeerAddress>> own;

  MemberLists(
      DhtState state, DhtRun run, Network network, NodeKey self, Supplier<List<PeerAddress>> own) {
    this.state = state;
    this.run = run;
    this.network = network;
    this.self = self;
    this.own = own;
  }

  /** Adds this node to the list; completes with how many nodes keep that now. */
  CompletableFuture<Integer> publish(CommunityId community) {
    List<PeerAddress> addresses = own.get();
    if (addresses.isEmpty()) {
      return CompletableFuture.completedFuture(0);
    }
    CommunityMembers members = new CommunityMembers(community, addresses, state.nowUnix());
    DhtKey key = DhtKeys.communityMembers(community);
    DhtEntry entry = new DhtEntry(key, members.encoded(), DhtLifetime.MIN_SECONDS);
    // Whoever asks this node should find it, whether or not it is close to the key.
    state
        .machine
        .answers()
        .store(
            new Judged(key, entry.value(), members, false, null, Set.of()),
            null,
            entry.ttlSeconds(),
            state.nowNanos(),
            state.nowUnix());
    direct().forEach(peer -> ask(peer, new Store(entry), STORED_BYTES, response -> {}));
    return run.publish(entry);
  }

  private List<NodeKey> direct() {
    return network.connected().stream()
        .filter(peer -> state.speeches.get(peer) == Speech.V1)
        .limit(MAX_DIRECT)
        .toList();
  }

  /** Finds who says that he has joined, or of whom others say so. Never fails. */
  CompletableFuture<List<PeerAddress>> find(CommunityId community) {
    DhtKey key = DhtKeys.communityMembers(community);
    FoundMembers found = new FoundMembers(self);
    state.machine.store().find(key, state.nowNanos()).ifPresent(entry -> found.add(key, entry));
    List<NodeKey> direct = direct();
    CompletableFuture<List<PeerAddress>> done = new CompletableFuture<>();
    int[] left = {direct.size() + 1};
    Runnable ended =
        () -> {
          if (--left[0] == 0) {
            done.complete(found.all());
          }
        };
    for (NodeKey peer : direct) {
      ask(
          peer,
          new FindValue(key),
          WireLimits.DHT_VALUE_BYTES,
          response -> {
            if (response instanceof FindValueResult result && result.value() != null) {
              found.add(key, result.value());
            }
            ended.run();
          });
    }
    look(key, found, ended);
    return done;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void look(DhtKey key, FoundMembers found, Runnable ended) {
    run.find(LookupGoal.every(key), List.of())
        .whenComplete(
            (result, failure) -> {
              if (failure == null) {
                result.values().forEach(value -> found.add(value.record()));
              }
              ended.run();
            });
  }

  private void ask(
      NodeKey peer, Request request, int expectedBytes, Consumer<@Nullable Response> then) {
    network.ask(
        peer,
        request,
        expectedBytes,
        new AskOutcome() {
          @Override
          public void answered(Response response) {
            then.accept(response);
          }

          @Override
          public void failed(AskFailure why) {
            then.accept(null);
          }
        });
  }
}
