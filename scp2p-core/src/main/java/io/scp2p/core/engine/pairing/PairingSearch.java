package io.scp2p.core.engine.pairing;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.pairing.PairingCode;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Network;
import io.scp2p.core.protocol.Nanos;
import io.scp2p.core.protocol.pairing.CodeWords;
import io.scp2p.core.protocol.pairing.PairingGuest;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.pairing.PairBegun;
import io.scp2p.core.wire.pairing.PairProve;
import io.scp2p.core.wire.pairing.PairProved;
import io.scp2p.core.wire.pairing.PairingMessages;
import io.scp2p.core.wire.pairing.PairingOffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Looks for whoever waits with a code: among the peers that are connected, and those that say in
 * the DHT that they do. Each is asked whether it has such a number, which is no secret; a peer that
 * pretends to gets one guess, and this side gives up after a few of those. Lives on the loop.
 */
public final class PairingSearch implements AutoCloseable {
  /** For the other side to be found, come online and answer. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Between two looks around. */
  static final Duration PAUSE = Duration.ofSeconds(2);

  /** Peers that pretend to have the code. */
  static final int MAX_LIARS = 4;

  /** Tries with a peer that does not answer. */
  static final int MAX_TRIES = 3;

  private final Loop loop;
  private final Entropy entropy;
  private final Crowd crowd;
  private final Function<ContentId, CompletableFuture<Void>> contact;
  private final NodeKey self;
  private final long number;
  private final SecretBytes secret;
  private final long untilNanos;
  private final CompletableFuture<Meeting> found = new CompletableFuture<>();
  private final Map<NodeKey, Integer> tries = new HashMap<>();
  private int liars;
  private boolean guessed;

  /** Those among whom it looks. */
  interface Crowd {
    /** Peers that are connected and know how to pair. */
    List<NodeKey> speaking();

    /** Asks one of them. */
    void ask(NodeKey peer, Request request, int maxBytes, AskOutcome outcome);

    /** The peers of a node. */
    static Crowd of(Network network) {
      return new Crowd() {
        @Override
        public List<NodeKey> speaking() {
          return network.connected().stream().filter(peer -> speaks(network, peer)).toList();
        }

        @Override
        public void ask(NodeKey peer, Request request, int maxBytes, AskOutcome outcome) {
          var unused = network.ask(peer, request, maxBytes, outcome);
        }
      };
    }

    private static boolean speaks(Network network, NodeKey peer) {
      return network
          .peer(peer)
          .flatMap(each -> each.extensions())
          .map(extensions -> extensions.has(PairingMessages.FEATURE))
          .orElse(false);
    }
  }

  /** Whom it found. */
  public record Meeting(NodeKey peer, Bytes session, PairingOffer offer) {}

  private PairingSearch(
      Loop loop,
      Entropy entropy,
      Crowd crowd,
      Function<ContentId, CompletableFuture<Void>> contact,
      NodeKey self,
      PairingCode code) {
    this.loop = loop;
    this.entropy = entropy;
    this.crowd = crowd;
    this.contact = contact;
    this.self = self;
    this.number = CodeWords.numberOf(code);
    this.secret = CodeWords.secretOf(code);
    this.untilNanos = loop.time().nanos() + Nanos.of(PATIENCE);
  }

