package io.scp2p.core.protocol.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A swarm that fetches what readers need, and nothing else. */
class ReaderSwarmTest {
  private static final int CHUNKS = 1_000;

  private static SwarmModel swarm() {
    long bytes = (long) CHUNKS * SwarmModel.CHUNK;
    return new SwarmModel(bytes, 1L << 30, SwarmRules.PATIENT.emptySearches(3).forReaders(), 1)
        .started();
  }

  private static void settle(SwarmModel swarm) {
    while (!(swarm.asked.isEmpty() && swarm.storing.isEmpty() && swarm.pages.isEmpty())) {
      swarm.answerOne();
    }
  }

  @Test
  void withoutReadersNothingIsAskedAndNobodyMissed() {
    SwarmModel swarm = swarm();
    swarm.peer();

    assertThat(swarm.asked).isEmpty();
    assertThat(swarm.logged(SwarmEffect.NeedPeers.class)).isEmpty();
  }

  @Test
  void whatAReaderNeedsIsFetchedAndNoMore() {
    SwarmModel swarm = swarm();
    swarm.peer();
    swarm.tell(new SwarmInput.ReaderNeeds(7, 100, 8));
    settle(swarm);

    assertThat(swarm.stored.stream()).containsExactly(100, 101, 102, 103, 104, 105, 106, 107);
  }

  @Test
  void aDownloadThatFillsTheLineLetsAReaderIn() {
    SwarmModel download = SwarmModel.ofChunks(CHUNKS).started();
    PeerRef peer = download.peer(PeerTraits.extended(4, Duration.ofMillis(20).toNanos()));
    download.hashes();
    assertThat(download.asked).hasSize(2);
    long bytes = (long) CHUNKS * SwarmModel.CHUNK;
    SwarmModel reader =
        new SwarmModel(
            bytes, 1L << 30, SwarmRules.PATIENT.emptySearches(3).forReaders(), 2, download.book);
    reader.tell(SwarmInput.Started.afresh());
    reader.shares(peer, 4);
    reader.tell(new SwarmInput.ReaderNeeds(7, 600, 8));
    reader.hashes();
    assertThat(reader.asked.values())
        .as("one, though the download leaves no room")
        .extracting(SwarmEffect.AskChunk::chunk)
        .containsExactly(600);
    settle(reader);
    assertThat(download.asked).hasSize(2);
    assertThat(reader.stored.cardinality()).isEqualTo(8);
  }

