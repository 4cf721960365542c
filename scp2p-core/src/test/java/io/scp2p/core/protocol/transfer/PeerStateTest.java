package io.scp2p.core.protocol.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a node makes of one provider: when it may be asked, how much, and how long it may take. */
class PeerStateTest {
  private static final int CHUNK = SwarmModel.CHUNK;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long MILLI = Duration.ofMillis(1).toNanos();
  private static final long START = Long.MAX_VALUE - SECOND; // The clock may overflow.

  private static PeerState state(PeerTraits traits) {
    return new PeerState(new PeerRef(1), traits, 0, new SplittableRandom(1));
  }

  private final PeerState near = state(PeerTraits.extended(8, 20 * MILLI));

  private static Ask ask(PeerState state, long now) {
    Ask ask = new Ask(1, new SwarmPeer(state), 0, CHUNK, now);
    state.asked(now, ask);
    return ask;
  }

  /** Chunk after chunk, each in so many milliseconds; returns the time of the last. */
  private static long deliver(PeerState state, int chunks, long millisEach, long from) {
    long now = from;
    for (int i = 0; i < chunks; i++) {
      Ask ask = ask(state, now);
      now += millisEach * MILLI;
      state.delivered(now, ask);
    }
    return now;
  }

  private static int room(PeerState state) {
    int asks = 0;
    while (state.hasRoom(CHUNK)) {
      ask(state, START);
      asks++;
    }
    return asks;
  }

  @Test
  void aRefusalByRateIsSatOutAndAShorterPauseDoesNotShortenIt() {
    near.failed(START, AskFailure.RATE_LIMITED);
    near.failed(START, AskFailure.BUSY);
    long opens = START + AskWindow.WINDOW.toNanos();

    assertThat(near.closedUntilNanos(START)).hasValue(opens);
    assertThat(near.closedUntilNanos(opens - 1)).hasValue(opens);
    assertThat(near.closedUntilNanos(opens)).isEmpty();
    assertThat(near.score()).as("no fault").isZero();
  }

  @Test
  void whoIsOccupiedOrBusyIsLeftAloneForAMoment() {
    near.failed(START, AskFailure.BUSY);
    assertThat(near.closedUntilNanos(START)).hasValue(START + PeerState.BUSY_PAUSE.toNanos());
    near.failed(START, AskFailure.OCCUPIED);
    assertThat(near.closedUntilNanos(START)).hasValue(START + PeerState.OCCUPIED_PAUSE.toNanos());
    assertThat(near.listsClosedUntilNanos(START))
        .hasValue(START + PeerState.OCCUPIED_PAUSE.toNanos());
    near.failed(START + 3 * SECOND, AskFailure.NOT_FOUND);
    assertThat(near.closedUntilNanos(START + 3 * SECOND)).isEmpty();
  }

  @Test
  void faultsThatComeTogetherAreOneAndASuccessEndsTheRow() {
    near.failed(START, AskFailure.TIMED_OUT);
    long first = near.closedUntilNanos(START).orElseThrow();
    near.failed(START, AskFailure.ENDED);
    assertThat(near.closedUntilNanos(START)).hasValue(first);
    assertThat(first - START)
        .isBetween(PeerState.FIRST_BACKOFF.toNanos() / 2, PeerState.FIRST_BACKOFF.toNanos());
    assertThat(near.score()).isEqualTo(-2);

    near.failed(first, AskFailure.REFUSED);
    assertThat(near.closedUntilNanos(first).orElseThrow() - first)
        .as("the second in a row")
        .isGreaterThanOrEqualTo(PeerState.FIRST_BACKOFF.toNanos());
    near.good();
    long later = first + SECOND;
    near.failed(later, AskFailure.REFUSED);
    assertThat(near.closedUntilNanos(later).orElseThrow() - later)
        .isLessThanOrEqualTo(PeerState.FIRST_BACKOFF.toNanos());
  }

