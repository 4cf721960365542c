package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.ShareLink;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.pairing.IncomingOffer;
import io.scp2p.api.pairing.PairingCode;
import io.scp2p.api.pairing.SendPlan;
import io.scp2p.api.pairing.SendResult;
import io.scp2p.api.pairing.Sending;
import io.scp2p.api.peer.Peer;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.TrustLevel;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.TransferState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One sends, one receives, and all they share is a code. Real sockets, real disks. */
class PairingIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;
  private Fleet fleet;
  private Scp2pNode meeting;
  private Scp2pNode sender;
  private Scp2pNode receiver;

  /** Both know a third node, and not each other. */
  @BeforeEach
  void fleet() {
    fleet = new Fleet(folder, TransportKind.TCP);
    meeting = fleet.start("meeting");
    Share share = Fleet.publish(meeting, SharePlan.text("here", "I am here").build());
    sender = through(share, "sender");
    receiver = through(share, "receiver");
  }

  private Scp2pNode through(Share share, String name) {
    return fleet.start(
        name,
        network -> Fleet.anyPorts(network).bootstrap(share.shareLink().bootstrap()),
        config -> config,
        parts -> parts);
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private static PairingCode wrong(PairingCode code) {
    String text = code.text();
    String other = text.endsWith("a") ? "e" : "a";
    return PairingCode.parse(text.substring(0, text.length() - 1) + other);
  }

  private static void waiting(Sending sending) {
    sending.states().filter(TransferState.CONNECTING::equals).blockFirst(PATIENCE);
  }

  @Test
  void aFolderArrivesByItsCodeAloneAndIsNotPublishedAnyMore() throws Exception {
    Path tree = folder.resolve("tree");
    Trees.sparse(tree.resolve("deep/film.bin"), 3 << 20);
    Files.writeString(tree.resolve("note.txt"), "for you");
    Sending sending =
        sender
            .pairing()
            .send(new SendPlan(List.of(tree), "holiday", SendPlan.DEFAULT_CODE_LIFETIME));
    waiting(sending);

    IncomingOffer offer = Fleet.get(receiver.pairing().receive(sending.code()));
    assertThat(offer.sender()).isEqualTo(sender.identity().self().key());
    assertThat(offer.message()).contains("holiday");
    assertThat(offer.items()).hasSize(2);
    assertThat(offer.totalBytes()).isEqualTo((3 << 20) + 7);
    Download download = offer.accept(folder.resolve("received"));
    Fleet.result(download);
    SendResult sent = Fleet.get(sending.result());

    assertThat(sent.receiver()).isEqualTo(receiver.identity().self().key());
    assertThat(sent.totalBytes()).isEqualTo(offer.totalBytes());
    assertThat(Trees.differences(tree, folder.resolve("received"))).isEmpty();
    assertThat(sender.shares().list().collectList().block(PATIENCE)).isEmpty();
    // The receiver has told the sender before it forgets the share.
    Fleet.await(
        "nothing is followed", () -> Fleet.get(receiver.subscriptions().list().count()) == 0);
    assertThat(sending.state()).isEqualTo(TransferState.COMPLETED);
  }

  @Test
  void aWrongCodeFailsOnceAndBurnsTheCode() throws Exception {
    Path file = Files.writeString(folder.resolve("secret.txt"), "for one pair of eyes");
    Sending sending = sender.pairing().send(SendPlan.of(file));
    waiting(sending);

    assertThat(Fleet.failure(receiver.pairing().receive(wrong(sending.code()))))
        .isEqualTo(ErrorCode.PAIRING_CODE_WRONG);
    assertThat(Fleet.failure(sending.result())).isEqualTo(ErrorCode.PAIRING_CODE_WRONG);
    assertThat(sender.shares().list().collectList().block(PATIENCE)).isEmpty();
  }

  @Test
  void whatIsDeclinedIsNotSent() {
    Sending sending =
        sender
            .pairing()
            .send(new SendPlan(List.of(), "just a text", SendPlan.DEFAULT_CODE_LIFETIME));
    waiting(sending);
    IncomingOffer offer = Fleet.get(receiver.pairing().receive(sending.code()));
    assertThat(offer.message()).contains("just a text");
    offer.decline().block(PATIENCE);

    assertThat(Fleet.failure(sending.result())).isEqualTo(ErrorCode.PAIRING_DECLINED);
    assertThat(receiver.subscriptions().list().collectList().block(PATIENCE)).isEmpty();
  }

  @Test
  void whatIsFollowedAlreadyIsFollowedAsBeforeWhateverSomebodyOffers() {
    Sending sending = sender.pairing().send(SendPlan.text("just a text"));
    waiting(sending);
    ShareLink link = Fleet.get(sender.shares().list().single()).shareLink();
    FollowPlan before = FollowPlan.of(link).withTrust(TrustLevel.TRUSTED);
    Fleet.get(receiver.subscriptions().follow(before));
    IncomingOffer offer = Fleet.get(receiver.pairing().receive(sending.code()));
    offer.decline().block(PATIENCE);

    assertThat(receiver.subscriptions().list().collectList().block(PATIENCE))
        .singleElement()
        .extracting(kept -> kept.plan().trust())
        .isEqualTo(TrustLevel.TRUSTED);
  }

  @Test
  void anOfferThatCannotBeLookedAtLeavesNothingThatIsFollowed() throws Exception {
    Path many = Files.createDirectory(folder.resolve("many"));
    for (int i = 0; i < 600; i++) { // More than others keep of it in the DHT.
      Files.writeString(many.resolve("a file with a name that takes its room " + i), "" + i);
    }
    Sending sending = sender.pairing().send(SendPlan.of(many));
    waiting(sending);
    sender.shares().list().flatMap(share -> sender.shares().unpublish(share.id())).blockLast();

    assertThat(Fleet.failure(receiver.pairing().receive(sending.code()))).isNotNull();
    assertThat(receiver.subscriptions().list().collectList().block(PATIENCE)).isEmpty();
  }

  @Test
  void aCodeThatNobodyComesWithEnds() {
    Sending sending =
        sender.pairing().send(new SendPlan(List.of(), "hello", Duration.ofMillis(300)));
    assertThat(Fleet.failure(sending.result())).isEqualTo(ErrorCode.PAIRING_TIMED_OUT);
    Sending cancelled = sender.pairing().send(SendPlan.of(folder.resolve("nothing there")));
    assertThat(Fleet.failure(cancelled.result())).isEqualTo(ErrorCode.FILE_MISSING);
  }

  @Test
  void whatAnEndedNodeHasLeftIsWithdrawnAtItsNextStart() throws Exception {
    Path file = Files.writeString(folder.resolve("left.txt"), "left behind");
    waiting(sender.pairing().send(SendPlan.of(file)));
    assertThat(sender.shares().list().collectList().block(PATIENCE)).hasSize(1);
    sender.close();

    Scp2pNode again = fleet.start("sender");
    boolean withdrawn =
        Waiter.realTime()
            .await(() -> Fleet.get(again.shares().list().collectList()).isEmpty(), PATIENCE);
    assertThat(withdrawn).isTrue();
  }

  @Test
  void whileItIsPausedNothingArrives() throws Exception {
    Path file = Trees.sparse(folder.resolve("film.bin"), 3 << 20);
    Sending sending = sender.pairing().send(SendPlan.of(file));
    waiting(sending);
    IncomingOffer offer = Fleet.get(receiver.pairing().receive(sending.code()));
    sending.pause().block(PATIENCE);
    Download download = offer.accept(folder.resolve("received"));
    assertThat(sending.state()).isEqualTo(TransferState.PAUSED);
    assertThat(download.result().timeout(Duration.ofSeconds(1)).onErrorComplete().block()).isNull();

    sending.resume().block(PATIENCE);
    Fleet.result(download);
    Fleet.get(sending.result());
    assertThat(Files.mismatch(file, folder.resolve("received/film.bin"))).isEqualTo(-1);
  }

  @Test
  void pausedBeforeSomebodyCameItHoldsWhoeverComes() throws Exception {
    Path file = Trees.sparse(folder.resolve("film.bin"), 3 << 20);
    Sending sending = sender.pairing().send(SendPlan.of(file));
    waiting(sending);
    sending.pause().block(PATIENCE);
    Download download =
        Fleet.get(receiver.pairing().receive(sending.code())).accept(folder.resolve("received"));
    assertThat(download.result().timeout(Duration.ofSeconds(1)).onErrorComplete().block()).isNull();
    assertThat(sending.state()).isEqualTo(TransferState.PAUSED);

    sending.resume().block(PATIENCE);
    Fleet.result(download);
    assertThat(Fleet.get(sending.result()).totalBytes()).isEqualTo(3 << 20);
  }

  @Test
  void whatCameWhileItRestedIsSaidWhenItGoesOn() throws Exception {
    Path file = Trees.write(folder.resolve("same/note.txt"), Trees.random(3, 100_000));
    Fleet.publish(meeting, file.getParent()); // So there is another one to fetch it from.
    Sending sending = sender.pairing().send(SendPlan.of(file));
    waiting(sending);
    IncomingOffer offer = Fleet.get(receiver.pairing().receive(sending.code()));
    sending.pause().block(PATIENCE);
    Fleet.result(offer.accept(folder.resolve("received")));
    assertThat(sending.state()).isEqualTo(TransferState.PAUSED);

    sending.resume().block(PATIENCE);
    assertThat(Fleet.get(sending.result()).receiver()).isEqualTo(receiver.identity().self().key());
  }

  @Test
  void filesAndFoldersGoTogether() throws Exception {
    Path tree = folder.resolve("mixed/tree");
    Trees.write(tree.resolve("deep/one.bin"), Trees.random(1, 200_000));
    Path other = folder.resolve("mixed/other");
    Trees.write(other.resolve("two.bin"), Trees.random(2, 200_000));
    Path note = Files.writeString(folder.resolve("mixed/note.txt"), "for you");
    Sending sending =
        sender
            .pairing()
            .send(new SendPlan(List.of(note, tree, other), null, SendPlan.DEFAULT_CODE_LIFETIME));
    waiting(sending);
    Fleet.result(
        Fleet.get(receiver.pairing().receive(sending.code())).accept(folder.resolve("received")));
    Fleet.get(sending.result());
    assertThat(Trees.differences(folder.resolve("mixed"), folder.resolve("received"))).isEmpty();
  }

  /** As after a crash: who blocks the sender says no farewell, and nothing more is heard of it. */
  @Test
  void aReceiverThatVanishesFailsTheSendingAndIsNotServedAnyMore() throws Exception {
    Share share = Fleet.publish(meeting, SharePlan.text("there", "I am there").build());
    Scp2pNode patient =
        fleet.start(
            "patient",
            network -> Fleet.anyPorts(network).bootstrap(share.shareLink().bootstrap()),
            config -> config.transfer(transfer -> transfer.stallTimeout(Duration.ofSeconds(3))),
            parts -> parts);
    Scp2pNode slow =
        fleet.start(
            "slow",
            network -> Fleet.anyPorts(network).bootstrap(share.shareLink().bootstrap()),
            config -> config.transfer(transfer -> transfer.maxDownloadBytesPerSecond(1 << 20)),
            parts -> parts);
    Sending sending =
        patient.pairing().send(SendPlan.of(Trees.sparse(folder.resolve("long.bin"), 64 << 20)));
    waiting(sending);
    Fleet.get(slow.pairing().receive(sending.code())).accept(folder.resolve("received"));
    sending.progress().filter(progress -> progress.bytesDone() > 0).blockFirst(PATIENCE);

    slow.peers().block(patient.identity().self().id()).block(PATIENCE);

    assertThat(Fleet.failure(sending.result())).isEqualTo(ErrorCode.STALLED);
    assertThat(patient.shares().list().collectList().block(PATIENCE)).isEmpty();
  }

  @Test
  void cancellingTakesTheCodeBack() {
    Sending sending =
        sender.pairing().send(new SendPlan(List.of(), "hello", SendPlan.DEFAULT_CODE_LIFETIME));
    waiting(sending);
    sending.cancel().block(PATIENCE);
    assertThat(sending.state()).isEqualTo(TransferState.CANCELLED);
    assertThat(sender.shares().list().collectList().block(PATIENCE)).isEmpty();
    Fleet.await(
        "the sender goes on", () -> Fleet.get(sender.peers().list().map(Peer::id).count()) > 0);
  }
}
