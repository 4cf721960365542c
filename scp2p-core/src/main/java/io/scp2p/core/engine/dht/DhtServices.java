package io.scp2p.core.engine.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.catalog.HeadSeal;
import io.scp2p.core.protocol.dht.DhtAnswers;
import io.scp2p.core.protocol.dht.DhtLifetime;
import io.scp2p.core.protocol.dht.Judged;
import io.scp2p.core.protocol.dht.ProviderSeal;
import io.scp2p.core.protocol.dht.PutAllowance;
import io.scp2p.core.protocol.dht.ValueJudge.Judgement;
import io.scp2p.core.protocol.peers.PeerDatabase;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.serving.Responder;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.Acknowledgement;
import io.scp2p.core.wire.message.DhtPut;
import io.scp2p.core.wire.message.DhtPutResult;
import io.scp2p.core.wire.message.FindNode;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.message.MessageType;
import io.scp2p.core.wire.message.PexOffer;
import io.scp2p.core.wire.message.PexRequest;
import io.scp2p.core.wire.message.Store;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtRecord;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.ProviderEntry;
import io.scp2p.core.wire.record.ShareHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers messages 100, 101, 200, 201, 202 and 690. Requests come on the loop; what takes hashing,
 * signatures or the store happens away from it.
 */
public final class DhtServices {
  private final DhtState state;
  private final ObjLongConsumer<ShareId> heads;
  private final DhtAnswers answers;
  private final PutAllowance allowance = new PutAllowance();
  private BiConsumer<NodeKey, PeerAddress> claims = (peer, address) -> {};

  /**
   * Answers out of {@code state}.
   *
   * @param heads hears, on the loop, which version a share has by a head that its key has signed.
   *     Anybody may store such a head, an old one as well and as often as he likes
   */
  public DhtServices(DhtState state, ObjLongConsumer<ShareId> heads) {
    this.state = state;
    this.heads = heads;
    this.answers = state.machine.answers();
  }

  /** Registers what this answers. */
  public ServiceRegistry.Builder addTo(ServiceRegistry.Builder registry) {
    return registry
        .serve(PexOffer.class, this::offered)
        .serve(PexRequest.class, this::peersWanted)
        .serve(FindNode.class, this::findNode)
        .serve(FindValue.class, this::findValue)
        .serve(Store.class, this::store)
        .serve(DhtPut.class, this::put);
  }

  /** Who hears where a connected peer says it is. */
  void onClaim(BiConsumer<NodeKey, PeerAddress> listener) {
    claims = listener;
  }

  private void offered(PexOffer offer, Requester from, Responder to) {
    NodeKey peer = from.key();
    offer.peers().stream()
        .limit(PeerDatabase.MAX_SAMPLE)
        .forEach(
            address -> {
              if (peer != null && Optional.of(peer).equals(hint(address))) {
                claims.accept(peer, address);
              } else {
                state.peers.named(address, peer, state.nowUnix());
              }
            });
    to.answer(new Answer.Success(new Acknowledgement(offer.type())));
  }

  private static Optional<NodeKey> hint(PeerAddress address) {
    return Optional.ofNullable(address.pubkeyHint());
  }

  private void peersWanted(PexRequest request, Requester from, Responder to) {
    List<PeerAddress> sample =
        state.peers.sample(request.maxPeers(), state.nowUnix(), state.random);
    to.answer(new Answer.Success(new PexOffer(sample)));
  }

  private void findNode(FindNode request, Requester from, Responder to) {
    to.answer(new Answer.Success(answers.nodes(request.target())));
  }

