package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.protocol.dht.Candidate.State;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import org.junit.jupiter.api.Test;

/** Who is asked before whom, and whose referrals are believed. */
class CandidateTest {
  private final Some some = new Some(16);
  private final Point target = some.contact().point();

  private Candidate named(Candidate by) {
    return new Candidate(some.contact().address(), 2, by, 1);
  }

  private static Candidate unnamed(int ip, PeerTransport transport) {
    return new Candidate(PeerAddress.direct(Some.ip(ip), 7_001, transport), 1, null, 1);
  }

  private void comesFirst(Candidate first, Candidate second) {
    assertThat(Candidate.compare(target, first, second)).isNegative();
    assertThat(Candidate.compare(target, second, first)).isPositive();
  }

  @Test
  void theCloserComesFirstAndWhoseDistanceNobodyKnowsLast() {
    Candidate near = new Candidate(some.inBucket(target, 6).address(), 1, null, 1);
    Candidate far = new Candidate(some.inBucket(target, 2).address(), 1, null, 1);
    comesFirst(near, far);
    comesFirst(far, unnamed(0x1401_0101, PeerTransport.TCP));
  }

  @Test
  void ofThoseTcpComesBeforeQuicAndThenTheText() {
    comesFirst(unnamed(0x1501_0101, PeerTransport.TCP), unnamed(0x1401_0101, PeerTransport.QUIC));
    comesFirst(unnamed(0x1401_0101, PeerTransport.QUIC), unnamed(0x1501_0101, PeerTransport.QUIC));
    Candidate one = unnamed(0x1401_0101, PeerTransport.TCP);
    assertThat(Candidate.compare(target, one, one)).isZero();
  }

  @Test
  void whoeverNamedSoManyDeadNodesIsNotBelieved() {
    Candidate liar = named(null);
    Candidate last = named(liar);
    for (int i = 0; i < Candidate.MAX_DEAD_REFERRALS; i++) {
      assertThat(last.isDoubtful()).isFalse();
      Candidate dead = named(liar);
      dead.failed();
      dead.failed();
      assertThat(dead.state).isEqualTo(State.FAILED);
    }
    assertThat(last.isDoubtful()).isTrue();
    assertThat(liar.isDoubtful()).as("he himself was met").isFalse();

    named(liar).answered();
    assertThat(last.isDoubtful()).as("one was alive").isFalse();
  }

  @Test
  void whoIsSlowCountsAsDeadUntilHeAnswers() {
    Candidate liar = named(null);
    Candidate last = named(liar);
    Candidate slow = named(liar);
    slow.stalled();
    named(liar).stalled();
    assertThat(last.isDoubtful()).isFalse();
    named(liar).stalled();
    assertThat(last.isDoubtful()).isTrue();
    slow.answered();
    assertThat(slow.state).isEqualTo(State.ANSWERED);
    assertThat(last.isDoubtful()).isFalse();
  }

  @Test
  void whoIsSlowAndThenFailsIsOneDeadNode() {
    Candidate liar = named(null);
    Candidate last = named(liar);
    for (int i = 0; i < Candidate.MAX_DEAD_REFERRALS; i++) {
      assertThat(last.isDoubtful()).isFalse();
      Candidate dead = named(liar);
      dead.stalled();
      dead.failed();
      assertThat(dead.state).isEqualTo(State.FAILED);
    }
    assertThat(last.isDoubtful()).isTrue();
  }

  @Test
  void chainsAreToldApart() {
    Candidate candidate = new Candidate(some.contact().address(), 1, null, 0b101);
    assertThat(candidate.isOnPath(0)).isTrue();
    assertThat(candidate.isOnPath(1)).isFalse();
    assertThat(candidate.isOnPath(2)).isTrue();
    assertThat(candidate.isInFlight()).isFalse();
    candidate.state = State.ASKED;
    assertThat(candidate.isInFlight()).isTrue();
    candidate.stalled();
    assertThat(candidate.isInFlight()).isFalse();
  }
}
