package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.ShareLink;
import io.scp2p.api.config.EventsConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareKey;
import io.scp2p.api.share.Publication;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.SkippedFile;
import io.scp2p.api.share.Visibility;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.core.engine.diagnostics.Telemetry;
import io.scp2p.core.engine.event.EventHub;
import io.scp2p.core.engine.share.PublishedShare;
import io.scp2p.core.engine.share.Publishing;
import io.scp2p.core.engine.transfer.TransferContext;
import io.scp2p.core.protocol.community.MadeRecords;
import io.scp2p.core.sim.SimLoop;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.wire.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What a caller wishes for at the worst moment; the publisher does as the test says. */
class PublicationRunTest {
  private static final ShareKey KEY = MadeRecords.key(3, 1).shareKey();
  private static final ManifestId MANIFEST = ManifestId.of(new byte[32]);
  private static final Share SHARE =
      new Share(
          ShareLink.of(KEY, List.of()),
          1,
          MANIFEST,
          null,
          null,
          Visibility.PRIVATE,
          Set.of(),
          1,
          9,
          Instant.EPOCH);
  private static final PublishedShare VERSION =
      new PublishedShare(
          KEY,
          1,
          MANIFEST,
          null,
          null,
          io.scp2p.core.wire.record.Visibility.PRIVATE,
          List.of(),
          1,
          9,
          1,
          1,
          null,
          true,
          0,
          null,
          Bytes.wrap(new byte[64]));

  /** Does nothing by itself. */
  private static final class Told implements Publishing {
    final CompletableFuture<PublishedShare> result = new CompletableFuture<>();
    final CompletableFuture<Void> rested = new CompletableFuture<>();
    List<SkippedFile> skipped = List.of();
    int cancels;
    int resumes;

    @Override
    public CompletableFuture<PublishedShare> result() {
      return result;
    }

    @Override
    public void cancel() {
      cancels++;
    }

    @Override
    public CompletableFuture<Void> pause() {
      return rested;
    }

    @Override
    public void resume() {
      resumes++;
    }

    @Override
    public List<SkippedFile> skipped() {
      return skipped;
    }

    @Override
    public long skippedCount() {
      return skipped.size();
    }
  }

  private final SimWorld world = SimWorld.seeded(1);
  private final Told told = new Told();
  private final CompletableFuture<Share> adopted = new CompletableFuture<>();
  private Publication publication;

  @BeforeEach
  void begin() {
    EventsConfig events = EventsConfig.builder().build();
    TransferContext node =
        new TransferContext(
            new SimLoop(world.network().host("node")),
            new EventHub(events, world, Schedulers.immediate()),
            events,
            Schedulers.immediate(),
            Telemetry.none());
    TransferId id = new TransferId(new UUID(1, 1));
    PublicationRun run = new PublicationRun(node, id, SharePlan.text("t", "x").build());
    run.begin((plan, listener) -> told, version -> adopted);
    publication = run.handle();
    settle();
  }

  private void settle() {
    world.runFor(Duration.ofNanos(1));
  }

  private List<String> outcome(Mono<?> answer) {
    List<String> seen = new ArrayList<>();
    answer.subscribe(
        value -> seen.add("value"),
        failure -> seen.add(((Scp2pException) failure).code().name()),
        () -> seen.add("done"));
    settle();
    return seen;
  }

  @Test
  void whatWasLeftOutIsKnownAtTheEnd() {
    told.skipped = List.of(new SkippedFile("photos/device", SkippedFile.Reason.SPECIAL_FILE));
    told.result.complete(VERSION);
    adopted.complete(SHARE);
    world.runFor(Duration.ofMillis(1));

    assertThat(publication.skipped()).isEqualTo(told.skipped);
    assertThat(publication.skippedCount()).isEqualTo(1);
  }

  @Test
  void pauseIsAnsweredWhenNothingIsOpenAndGoesOnFromThere() {
    List<String> paused = outcome(publication.pause());
    assertThat(paused).isEmpty();
    assertThat(publication.state()).isEqualTo(TransferState.VERIFYING);
    told.rested.complete(null);
    settle();
    assertThat(paused).containsExactly("done");
    assertThat(publication.state()).isEqualTo(TransferState.PAUSED);

    assertThat(outcome(publication.resume())).containsExactly("done");
    assertThat(told.resumes).isEqualTo(1);
    told.result.complete(VERSION);
    adopted.complete(SHARE);
    settle();
    assertThat(publication.state()).isEqualTo(TransferState.COMPLETED);
  }

  @Test
  void pauseThatComesTooLateFailsAndThePublicationCompletes() {
    told.result.complete(VERSION);
    settle();
    List<String> paused = outcome(publication.pause());
    adopted.complete(SHARE);
    settle();
    assertThat(paused).containsExactly(ErrorCode.ILLEGAL_TRANSITION.name());
    assertThat(outcome(publication.result())).containsExactly("value", "done");
  }

  @Test
  void cancellationThatComesTooLateDoesNotDenyWhatWasPublished() {
    told.result.complete(VERSION);
    settle();
    List<String> cancelled = outcome(publication.cancel());
    adopted.complete(SHARE);
    settle();
    assertThat(cancelled).containsExactly("done");
    assertThat(publication.state()).isEqualTo(TransferState.COMPLETED);
    assertThat(outcome(publication.result())).containsExactly("value", "done");
  }

  @Test
  void cancellationInTimeEndsWhenThePublisherHasStopped() {
    List<String> cancelled = outcome(publication.cancel());
    assertThat(told.cancels).isEqualTo(1);
    assertThat(cancelled).isEmpty();
    told.result.completeExceptionally(new Scp2pException(ErrorCode.CANCELLED, "It was cancelled."));
    settle();
    assertThat(cancelled).containsExactly("done");
    assertThat(outcome(publication.result())).containsExactly(ErrorCode.CANCELLED.name());
  }
}