  @Test
  void theScoreIsThatOfSectionTwelveFourAndHasBounds() {
    near.good();
    assertThat(near.score()).isEqualTo(2);
    near.failed(START, AskFailure.REFUSED);
    assertThat(near.score()).isEqualTo(1);
    near.lied();
    assertThat(near.score()).isEqualTo(-99);
    for (int i = 0; i < 20; i++) {
      near.lied();
    }
    assertThat(near.score()).isEqualTo(-1_000);
    for (int i = 0; i < 2_000; i++) {
      near.good();
    }
    assertThat(near.score()).isEqualTo(1_000);
    assertThat(near.figures().score()).isEqualTo(1_000);
  }

  @Test
  void aV1NodeIsAskedForSoManyChunksAndListsInAWindow() {
    PeerState v1 = state(PeerTraits.v1(0));
    List<Ask> asks = new ArrayList<>();
    for (int i = 0; i < PeerTraits.V1_CHUNKS_PER_WINDOW; i++) {
      assertThat(v1.closedUntilNanos(START)).isEmpty();
      asks.add(ask(v1, START));
    }
    assertThat(v1.closedUntilNanos(START)).hasValue(START + AskWindow.WINDOW.toNanos());
    assertThat(v1.listsClosedUntilNanos(START)).as("counted apart").isEmpty();
    for (int i = 0; i < PeerState.V1_LISTS_PER_WINDOW; i++) {
      assertThat(v1.listsClosedUntilNanos(START)).isEmpty();
      v1.listAsked(START);
    }
    assertThat(v1.listsClosedUntilNanos(START)).hasValue(START + AskWindow.WINDOW.toNanos());
    v1.failed(START + SECOND, AskFailure.BUSY);
    assertThat(v1.closedUntilNanos(START + SECOND))
        .as("the later of both")
        .hasValue(START + AskWindow.WINDOW.toNanos());
    v1.failed(START + 60 * SECOND, AskFailure.RATE_LIMITED);
    assertThat(v1.closedUntilNanos(START + 60 * SECOND))
        .hasValue(START + 60 * SECOND + PeerState.RATE_LIMIT_PAUSE.toNanos());
    asks.forEach(v1::released);
    assertThat(v1.figures().requestsInFlight()).isZero();
    assertThat(v1.figures().bytesInFlight()).isZero();
  }

  @Test
  void ofAnUnknownPeerTwoChunksAreAskedAndFourOverALongWay() {
    assertThat(room(near)).isEqualTo(2);
    assertThat(room(state(PeerTraits.extended(8, 100 * MILLI))))
        .isEqualTo(PeerState.LONG_WAY_START);
    assertThat(room(state(PeerTraits.extended(3, 100 * MILLI)))).as("its own limit").isEqualTo(3);
    PeerState tunnel = state(PeerTraits.v1Tunnel(0));
    assertThat(room(tunnel)).isEqualTo(1);
    assertThat(tunnel.hasPlace()).isFalse();
    assertThat(near.hasPlace()).isTrue();
  }

  @Test
  void asMuchIsAskedAsIsOnTheWayAndALittleMore() {
    // 25 MiB/s and 20 ms: half a MiB on the way; by half more, and two chunks.
    deliver(near, 50, 10, START);
    assertThat(near.figures().bytesPerSecond()).isCloseTo(25L << 20, within(1L << 20));
    assertThat(room(near)).isEqualTo(5);

    PeerState slow = state(PeerTraits.extended(8, 20 * MILLI));
    deliver(slow, 5, 1_000, START);
    assertThat(room(slow)).as("none has to wait behind the one").isEqualTo(1);
  }

