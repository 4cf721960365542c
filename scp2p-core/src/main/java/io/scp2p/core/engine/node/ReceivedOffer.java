package io.scp2p.core.engine.node;

import io.scp2p.api.ShareLink;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.pairing.IncomingOffer;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.share.FollowPlan;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.Downloads;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.pairing.PairingSearch.Meeting;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.pairing.PairTell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What somebody wants to send, followed as a share until it has come or is not wanted. */
final class ReceivedOffer implements IncomingOffer {
  /** Between two words to the sender about how much has come. */
  private static final Duration TELL = Duration.ofSeconds(1);

  private static final int ANSWER_BYTES = 64;

  /** Items listed; the download fetches all of them, however many. */
  private static final int MAX_LISTED = 100_000;

  private final NodeCore core;
  private final Meeting meeting;
  private final SubscriptionFacade subscriptions;
  private final Downloads downloads;
  private final ShareId share;
  private final List<ShareItem> items;
  private final boolean followedBefore;
  private final AtomicBoolean answered = new AtomicBoolean();
  private final AtomicLong arrived = new AtomicLong();

  private ReceivedOffer(
      NodeCore core,
      Meeting meeting,
      SubscriptionFacade subscriptions,
      Downloads downloads,
      ShareId share,
      List<ShareItem> items,
      boolean followedBefore) {
    this.core = core;
    this.meeting = meeting;
    this.subscriptions = subscriptions;
    this.downloads = downloads;
    this.share = share;
    this.items = items;
    this.followedBefore = followedBefore;
  }

  /** Looks what is in the offer. */
  static Mono<IncomingOffer> of(
      NodeCore core,
      Meeting meeting,
      ShareFacade shares,
      SubscriptionFacade subscriptions,
      Downloads downloads) {
    String text = meeting.offer().link();
    if (text == null) {
      return Mono.error(
          new Scp2pException(
              ErrorCode.PROTOCOL_VIOLATION, "The other side offers nothing.", Map.of()));
    }
    ShareLink link = ShareLink.parse(text);
    return isFollowed(subscriptions, link.shareId())
        .flatMap(
            followed ->
                (followed ? Mono.empty() : subscriptions.follow(FollowPlan.of(link)))
                    .then(subscriptions.sync(link.shareId()))
                    .thenMany(shares.items(link.shareId()).take(MAX_LISTED))
                    .collectList()
                    .<IncomingOffer>map(
                        items ->
                            new ReceivedOffer(
                                core,
                                meeting,
                                subscriptions,
                                downloads,
                                link.shareId(),
                                items,
                                followed))
                    .onErrorResume(
                        failure ->
                            leave(subscriptions, link.shareId(), followed)
                                .onErrorComplete()
                                .then(Mono.error(failure))));
  }

  /** The sender says which share it is: perhaps one that was followed long before. */
  private static Mono<Boolean> isFollowed(SubscriptionFacade subscriptions, ShareId share) {
    return subscriptions
        .get(share)
        .map(known -> true)
        .onErrorResume(
            Scp2pException.class,
            failure ->
                failure.code() == ErrorCode.UNKNOWN_SHARE ? Mono.just(false) : Mono.error(failure));
  }

  /** Only what is followed for the offer is not followed after it. */
  private static Mono<Void> leave(
      SubscriptionFacade subscriptions, ShareId share, boolean followedBefore) {
    return followedBefore ? Mono.empty() : subscriptions.unfollow(share);
  }

  @Override
  public NodeKey sender() {
    return meeting.peer();
  }

  @Override
  public List<ShareItem> items() {
    return items;
  }

  @Override
  public long totalBytes() {
    return meeting.offer().totalBytes();
  }

  @Override
  public Optional<String> message() {
    return Optional.ofNullable(meeting.offer().message());
  }

  @Override
  public PathKind path() {
    return core.path(meeting.peer());
  }

  @Override
  public Download accept(Path target) {
    answerOnce();
    Download download = downloads.start(DownloadPlan.share(share).into(target));
    download
        .progress()
        .takeUntilOther(download.result().onErrorComplete())
        .subscribe(progress -> arrived.set(progress.bytesDone()), failure -> {});
    core.threads().loop().post(() -> keepTelling(download));
    download
        .result()
        .flatMap(done -> tell(PairTell.COMPLETE, done.bytesTotal()))
        .onErrorResume(failure -> tell(PairTell.GIVEN_UP, 0))
        .then(leave(subscriptions, share, followedBefore))
        .subscribe(done -> {}, failure -> {});
    return download;
  }

  /** As long as it is not over, also while it rests: so the sender knows that somebody is there. */
  private void keepTelling(Download download) {
    if (download.state().isTerminal()) {
      return;
    }
    tell(PairTell.ARRIVING, arrived.get()).subscribe();
    Loop loop = core.threads().loop();
    loop.at(loop.time().nanos() + TELL.toNanos(), () -> keepTelling(download));
  }

  private void answerOnce() {
    if (!answered.compareAndSet(false, true)) {
      throw new Scp2pException(
          ErrorCode.ILLEGAL_TRANSITION, "The offer was answered before.", Map.of());
    }
  }

  @Override
  public Mono<Void> decline() {
    if (!answered.compareAndSet(false, true)) {
      return Mono.empty();
    }
    Mono<Void> declined =
        tell(PairTell.DECLINED, 0).then(leave(subscriptions, share, followedBefore)).cache();
    declined.subscribe(done -> {}, failure -> {});
    return declined;
  }

  /** Completes when the sender has heard of it, or cannot be told. */
  private Mono<Void> tell(int word, long bytes) {
    Sinks.Empty<Void> told = Sinks.empty();
    core.threads()
        .loop()
        .post(
            () ->
                core.network()
                    .ask(
                        meeting.peer(),
                        new PairTell(meeting.session(), word, bytes),
                        ANSWER_BYTES,
                        new AskOutcome() {
                          @Override
                          public void answered(Response response) {
                            told.tryEmitEmpty();
                          }

                          @Override
                          public void failed(AskFailure why) {
                            told.tryEmitEmpty();
                          }
                        }));
    return told.asMono();
  }
}
