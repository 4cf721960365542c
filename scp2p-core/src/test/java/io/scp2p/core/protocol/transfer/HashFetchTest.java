package io.scp2p.core.protocol.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Who is asked for a page of hashes, and who after that. */
class HashFetchTest {
  private static final long MILLI = Duration.ofMillis(1).toNanos();
  private static final long START = Long.MAX_VALUE - MILLI; // The clock may overflow.
  private static final int LONG_LIST = HashPages.MAX_SINGLE_PAGE + 5 * HashPages.PAGE_HASHES;

  private final HashPages pages = new HashPages(LONG_LIST);
  private final HashFetch fetch = new HashFetch(pages);
  private final List<SwarmEffect> effects = new ArrayList<>();
  private int refs;

  private SwarmPeer peer(PeerTraits traits) {
    return new SwarmPeer(new PeerState(new PeerRef(++refs), traits, 0, new SplittableRandom(1)));
  }

  private SwarmPeer at(long millis) {
    return peer(PeerTraits.extended(8, millis * MILLI));
  }

  private OptionalLong ask(long now, SwarmPeer... peers) {
    effects.clear();
    return fetch.ask(now, List.of(peers), effects);
  }

  private SwarmEffect.AskHashes asked() {
    assertThat(effects).hasSize(1);
    return (SwarmEffect.AskHashes) effects.get(0);
  }

  @Test
  void fourPagesAreWantedAtOnce() {
    for (int page = 0; page < HashFetch.MAX_WANTED; page++) {
      assertThat(fetch.want(page)).as("page %s", page).isTrue();
    }
    assertThat(fetch.want(HashFetch.MAX_WANTED)).isFalse();
    assertThat(fetch.want(0)).as("it is wanted already").isTrue();

    ask(START, at(10));
    assertThat(effects).hasSize(HashFetch.MAX_WANTED);
    assertThat(fetch.want(HashFetch.MAX_WANTED)).as("asked for is wanted, too").isFalse();
    fetch.arrived(0);
    assertThat(fetch.want(0)).as("it is there").isTrue();
    assertThat(fetch.want(HashFetch.MAX_WANTED)).isTrue();
  }

  @Test
  void whoAnswersFirstIsAsked() {
    SwarmPeer near = at(10);
    SwarmPeer far = at(200);
    fetch.want(0);
    ask(START, far, near);
    assertThat(asked().peer()).isEqualTo(near.ref());
    fetch.want(1);
    ask(START, near, far);
    assertThat(asked().peer()).isEqualTo(near.ref());
  }

  @Test
  void ofTwoThatAreAlikeTheFirstIsAsked() {
    SwarmPeer one = at(10);
    SwarmPeer other = at(10);
    fetch.want(0);
    ask(START, one, other);
    assertThat(asked().peer()).isEqualTo(one.ref());
  }

  @Test
  void whoFailedLessOftenGoesFirstHoweverFar() {
    SwarmPeer near = at(10);
    SwarmPeer far = at(200);
    fetch.want(0);
    ask(START, near, far);
    assertThat(fetch.failed(far.ref(), 0)).as("nobody asked it").isFalse();
    assertThat(fetch.failed(near.ref(), 1)).as("not for that page").isFalse();
    assertThat(fetch.failed(near.ref(), 0)).isTrue();
    assertThat(near.listFailures).isEqualTo(1);

    ask(START, near, far);
    assertThat(asked().peer()).isEqualTo(far.ref());
    fetch.gone(far.ref());
    assertThat(far.listFailures).isEqualTo(1);
    ask(START, far, near);
    assertThat(asked().peer()).as("both failed once").isEqualTo(near.ref());
  }

  @Test
  void whoDoesNotAnswerInTimeIsNamedOnce() {
    SwarmPeer peer = at(10);
    fetch.want(0);
    ask(START, peer);
    long allowed = asked().allowedNanos();
    assertThat(allowed).isEqualTo(peer.state.allowedNanos(64 * pages.hashCount(0)));
    assertThat(fetch.deadlineNanos()).hasValue(START + allowed);
    assertThat(fetch.isWaiting()).isTrue();

    assertThat(fetch.pollOverdue(START + allowed - 1)).isNull();
    assertThat(fetch.pollOverdue(START + allowed)).isSameAs(peer);
    assertThat(fetch.pollOverdue(START + allowed)).isNull();
    assertThat(fetch.isWaiting()).isFalse();
    assertThat(fetch.deadlineNanos()).isEmpty();
  }

  @Test
  void onlyThoseWhoGivePagesAreAskedForThem() {
    SwarmPeer v1 = peer(PeerTraits.v1(MILLI));
    assertThat(fetch.isPossible(List.of())).as("nothing is wanted").isTrue();
    fetch.want(0);
    ask(START, v1);
    assertThat(effects).isEmpty();
    assertThat(fetch.isPossible(List.of(v1))).isFalse();
    SwarmPeer extended = at(10);
    assertThat(fetch.isPossible(List.of(v1, extended))).isTrue();
    ask(START, v1, extended);
    assertThat(fetch.isPossible(List.of(v1))).as("it was asked, and may be gone").isFalse();
  }

  @Test
  void aShortListComesFromAnybody() {
    HashPages one = new HashPages(HashPages.MAX_SINGLE_PAGE);
    HashFetch whole = new HashFetch(one);
    SwarmPeer v1 = peer(PeerTraits.v1(MILLI));
    whole.want(0);
    whole.ask(START, List.of(v1), effects);
    assertThat(asked().peer()).isEqualTo(v1.ref());
    assertThat(whole.isPossible(List.of(v1))).isTrue();
  }

  @Test
  void aPeerThatIsLeftAloneIsAskedLater() {
    SwarmPeer peer = at(10);
    peer.missed(START, 3);
    fetch.want(0);
    OptionalLong again = ask(START, peer);
    assertThat(effects).isEmpty();
    assertThat(again).hasValue(START + SwarmPeer.FIRST_MISS_PAUSE.toNanos());
    assertThat(ask(again.getAsLong(), peer)).isEmpty();
    assertThat(asked().peer()).isEqualTo(peer.ref());
  }

  @Test
  void listsAreCountedAgainstWhatANodeAdmits() {
    SwarmPeer peer = peer(PeerTraits.v1(MILLI));
    HashFetch whole = new HashFetch(new HashPages(2));
    int asked = 0;
    for (OptionalLong again = OptionalLong.empty(); again.isEmpty(); asked += effects.size()) {
      assertThat(asked).as("lists asked for without a pause").isLessThan(1_000);
      effects.clear();
      whole.want(0);
      again = whole.ask(START, List.of(peer), effects);
      whole.failed(peer.ref(), 0);
    }
    assertThat(asked).isPositive();
  }

  @Test
  void whatWasAskedForWhenItStopsIsWantedAgain() {
    SwarmPeer peer = at(10);
    fetch.want(0);
    ask(START, peer);
    fetch.stop();
    assertThat(fetch.isWaiting()).isFalse();
    ask(START, peer);
    assertThat(asked().page()).isZero();
  }
}