  @Test
  void overALongWayMoreChunksWaitThanAreOnIt() {
    PeerState far = state(PeerTraits.extended(64, 200 * MILLI));
    // A chunk in 50 ms: four on the way, of which half counts, and fourteen.
    deliver(far, 50, 50, START);
    assertThat(room(far)).isEqualTo(2 + PeerState.LONG_WAY_CHUNKS);

    PeerState slow = state(PeerTraits.extended(64, 200 * MILLI));
    deliver(slow, 5, 2_000, START);
    assertThat(room(slow)).as("no more than it can send in thirty round trips").isEqualTo(3);
  }

  @Test
  void theRateRisesAtOnceAndFallsSlowly() {
    long now = deliver(near, 1, 100, START);
    long fast = near.figures().bytesPerSecond();
    assertThat(fast).isEqualTo(10L * CHUNK);
    deliver(near, 1, 1_000, now);

    assertThat(near.figures().bytesPerSecond())
        .as("by an eighth of the difference")
        .isEqualTo(fast - (fast - CHUNK) / 8);
  }

  @Test
  void timeInWhichNothingWasAskedDoesNotCountAgainstIt() {
    long now = deliver(near, 1, 100, START);
    deliver(near, 1, 100, now + 1_000 * SECOND);

    assertThat(near.figures().bytesPerSecond()).isEqualTo(10L * CHUNK);
  }

  @Test
  void anAnswerIsExpectedAfterTheWayAndWhatIsInFrontOfIt() {
    PeerState unknown = state(PeerTraits.extended(8, 0));
    assertThat(unknown.expectedNanos(1 << 20)).isEqualTo(SECOND + PeerState.MIN_BASE_NANOS);
    ask(unknown, START);
    assertThat(unknown.expectedNanos(CHUNK)).isEqualTo(SECOND / 2 + PeerState.MIN_BASE_NANOS);
    // 100 ms each, all of which the bytes take.
    deliver(near, 1, 100, START);
    assertThat(near.expectedNanos(CHUNK)).isEqualTo(120 * MILLI);
  }

  @Test
  void anAnswerHasATimeThatIsNeitherTooShortNorTooLong() {
    assertThat(near.allowedNanos(CHUNK)).isEqualTo(PeerState.UNKNOWN_ALLOWED_NANOS);
    long now = deliver(near, 1, 10, START);
    assertThat(near.allowedNanos(CHUNK)).isEqualTo(PeerState.MIN_ALLOWED_NANOS);
    PeerState slow = state(PeerTraits.extended(8, 20 * MILLI));
    deliver(slow, 1, 5_000, now);
    assertThat(slow.allowedNanos(CHUNK)).as("four times").isEqualTo(4 * 5_020 * MILLI);
    PeerState slowest = state(PeerTraits.extended(8, 20 * MILLI));
    deliver(slowest, 1, 50_000, now);
    assertThat(slowest.allowedNanos(CHUNK)).isEqualTo(PeerState.MAX_ALLOWED_NANOS);
  }

  @Test
  void aBookTakesSoManyPeersAndKeepsWhatItKnowsOfThem() {
    PeerBook book = new PeerBook(new SplittableRandom(1));
    for (int i = 0; i < PeerBook.MAX_PEERS; i++) {
      assertThat(book.add(new PeerRef(i), PeerTraits.v1(0), i)).isTrue();
    }
    assertThat(book.add(new PeerRef(-1), PeerTraits.v1(0), 0)).isFalse();
    assertThat(book.add(new PeerRef(7), PeerTraits.v1(0), 0)).as("it is in it").isTrue();
    assertThat(book.figures(new PeerRef(7)).orElseThrow().score()).isEqualTo(7);
    book.roundTrip(new PeerRef(7), 5 * MILLI);
    book.roundTrip(new PeerRef(7), 0);
    assertThat(book.state(new PeerRef(7)).roundTripNanos).isEqualTo(5 * MILLI);
    book.remove(new PeerRef(7));
    assertThat(book.figures(new PeerRef(7))).isEmpty();
    assertThat(book.size()).isEqualTo(PeerBook.MAX_PEERS - 1);
  }
}
