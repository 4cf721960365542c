package io.scp2p.core.engine.pairing;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.dht.DhtService;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.dht.DhtKeys;
import io.scp2p.core.protocol.dht.DhtLifetime;
import io.scp2p.core.protocol.dht.ProviderSeal;
import io.scp2p.core.protocol.pairing.CodeWords;
import io.scp2p.core.protocol.pairing.PairingDesk;
import io.scp2p.core.protocol.pairing.PairingDesk.Outcome;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.serving.Responder;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.pairing.PairBegin;
import io.scp2p.core.wire.pairing.PairBegun;
import io.scp2p.core.wire.pairing.PairProve;
import io.scp2p.core.wire.pairing.PairProved;
import io.scp2p.core.wire.pairing.PairTell;
import io.scp2p.core.wire.pairing.PairTold;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.ProviderEntry;
import io.scp2p.core.wire.record.ProviderList;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The side that waits with codes. Lives on the loop. */
public final class PairingService {
  /** The error text for a number nobody waits with, or not any more. */
  public static final String NO_CODE = "no such code";

  /** The error text for a proof with another code. */
  public static final String WRONG_CODE = "wrong code";

  /** Codes at once. */
  public static final int MAX_CODES = 64;

  /** Until somebody keeps where this node waits, and afterwards. */
  static final Duration RETRY = Duration.ofSeconds(3);

  static final Duration REPEAT = Duration.ofMinutes(10);

  private final Loop loop;
  private final SigningKey key;
  private final Map<Long, Waiting> waiting = new HashMap<>();
  private final Map<Bytes, Met> met = new HashMap<>();
  private @Nullable Board board;

  private record Met(NodeKey peer, PairingHost host) {}

  /** One code, and where others hear that it is waited with. */
  private final class Waiting {
    final long number;
    final PairingDesk desk;
    final PairingHost host;
    final Alarm alarm;
    long issuedAt;

    Waiting(long number, PairingDesk desk, PairingHost host) {
      this.number = number;
      this.desk = desk;
      this.host = host;
      this.alarm = new Alarm(loop, this::announce);
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    void announce() {
      Board to = board;
      Optional<PeerAddress> address = to == null ? Optional.empty() : to.address();
      if (to == null || address.isEmpty()) {
        again(RETRY);
        return;
      }
      ContentId name = CodeWords.rendezvous(number);
      // Two in a second must differ: the one that arrives last is not always the newer one.
      issuedAt = Math.max(issuedAt + 1, loop.time().wall().getEpochSecond());
      ProviderEntry here = ProviderSeal.sign(address.get(), key, issuedAt);
      ProviderList list = new ProviderList(name, List.of(here), issuedAt);
      to.publish(new DhtEntry(DhtKeys.providers(name), list.encoded(), DhtLifetime.MIN_SECONDS))
          .whenComplete((copies, failure) -> again(failure == null && copies > 0 ? REPEAT : RETRY));
    }

    private void again(Duration later) {
      if (waiting.get(number) == this) {
        alarm.set(OptionalLong.of(loop.time().nanos() + Nanos.of(later)));
      }
    }

    void end() {
      alarm.set(OptionalLong.empty());
      desk.close();
    }
  }

  /**
   * Waits with nothing yet.
   *
   * @param key signs where this node is: others keep one address of it, and that should be the
   *     newest, and nobody else's
   */
  public PairingService(Loop loop, SigningKey key) {
    this.loop = loop;
    this.key = key;
  }

  /** Where it is written that this node waits. */
  public interface Board {
    /** Where this node can be reached now, at a relay if it has one; nothing if nowhere. */
    Optional<PeerAddress> address();

    /** Writes it; completes with how many keep it. */
    CompletableFuture<Integer> publish(DhtEntry entry);

    /** The DHT. */
    static Board of(DhtService dht) {
      return new Board() {
        @Override
        public Optional<PeerAddress> address() {
          return dht.addresses().stream().findFirst();
        }

        @Override
        public CompletableFuture<Integer> publish(DhtEntry entry) {
          return dht.publish(entry);
        }
      };
    }
  }

  /** Where others hear of it, once that is there. */
  public void join(Board newBoard) {
    board = newBoard;
  }

  /**
   * This node has other addresses than before, a relay's for instance: whoever looks for it should
   * not hear only of those at which nobody can be.
   */
  public void moved() {
    List.copyOf(waiting.values()).forEach(Waiting::announce);
  }

  /** Registers what this answers. */
  public ServiceRegistry.Builder addTo(ServiceRegistry.Builder registry) {
    return registry
        .serve(PairBegin.class, this::begin)
        .serve(PairProve.class, this::prove)
        .serve(PairTell.class, this::tell);
  }

  /**
   * Waits with a code.
   *
   * @return false if too many are waited with, or this number already
   */
  public boolean open(long number, PairingDesk desk, PairingHost host) {
    if (waiting.size() >= MAX_CODES || waiting.containsKey(number)) {
      return false;
    }
    Waiting opened = new Waiting(number, desk, host);
    waiting.put(number, opened);
    opened.announce();
    return true;
  }

  /** Nobody is waited for any more, or it is over with whoever came. */
  public void close(long number, PairingHost host) {
    end(number);
    met.values().removeIf(each -> each.host() == host);
  }

  private void end(long number) {
    Waiting ended = waiting.remove(number);
    if (ended != null) {
      ended.end();
    }
  }

  private void begin(PairBegin request, Requester from, Responder to) {
    NodeKey peer = from.key();
    Waiting wanted = waiting.get(request.number());
    Optional<Bytes> message =
        peer == null || wanted == null ? Optional.empty() : wanted.desk.begin(peer, request);
    answer(to, message.map(PairBegun::new).orElse(null), NO_CODE);
  }

  private void prove(PairProve request, Requester from, Responder to) {
    NodeKey peer = from.key();
    for (Waiting each : List.copyOf(waiting.values())) {
      Outcome outcome = peer == null ? new Outcome.Unknown() : each.desk.prove(peer, request);
      if (outcome instanceof Outcome.Met good) {
        answer(to, proved(each, good), NO_CODE);
        return;
      }
      if (outcome instanceof Outcome.Wrong) {
        end(each.number);
        each.host.guessed();
        answer(to, null, WRONG_CODE);
        return;
      }
    }
    answer(to, null, NO_CODE);
  }

  private PairProved proved(Waiting at, Outcome.Met good) {
    end(at.number);
    met.put(good.session(), new Met(good.peer(), at.host));
    try (var keys = good.keys()) {
      Bytes offer = at.host.met(good.peer()).encoded();
      return new PairProved(keys.senderProof(), keys.seal(offer));
    }
  }

  private void tell(PairTell request, Requester from, Responder to) {
    NodeKey peer = from.key();
    Met with = met.get(request.session());
    if (peer == null || with == null || !with.peer().equals(peer)) {
      answer(to, null, NO_CODE);
      return;
    }
    with.host().told(request.word(), request.bytes());
    answer(to, new PairTold(), NO_CODE);
  }

  private static void answer(Responder to, @Nullable Response response, String otherwise) {
    to.answer(response == null ? new Answer.Failure(otherwise) : new Answer.Success(response));
  }
}