  /**
   * Begins to look.
   *
   * @param contact makes contact with those who say that they have a content
   * @return completes on the loop, or fails with {@link ErrorCode#PAIRING_CODE_WRONG} or {@link
   *     ErrorCode#PAIRING_TIMED_OUT}; whoever cancels it ends the search
   */
  public static CompletableFuture<Meeting> begin(
      Loop loop,
      Entropy entropy,
      Network network,
      Function<ContentId, CompletableFuture<Void>> contact,
      NodeKey self,
      PairingCode code) {
    return begin(loop, entropy, Crowd.of(network), contact, self, code);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  static CompletableFuture<Meeting> begin(
      Loop loop,
      Entropy entropy,
      Crowd crowd,
      Function<ContentId, CompletableFuture<Void>> contact,
      NodeKey self,
      PairingCode code) {
    PairingSearch search = new PairingSearch(loop, entropy, crowd, contact, self, code);
    search.found.whenComplete((meeting, failure) -> search.close());
    search.look();
    return search.found;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void look() {
    next(); // Whoever is connected already is asked at once, the others when they are.
    contact
        .apply(CodeWords.rendezvous(number))
        .whenComplete((contacted, failure) -> loop.post(this::next));
    if (!found.isDone()) {
      var unused = loop.at(loop.time().nanos() + Nanos.of(PAUSE), this::lookAgain);
    }
  }

  private void lookAgain() {
    if (found.isDone()) {
      return;
    }
    if (guessed) {
      fail(
          ErrorCode.PAIRING_CODE_WRONG,
          "The other side used another code; this one is of no use any more.");
    } else if (Nanos.isDue(untilNanos, loop.time().nanos())) {
      fail(ErrorCode.PAIRING_TIMED_OUT, "Nobody was found who waits with this code.");
    } else {
      look();
    }
  }

  private void next() {
    for (NodeKey peer : crowd.speaking()) {
      if (!found.isDone() && !tries.containsKey(peer)) {
        tries.put(peer, 1);
        meet(peer);
      }
    }
  }

  private void meet(NodeKey peer) {
    PairingGuest guest = new PairingGuest(self, peer, number, secret, entropy);
    ask(
        peer,
        guest.begin(),
        response -> {
          Optional<PairProve> proof =
              response instanceof PairBegun begun ? guest.begun(begun) : Optional.empty();
          if (proof.isEmpty() || found.isDone()) {
            guest.close();
          } else {
            prove(peer, guest, proof.get());
          }
        },
        guest::close);
  }

  private void prove(NodeKey peer, PairingGuest guest, PairProve proof) {
    ask(
        peer,
        proof,
        response -> {
          Optional<Bytes> opened =
              response instanceof PairProved proved ? guest.proved(proved) : Optional.empty();
          guest.close();
          if (opened.isPresent()) {
            offered(peer, guest.session(), opened.get());
          } else {
            liar();
          }
        },
        guest::close);
  }

  private void offered(NodeKey peer, Bytes session, Bytes opened) {
    try {
      found.complete(new Meeting(peer, session, PairingOffer.decode(opened)));
    } catch (WireException e) {
      fail(ErrorCode.PROTOCOL_VIOLATION, "The other side's offer cannot be read.");
    }
  }

  private void liar() {
    if (++liars >= MAX_LIARS) {
      fail(ErrorCode.PAIRING_CODE_WRONG, "Several peers pretended to wait with this code.");
    }
  }

  private void ask(NodeKey peer, Request request, Consumer<Response> then, Runnable otherwise) {
    crowd.ask(
        peer,
        request,
        PairingMessages.MAX_OFFER_BYTES,
        new AskOutcome() {
          @Override
          public void answered(Response response) {
            then.accept(response);
          }

          @Override
          public void failed(AskFailure why) {
            otherwise.run();
            refused(peer, why);
          }
        });
  }

  private void refused(NodeKey peer, AskFailure why) {
    if (!(why instanceof AskFailure.Refused refused)) {
      int tried = tries.getOrDefault(peer, 0);
      if (tried < MAX_TRIES && !found.isDone()) {
        var unused =
            loop.at(loop.time().nanos() + Nanos.of(PAUSE), () -> tryAgain(peer, tried + 1));
      }
    } else if (refused.text().equals(PairingService.WRONG_CODE)) {
      guessed = true; // Or it is a liar: whoever has the code has a moment to say so.
    }
  }

  private void tryAgain(NodeKey peer, int attempt) {
    if (!found.isDone()) {
      tries.put(peer, attempt);
      meet(peer);
    }
  }

  private void fail(ErrorCode why, String text) {
    found.completeExceptionally(new Scp2pException(why, text));
  }

  @Override
  public void close() {
    secret.close();
  }
}
