package io.scp2p.core.engine.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.protocol.community.TokenSeal;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.CommunityStatus;
import io.scp2p.core.wire.message.GetCommunityStatus;
import io.scp2p.core.wire.message.ListCommunityPublicShares;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.MembershipToken;
import io.scp2p.core.wire.record.PeerAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Finds who takes part in a community: whoever is connected, was seen before, is said to be a
 * member in the DHT, or was heard of otherwise is asked for its status (specification sections 11.3
 * and 11.5). Lives on the loop.
 */
final class MemberSearch {
  /** Nodes asked by one look. */
  static final int MAX_ASKED = 128;

  /** Nodes asked at the same time. */
  static final int PARALLEL = 16;

  /** Addresses heard of on the side that wait for the next look. */
  static final int MAX_HEARD = 64;

  /** One look altogether. */
  static final Duration TIMEOUT = Duration.ofSeconds(12);

  private static final int STATUS_BYTES = 1_024;
  private static final int LIST_BYTES = 4_096;

  private final Loop loop;
  private final Offload offload;
  private final CommunityPeers peers;
  private final Acquaintances acquaintances;
  private final ArrayDeque<PeerAddress> heard = new ArrayDeque<>();

  MemberSearch(Loop loop, Offload offload, CommunityPeers peers, Acquaintances acquaintances) {
    this.loop = loop;
    this.offload = offload;
    this.peers = peers;
    this.acquaintances = acquaintances;
  }

  /** Whom to ask: by a session, or at an address. */
  private record Target(@Nullable NodeKey key, @Nullable PeerAddress address) {}

  /** Somebody may be at an address: found on the local network, for instance. */
  void heardOf(PeerAddress address) {
    if (heard.size() == MAX_HEARD) {
      heard.remove();
    }
    heard.add(address);
  }

  /** Completes with everybody who answers that he has joined; never fails. */
  CompletableFuture<List<Participant>> look(CommunityRow row) {
    return peers.findMembers(row.id()).thenCompose(found -> ask(row, targets(row, found)));
  }

  private List<Target> targets(CommunityRow row, List<PeerAddress> found) {
    Map<Object, Target> targets = new LinkedHashMap<>();
    targets.put(peers.self(), new Target(null, null));
    // Members that are connected first, so that strangers are asked only as far as there is room.
    List<NodeKey> strangers = new ArrayList<>();
    for (NodeKey peer : peers.connected()) {
      if (acquaintances.isMember(row.id(), peer)) {
        targets.put(peer, new Target(peer, null));
      } else {
        strangers.add(peer);
      }
    }
    for (Map.Entry<NodeKey, Seen> each : acquaintances.of(row.id())) {
      each.getValue().addresses().stream()
          .findFirst()
          .ifPresent(address -> targets.putIfAbsent(each.getKey(), new Target(null, address)));
    }
    Set<NodeKey> connected = new HashSet<>(strangers);
    for (PeerAddress address : found) {
      NodeKey key = address.pubkeyHint();
      targets.putIfAbsent(
          key == null ? address : key,
          key != null && connected.contains(key)
              ? new Target(key, null)
              : new Target(null, address));
    }
    strangers.forEach(peer -> targets.putIfAbsent(peer, new Target(peer, null)));
    while (!heard.isEmpty()) {
      PeerAddress address = heard.remove();
      NodeKey key = address.pubkeyHint();
      targets.putIfAbsent(key == null ? address : key, new Target(null, address));
    }
    targets.remove(peers.self());
    return targets.values().stream().limit(MAX_ASKED).toList();
  }

  private CompletableFuture<List<Participant>> ask(CommunityRow row, List<Target> targets) {
    Set<NodeKey> strangers = new LinkedHashSet<>();
    return Round.<Target, Participant>of(
            loop, targets, PARALLEL, TIMEOUT, target -> reach(row, target, strangers))
        .thenApply(
            participants -> {
              note(row.id(), participants);
              acquaintances.gone(row.id(), strangers);
              return participants;
            });
  }

  private CompletableFuture<Optional<Participant>> reach(
      CommunityRow row, Target target, Set<NodeKey> strangers) {
    if (target.key() != null) {
      return status(row, target.key(), strangers);
    }
    if (target.address() == null) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return peers
        .contact(target.address())
        .thenCompose(
            key ->
                key.isPresent()
                    ? status(row, key.get(), strangers)
                    : CompletableFuture.completedFuture(Optional.empty()));
  }

  private void note(CommunityId community, List<Participant> participants) {
    Map<NodeKey, Seen> met = new HashMap<>();
    long now = loop.time().wall().getEpochSecond();
    participants.forEach(
        each -> met.put(each.key(), new Seen(peers.addresses(each.key()), each.proven(), now)));
    acquaintances.saw(community, met);
  }

  private CompletableFuture<Optional<Participant>> status(
      CommunityRow row, NodeKey peer, Set<NodeKey> strangers) {
    return ask(row, peer)
        .thenCompose(
            status -> {
              if (!status.joined()) {
                strangers.add(peer);
                return CompletableFuture.completedFuture(Optional.<Participant>empty());
              }
              boolean shows = row.token() != null && status.membershipProof() == null;
              CompletableFuture<CommunityStatus> known =
                  shows ? show(row, peer, status) : CompletableFuture.completedFuture(status);
              return known.thenCompose(told -> checked(row, peer, told)).thenApply(Optional::of);
            });
  }

  private CompletableFuture<CommunityStatus> ask(CommunityRow row, NodeKey peer) {
    return peers
        .ask(peer, new GetCommunityStatus(row.id(), row.key()), STATUS_BYTES)
        .thenApply(response -> status(row, response));
  }

  private static CommunityStatus status(CommunityRow row, Response response) {
    // Section 11.3: the asker must check that the answer is about what was asked.
    return response instanceof CommunityStatus status && status.communityId().equals(row.id())
        ? status
        : new CommunityStatus(row.id(), false, null, null);
  }

  /** Members show their tokens to those who have shown theirs, and a listing is where one does. */
  private CompletableFuture<CommunityStatus> show(
      CommunityRow row, NodeKey peer, CommunityStatus status) {
    return peers
        .ask(peer, listRequest(row, peers.self(), 1), LIST_BYTES)
        .thenCompose(shown -> ask(row, peer))
        .exceptionally(failure -> status);
  }

  static ListCommunityPublicShares listRequest(CommunityRow row, NodeKey self, int maxEntries) {
    MembershipToken token = row.token();
    return new ListCommunityPublicShares(
        row.id(), row.key(), maxEntries, self, token == null ? null : token.encoded());
  }

  private CompletableFuture<Participant> checked(
      CommunityRow row, NodeKey peer, CommunityStatus status) {
    Bytes proof = status.membershipProof();
    if (proof == null) {
      return CompletableFuture.completedFuture(new Participant(peer, false, status.name()));
    }
    long now = loop.time().wall().getEpochSecond();
    return offload
        .call(() -> isProof(row, peer, proof, now))
        .thenApply(proven -> new Participant(peer, proven, status.name()));
  }

  private static boolean isProof(CommunityRow row, NodeKey peer, Bytes proof, long nowUnix) {
    try {
      MembershipToken token = MembershipToken.decode(proof);
      return token.body().memberKey().equals(peer)
          && TokenSeal.verify(token, row.key(), nowUnix).isEmpty();
    } catch (WireException malformed) {
      return false;
    }
  }
}
