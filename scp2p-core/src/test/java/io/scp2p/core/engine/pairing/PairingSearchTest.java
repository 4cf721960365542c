package io.scp2p.core.engine.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.pairing.PairingCode;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.pairing.PairingSearch.Meeting;
import io.scp2p.core.protocol.pairing.CodeWords;
import io.scp2p.core.protocol.pairing.PairingDesk;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.pairing.PairBegin;
import io.scp2p.core.wire.pairing.PairBegun;
import io.scp2p.core.wire.pairing.PairProve;
import io.scp2p.core.wire.pairing.PairProved;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Peers that lie or say nothing; what happens with honest ones is in {@code PairingIT}. */
class PairingSearchTest {
  private static final Entropy ENTROPY = Entropy.system();
  private static final PairingCode CODE = PairingCode.parse("4711-bado-fimu-keta");
  private static final PairingCode OTHER = PairingCode.parse("4711-bado-fimu-keba");

  private final Clock clock = new Clock();
  private final NodeKey self = key();
  private final List<NodeKey> begun = new ArrayList<>();
  private final List<NodeKey> proved = new ArrayList<>();

  private static NodeKey key() {
    return SigningKey.generate(ENTROPY).nodeKey();
  }

  private static final class Clock implements Loop, TimeSource {
    private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparing(Due::nanos));
    private long now;

    private record Due(long nanos, Runnable action) {}

    @Override
    public void post(Runnable action) {
      action.run();
    }

    @Override
    public Timer at(long deadlineNanos, Runnable action) {
      Due entry = new Due(deadlineNanos, action);
      due.add(entry);
      return () -> due.remove(entry);
    }

    @Override
    public TimeSource time() {
      return this;
    }

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public Instant wall() {
      return Instant.EPOCH;
    }

    void pass(Duration span) {
      long end = now + span.toNanos();
      while (!due.isEmpty() && due.peek().nanos() <= end) {
        Due next = due.remove();
        now = Math.max(now, next.nanos());
        next.action().run();
      }
      now = end;
    }
  }

  /** How one peer answers. */
  private interface Manner {
    void asked(NodeKey peer, Request request, AskOutcome outcome);
  }

  private CompletableFuture<Meeting> search(List<NodeKey> peers, Manner manner) {
    PairingSearch.Crowd crowd =
        new PairingSearch.Crowd() {
          @Override
          public List<NodeKey> speaking() {
            return peers;
          }

          @Override
          public void ask(NodeKey peer, Request request, int maxBytes, AskOutcome outcome) {
            if (request instanceof PairBegin) {
              begun.add(peer);
            } else {
              proved.add(peer);
            }
            manner.asked(peer, request, outcome);
          }
        };
    return PairingSearch.begin(clock, ENTROPY, crowd, any -> new CompletableFuture<>(), self, CODE);
  }

  private static List<NodeKey> peers(int count) {
    List<NodeKey> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      peers.add(key());
    }
    return peers;
  }

  private static ErrorCode failure(CompletableFuture<Meeting> search) {
    try {
      throw new AssertionError("it found " + search.join());
    } catch (CompletionException e) {
      return ((Scp2pException) e.getCause()).code();
    }
  }

  /** Takes part in the exchange, and makes its proof up. */
  private void lie(NodeKey peer, Request request, AskOutcome outcome) {
    if (request instanceof PairBegin begin) {
      PairingDesk desk = new PairingDesk(peer, CodeWords.secretOf(OTHER), ENTROPY);
      outcome.answered(new PairBegun(desk.begin(self, begin).orElseThrow()));
    } else if (request instanceof PairProve) {
      outcome.answered(new PairProved(Bytes.wrap(new byte[32]), Bytes.wrap(new byte[40])));
    }
  }

  @Test
  void peersThatPretendToHaveTheCodeGetAFewGuessesTogether() {
    CompletableFuture<Meeting> search = search(peers(PairingSearch.MAX_LIARS + 6), this::lie);

    assertThat(search).isCompletedExceptionally();
    assertThat(failure(search)).isEqualTo(ErrorCode.PAIRING_CODE_WRONG);
    assertThat(proved).hasSize(PairingSearch.MAX_LIARS);
    assertThat(begun).as("nobody else is asked").hasSize(PairingSearch.MAX_LIARS);
  }

  @Test
  void oneLiarLessDoesNotEndTheSearch() {
    CompletableFuture<Meeting> search = search(peers(PairingSearch.MAX_LIARS - 1), this::lie);
    clock.pass(Duration.ofMinutes(1));

    assertThat(search).isNotDone();
    assertThat(proved).as("each has one guess").hasSize(PairingSearch.MAX_LIARS - 1);
  }

  @Test
  void aPeerThatDoesNotAnswerIsAskedAFewTimes() {
    List<NodeKey> silent = peers(1);
    CompletableFuture<Meeting> search =
        search(
            silent,
            (peer, request, outcome) ->
                outcome.failed(new AskFailure.Failed(SessionFailure.values()[0])));
    clock.pass(Duration.ofMinutes(1));
    assertThat(begun).hasSize(PairingSearch.MAX_TRIES);

    clock.pass(PairingSearch.PATIENCE);

    assertThat(failure(search)).isEqualTo(ErrorCode.PAIRING_TIMED_OUT);
    assertThat(begun).hasSize(PairingSearch.MAX_TRIES);
  }
}
