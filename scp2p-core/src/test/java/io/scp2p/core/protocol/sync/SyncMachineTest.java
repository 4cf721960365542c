package io.scp2p.core.protocol.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.catalog.ManifestSeal;
import io.scp2p.core.protocol.sync.Publisher.Signed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SyncMachineTest {
  private static final Finding NOTHING = new Finding.Nothing();
  private static final Finding SILENCE = new Finding.Unanswered(ErrorCode.PEER_UNREACHABLE);
  private final Publisher publisher = new Publisher(1);
  private final Signed five = publisher.version(5, "a.txt");
  private final Signed six = publisher.version(6, "a.txt", "b.txt");
  private final LocalVersion local = new LocalVersion(5, ManifestSeal.id(five.manifest()));

  private static Finding head(Signed version) {
    return new Finding.Head(version.verifiedHead());
  }

  private static Finding manifest(Signed version) {
    return new Finding.Found(version.verifiedManifest());
  }

  private static SyncOutcome failed(ErrorCode why) {
    return new SyncOutcome.Failed(why);
  }

  /** A look that knows of version 6 and waits for its manifest. */
  private Look knowingSix(int... peers) {
    Look look = new Look(local).peers(true, peers);
    for (int peer : peers) {
      look.answer(peer, "head", head(six));
    }
    return look.cache(NOTHING);
  }

  @Test
  void newerVersionIsAdopted() {
    Look look = knowingSix(1).answer(1, "value", manifest(six));

    assertThat(look.outcome)
        .isInstanceOfSatisfying(
            SyncOutcome.Adopt.class,
            adopt -> {
              assertThat(adopt.head().seq()).isEqualTo(6);
              assertThat(adopt.manifest().manifest()).isEqualTo(six.manifest());
            });
    assertThat(look.machine.deadlineNanos()).isEmpty();
  }

  @Test
  void sameVersionIsUpToDate() {
    Look look = new Look(local).peers(true, 1).answer(1, "head", head(five));

    assertThat(look.outcome).isInstanceOf(SyncOutcome.UpToDate.class);
  }

  @Test
  void highestVerifiedNumberWins() {
    Signed seven = publisher.version(7);
    Look look =
        new Look(local)
            .peers(true, 1, 2, 3)
            .answer(1, "head", head(six))
            .answer(2, "head", head(seven))
            .answer(3, "head", head(five))
            .cache(manifest(seven));

    assertThat(look.outcome)
        .isInstanceOfSatisfying(
            SyncOutcome.Adopt.class, adopt -> assertThat(adopt.head().seq()).isEqualTo(7));
  }

  @Test
  void numbersAreUnsigned() {
    Signed huge = publisher.version(-1L);
    Look look = new Look(local).peers(true, 1).answer(1, "head", head(huge)).cache(manifest(huge));

    assertThat(look.outcome).isInstanceOf(SyncOutcome.Adopt.class);
  }

  @Test
  void onlyThoseWhoHaveShownAHeadAreAskedForTheCatalog() {
    SyncMachine machine = new SyncMachine(local, true);
    List<NodeKey> peers = List.of(Publisher.peer(1), Publisher.peer(2), Publisher.peer(3));
    List<SyncEffect> said = new ArrayList<>(machine.accept(0, new SyncInput.Peers(peers, true)));
    Map<NodeKey, Finding> answers =
        Map.of(peers.get(0), NOTHING, peers.get(1), head(five), peers.get(2), head(six));
    for (SyncEffect effect : List.copyOf(said)) {
      SyncEffect.AskHead asked = (SyncEffect.AskHead) effect;
      said.addAll(
          machine.accept(1, new SyncInput.Answered(asked.ask(), answers.get(asked.peer()))));
    }

    assertThat(said.get(said.size() - 1))
        .isInstanceOfSatisfying(
            SyncEffect.TryCatalog.class,
            attempt ->
                assertThat(attempt.peers()).containsExactly(Publisher.peer(3), Publisher.peer(2)));
  }

  @Test
  void forgedHeadIsIgnoredAndOthersCount() {
    Look look =
        new Look(local)
            .peers(true, 1, 2)
            .answer(1, "head", new Finding.ForgedHead())
            .answer(2, "head", head(six))
            .cache(manifest(six));

    assertThat(look.said).contains("refused HEAD_FORGED");
    assertThat(look.outcome).isInstanceOf(SyncOutcome.Adopt.class);
  }

  @Test
  void onlyForgedHeadsAreAFailureThatSaysSo() {
    Look look =
        new Look(local)
            .peers(true, 1, 2)
            .answer(1, "head", new Finding.ForgedHead())
            .answer(2, "head", NOTHING);

    assertThat(look.outcome).isEqualTo(failed(ErrorCode.HEAD_FORGED));
  }

  @Test
  void olderHeadIsRefused() {
    Look look = new Look(local).peers(true, 1).answer(1, "head", head(publisher.version(4)));

    assertThat(look.said).contains("refused HEAD_ROLLED_BACK");
    assertThat(look.outcome).isEqualTo(failed(ErrorCode.HEAD_ROLLED_BACK));
  }

  @Test
  void anotherManifestOfTheSameNumberIsRefused() {
    Look look = new Look(local).peers(true, 1).answer(1, "head", head(publisher.version(5, "x")));

    assertThat(look.said).contains("refused MANIFEST_INVALID");
    assertThat(look.outcome).isEqualTo(failed(ErrorCode.MANIFEST_INVALID));
  }

  @Test
  void twoNewVersionsOfOneNumberAreReported() {
    Look look =
        new Look(local)
            .peers(true, 1, 2)
            .answer(1, "head", head(six))
            .answer(2, "head", head(publisher.version(6, "x")));

    assertThat(look.said).contains("refused MANIFEST_INVALID", "cache");
  }

  @Test
  void nobodyToAskIsAFailureAtOnce() {
    assertThat(new Look(local).peers(true).outcome).isEqualTo(failed(ErrorCode.NO_PEERS));
  }

  @Test
  void nobodyKnowsTheShare() {
    Look look =
        new Look(null).peers(true, 1, 2).answer(1, "head", NOTHING).answer(2, "head", SILENCE);

    assertThat(look.outcome).isEqualTo(failed(ErrorCode.SHARE_NOT_FOUND));
  }

  @Test
  void silenceEndsInTime() {
    Look look = new Look(local).peers(false, 1, 2).after(SyncMachine.HEAD_PHASE);

    assertThat(look.outcome).isEqualTo(failed(ErrorCode.PEER_TIMED_OUT));
  }

  @Test
  void slowPeersGetAGraceAndNoMore() {
    Look look = new Look(local).peers(true, 1, 2).answer(1, "head", head(six));
    assertThat(look.said).doesNotContain("cache");

    look.after(SyncMachine.HEAD_GRACE);

    assertThat(look.said).contains("cache");
  }

  @Test
  void peersFoundLaterAreAskedToo() {
    Look look = new Look(local).peers(false, 1).answer(1, "head", NOTHING);
    assertThat(look.outcome).isNull();

    look.peers(true, 1, 2).answer(2, "head", head(five));

    assertThat(look.timesAsked(1, "head")).isEqualTo(1);
    assertThat(look.outcome).isInstanceOf(SyncOutcome.UpToDate.class);
  }

  @Test
  void onlySoManyPeersAreAskedAndOnlySoManyAtOnce() {
    Look look = new Look(local).peers(true, IntStream.range(0, 1_000).toArray());
    assertThat(look.said).hasSize(SyncMachine.HEAD_PARALLEL);

    for (int peer = 0; look.outcome == null; peer++) {
      look.answer(peer, "head", NOTHING);
    }

    assertThat(look.said).hasSize(SyncMachine.MAX_PEERS);
  }

  @Test
  void lieIsToldAndTheLiarIsNotAskedAgain() {
    Look look =
        new Look(local)
            .peers(true, 1, 2)
            .answer(1, "head", new Finding.Wrong(ErrorCode.PROTOCOL_VIOLATION))
            .answer(2, "head", head(six))
            .cache(NOTHING);

    assertThat(look.said).contains("lied PROTOCOL_VIOLATION");
    assertThat(look.isAsked(1, "value")).isFalse();
    assertThat(look.isAsked(2, "value")).isTrue();
  }

  @Test
  void manifestIsAskedForDirectlyWhenTheDhtHasNone() {
    Look look = knowingSix(1, 2).answer(1, "value", NOTHING);
    assertThat(look.isAsked(1, "manifest")).isFalse();

    look.answer(2, "value", NOTHING).answer(1, "manifest", manifest(six));

    assertThat(look.outcome).isInstanceOf(SyncOutcome.Adopt.class);
  }

  @Test // Section 10, step 3
  void eachPeerIsAskedForTheManifestAtMostTwice() {
    Look look = knowingSix(1, 2).answer(1, "value", NOTHING).answer(2, "value", NOTHING);
    for (int round = 0; round < 2; round++) {
      look.answer(1, "manifest", SILENCE).answer(2, "manifest", SILENCE);
    }

    assertThat(look.timesAsked(1, "manifest")).isEqualTo(2);
    assertThat(look.timesAsked(2, "manifest")).isEqualTo(2);
    assertThat(look.outcome).isEqualTo(failed(ErrorCode.MANIFEST_UNAVAILABLE));
  }

  @Test
  void slowPeerIsNotWaitedFor() {
    Look look = knowingSix(1, 2).answer(1, "value", NOTHING).answer(2, "value", NOTHING);
    assertThat(look.isAsked(2, "manifest")).isFalse();

    look.after(SyncMachine.HEDGE).answer(2, "manifest", manifest(six));

    assertThat(look.outcome).isInstanceOf(SyncOutcome.Adopt.class);
  }

  @Test
  void swappedManifestIsALieAndTheNextPeerHelps() {
    Look look =
        knowingSix(1, 2)
            .answer(1, "value", NOTHING)
            .answer(2, "value", NOTHING)
            .answer(1, "manifest", new Finding.Wrong(ErrorCode.PROTOCOL_VIOLATION))
            .answer(2, "manifest", manifest(six));

    assertThat(look.said).contains("lied PROTOCOL_VIOLATION");
    assertThat(look.outcome).isInstanceOf(SyncOutcome.Adopt.class);
  }

  @Test
  void unusableManifestEndsTheLookWithoutAskingOthers() {
    Look look =
        knowingSix(1, 2).answer(1, "value", new Finding.Unusable(ErrorCode.MANIFEST_EXPIRED));

    assertThat(look.outcome).isEqualTo(failed(ErrorCode.MANIFEST_EXPIRED));
  }

  @Test
  void manifestThatNeverComesEndsInTime() {
    Look look = knowingSix(1, 2, 3).after(SyncMachine.MANIFEST_PHASE.plus(Duration.ofSeconds(1)));

    assertThat(look.outcome).isEqualTo(failed(ErrorCode.MANIFEST_UNAVAILABLE));
  }

  @Test
  void cancelledLookIsSilentAfterwards() {
    Look look = new Look(local).peers(true, 1).feed(new SyncInput.Cancelled());

    assertThat(look.outcome).isEqualTo(failed(ErrorCode.CANCELLED));
    assertThat(look.answer(1, "head", head(six)).said).doesNotContain("cache");
  }
}