  @Test
  void aReaderThatMovesWakesAPeerThatHadNothingToGive() {
    SwarmModel swarm = swarm();
    swarm.peer();
    swarm.tell(new SwarmInput.ReaderNeeds(7, 0, 4));
    settle(swarm);
    swarm.tell(new SwarmInput.ReaderNeeds(7, 2, 4));
    settle(swarm);

    assertThat(swarm.stored.stream()).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void whatWasForgottenIsFetchedAgainWhenSomebodyNeedsIt() {
    SwarmModel swarm = swarm();
    swarm.peer();
    swarm.tell(new SwarmInput.ReaderNeeds(7, 0, 4));
    settle(swarm);
    swarm.tell(new SwarmInput.ReaderNeeds(7, 500, 1));
    settle(swarm);
    for (int chunk = 0; chunk < 4; chunk++) {
      swarm.stored.clear(chunk);
      swarm.tell(new SwarmInput.Forgotten(chunk));
    }
    assertThat(swarm.asked).as("nobody needs them now").isEmpty();
    swarm.tell(new SwarmInput.ReaderNeeds(7, 1, 2));
    settle(swarm);

    assertThat(swarm.stored.stream()).containsExactly(1, 2, 500);
  }

  @Test
  void theLastChunkDoesNotEndIt() {
    SwarmModel swarm =
        new SwarmModel(9, 1L << 20, SwarmRules.PATIENT.emptySearches(3).forReaders(), 1).started();
    swarm.peer();
    swarm.tell(new SwarmInput.ReaderNeeds(7, 0, 4));
    settle(swarm);

    assertThat(swarm.stored.cardinality()).isEqualTo(1);
    assertThat(swarm.end).isNull();
    swarm.tell(new SwarmInput.Cancel());
    assertThat(swarm.end).isEqualTo(new SwarmEffect.Cancelled());
  }

  @Test
  void aReaderWithoutPeersFailsAfterTheAllowedSearches() {
    SwarmModel swarm = swarm();
    swarm.tell(new SwarmInput.ReaderNeeds(7, 0, 4));
    for (int i = 0; i < 3; i++) {
      swarm.tell(new SwarmInput.NoMorePeers());
    }

    assertThat(swarm.end).isEqualTo(new SwarmEffect.Failed(ErrorCode.NO_PROVIDER));
  }

  @Test
  void aReaderThatIsGoneNeedsNothing() {
    SwarmModel swarm = swarm();
    swarm.tell(new SwarmInput.ReaderNeeds(7, 0, 4));
    swarm.tell(new SwarmInput.ReaderGone(7));
    swarm.peer();

    assertThat(swarm.asked).isEmpty();
  }

  @Test
  void anOrdinarySwarmForgetsNothing() {
    SwarmModel swarm = SwarmModel.ofChunks(2).started();
    swarm.peer();
    swarm.answerAll();
    int asked = swarm.logged(SwarmEffect.AskChunk.class).size();
    swarm.tell(new SwarmInput.Forgotten(0));

    assertThat(swarm.logged(SwarmEffect.AskChunk.class)).hasSize(asked);
  }

  @Test
  void aReaderWhosePeerHasNothingFailsInTime() {
    long bytes = (long) CHUNKS * SwarmModel.CHUNK;
    SwarmRules rules = SwarmRules.PATIENT.stall(Duration.ofMinutes(2)).forReaders();
    SwarmModel swarm = new SwarmModel(bytes, 1L << 30, rules, 1).started();
    swarm.peer();
    swarm.pass(Duration.ofHours(1));
    assertThat(swarm.end).as("nobody wanted anything").isNull();

    swarm.tell(new SwarmInput.ReaderNeeds(7, 0, 32));
    long beganNanos = swarm.nowNanos;
    while (swarm.end == null) {
      for (long ask : List.copyOf(swarm.asked.keySet())) {
        swarm.fail(ask, AskFailure.NOT_FOUND);
      }
      swarm.hashes();
      assertThat(swarm.wake()).isTrue();
    }

    assertThat(swarm.end).isEqualTo(new SwarmEffect.Failed(ErrorCode.STALLED));
    assertThat(Duration.ofNanos(swarm.nowNanos - beganNanos))
        .isBetween(Duration.ofSeconds(119), Duration.ofSeconds(121));
  }

  @Test
  void aCapIsNoStall() {
    SwarmRules rules = SwarmRules.PATIENT.stall(Duration.ofSeconds(10));
    SwarmModel swarm = new SwarmModel(8L * SwarmModel.CHUNK, 1L << 30, rules, 1).started();
    swarm.tell(new SwarmInput.RateCap(SwarmModel.CHUNK / 60));
    swarm.peer();
    swarm.answerAll();

    assertThat(swarm.end).isEqualTo(new SwarmEffect.Completed());
  }

  @Test
  void aForgottenPageOfHashesIsFetchedAgainAlsoForWhatWasUnderWay() {
    int chunks = HashPages.MAX_SINGLE_PAGE + 1;
    SwarmModel swarm =
        new SwarmModel(
                (long) chunks * SwarmModel.CHUNK,
                1L << 30,
                SwarmRules.PATIENT.emptySearches(3).forReaders(),
                1)
            .started();
    PeerRef peer = swarm.peer();
    swarm.tell(new SwarmInput.ReaderNeeds(7, 100, 4));
    swarm.tell(new SwarmInput.HashesArrived(peer, 0));
    swarm.pages.clear();
    long ask = swarm.asked.keySet().iterator().next();

    swarm.tell(new SwarmInput.HashesForgotten(0));
    assertThat(swarm.pages).isEmpty();
    swarm.arrive(ask);

    assertThat(swarm.storing).as("it cannot be verified now").isEmpty();
    assertThat(swarm.pages).containsOnlyKeys(0);
    settle(swarm);
    assertThat(swarm.stored.stream()).containsExactly(100, 101, 102, 103);
  }
}