  // A store that fails is our trouble: then there is only what was given to this node to keep.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void findValue(FindValue request, Requester from, Responder to) {
    state
        .offload
        .call(() -> state.own.value(request.key()))
        .whenComplete(
            (found, failure) -> {
              Bytes own = failure == null ? found.orElse(null) : null;
              to.answer(
                  new Answer.Success(
                      answers.value(request.key(), ownEntry(request, own), state.nowNanos())));
            });
  }

  /** The own value, unless it is a head and a newer one was given to us to keep. */
  private @Nullable DhtEntry ownEntry(FindValue request, @Nullable Bytes own) {
    if (own == null) {
      return null;
    }
    DhtEntry entry = new DhtEntry(request.key(), own, DhtLifetime.MIN_SECONDS);
    if (!state.machine.store().isVerified(request.key())) {
      return entry;
    }
    Optional<ShareHead> kept =
        state.machine.store().find(request.key(), state.nowNanos()).flatMap(DhtServices::head);
    Optional<ShareHead> ours = head(entry);
    boolean newer =
        kept.isPresent() && ours.isPresent() && HeadSeal.BY_AGE.compare(kept.get(), ours.get()) > 0;
    return newer ? null : entry;
  }

  private static Optional<ShareHead> head(DhtEntry entry) {
    try {
      return DhtRecord.decode(entry.value()) instanceof ShareHead head
          ? Optional.of(head)
          : Optional.empty();
    } catch (WireException noRecord) {
      return Optional.empty();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void store(Store request, Requester from, Responder to) {
    DhtEntry entry = request.entry();
    long now = state.nowUnix();
    state
        .offload
        .call(() -> state.judge.judge(entry.key(), entry.value(), now))
        .whenComplete(
            (judgement, failure) ->
                to.answer(
                    failure == null
                        ? stored(judgement, entry, from)
                        : new Answer.Failure(Answer.BUSY_TEXT)));
  }

  private Answer stored(Judgement judgement, DhtEntry entry, Requester from) {
    if (judgement instanceof Judgement.Refused refused) {
      return new Answer.Failure(refused.text());
    }
    Judged value = ((Judgement.Accepted) judgement).value();
    learn(value);
    return answers
        .store(value, from.key(), entry.ttlSeconds(), state.nowNanos(), state.nowUnix())
        .<Answer>map(Answer.Failure::new)
        .orElseGet(() -> new Answer.Success(new Acknowledgement(MessageType.STORE.number())));
  }

  private void learn(Judged value) {
    if (value.record() instanceof Manifest manifest) {
      if (manifest.body().shareKey().id().equals(manifest.body().shareId())) {
        state.learn(manifest.body().shareKey());
      }
    } else if (value.record() instanceof ShareHead head && value.verified()) {
      heads.accept(head.body().shareId(), head.body().latestSeq());
    }
  }

  /** What a batch comes to, away from the loop. */
  private record Examined(List<Judged> values, List<Long> seconds, boolean proved) {}

  @SuppressWarnings("FutureReturnValueIgnored")
  private void put(DhtPut request, Requester from, Responder to) {
    NodeKey peer = from.key();
    int weight = request.entries().size() + request.contents().size();
    if (peer == null || !allowance.admit(peer, weight, state.nowNanos())) {
      to.answer(new Answer.Failure(WireErrorText.DHT_RATE_LIMIT));
      return;
    }
    long now = state.nowUnix();
    state
        .offload
        .call(() -> examine(request, now))
        .whenComplete(
            (examined, failure) ->
                to.answer(
                    failure == null
                        ? new Answer.Success(new DhtPutResult(kept(request, examined, peer)))
                        : new Answer.Failure(Answer.BUSY_TEXT)));
  }

  private Examined examine(DhtPut request, long nowUnix) {
    List<Judged> values = new ArrayList<>();
    List<Long> seconds = new ArrayList<>();
    for (DhtEntry entry : request.entries()) {
      if (state.judge.judge(entry.key(), entry.value(), nowUnix)
          instanceof Judgement.Accepted accepted) {
        values.add(accepted.value());
        seconds.add(entry.ttlSeconds());
      }
    }
    ProviderEntry provider = request.provider();
    return new Examined(
        values, seconds, provider != null && ProviderSeal.isProved(provider, nowUnix));
  }

  private long kept(DhtPut request, Examined examined, NodeKey peer) {
    long now = state.nowNanos();
    long kept = 0;
    for (int i = 0; i < examined.values().size(); i++) {
      Judged value = examined.values().get(i);
      learn(value);
      if (answers.put(value, peer, examined.seconds().get(i), now, state.nowUnix())) {
        kept++;
      }
    }
    ProviderEntry provider = request.provider();
    // Nobody announces anybody but himself: that it is he, the session has proved.
    if (provider != null && provider.owner().equals(Optional.of(peer))) {
      kept +=
          answers.provide(
              provider,
              examined.proved(),
              request.contents(),
              peer,
              request.ttlSeconds(),
              now,
              state.nowUnix());
    }
    return kept;
  }
}
