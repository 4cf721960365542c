package io.scp2p.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.share.Subscription;
import io.scp2p.api.transfer.ContentRef;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Every snippet of the guide does what the guide says, between two nodes on loopback. */
@Timeout(180)
class EmbeddingTest {
  private static final int BYTES = 2_000_000;

  @TempDir Path root;

  private Scp2pNode publisher() throws Exception {
    Files.write(Files.createDirectory(root.resolve("folder")).resolve("film.bin"), new byte[BYTES]);
    return Scp2pNode.builder().home(root.resolve("a")).config(QuickstartTest.loopback()).start();
  }

  @Test
  void threadsEventsErrorsCancellingAndStreaming() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(4);
    Scheduler scheduler = Schedulers.newSingle("signals");
    BlockingQueue<String> shown = new LinkedBlockingQueue<>();
    Scp2pNode other = publisher();
    try (Scp2pNode node =
        Embedding.start(root.resolve("b"), QuickstartTest.loopback(), executor, scheduler)) {
      Embedding.watch(node, text -> shown.add(Thread.currentThread().getName() + " " + text));
      Share share = Quickstart.publish(other, root.resolve("folder"));
      Subscription followed = node.subscriptions().follow(share.shareLink()).block();
      Subscription synced = Embedding.syncPatiently(node, followed).block();
      assertThat(synced.version()).isPresent();
      assertThat(shown.poll(30, TimeUnit.SECONDS)).startsWith("signals").contains("a new version");

      ShareItem film = node.shares().items(share.id()).blockFirst();
      ContentRef ref = new ContentRef(share.id(), film.content());
      assertThat(Embedding.readWhileItArrives(node, ref)).isEqualTo(BYTES / 2);

      DownloadPlan slow =
          DownloadPlan.share(share.id()).maxBytesPerSecond(1).into(root.resolve("never"));
      other.close();
      assertThatThrownBy(() -> Embedding.fetchWithin(node, slow, Duration.ofMillis(1)).block())
          .hasCauseInstanceOf(TimeoutException.class);
      // Cancelling takes the moment until nothing more is written.
      List<Download> unfinished = Embedding.unfinished(node).collectList().block();
      while (!unfinished.isEmpty()) {
        Thread.onSpinWait();
        unfinished = Embedding.unfinished(node).collectList().block();
      }
      assertThat(root.resolve("never/film.bin")).doesNotExist();
    } finally {
      other.close();
      executor.shutdown();
      scheduler.dispose();
    }
  }

  @Test
  void keysUnderAPassphraseOpenWithItAlone() {
    Path home = root.resolve("c");
    Embedding.startWith(home, QuickstartTest.loopback(), "correct horse".toCharArray()).close();
    assertThatThrownBy(
            () -> Embedding.startWith(home, QuickstartTest.loopback(), "wrong".toCharArray()))
        .isInstanceOfSatisfying(
            Scp2pException.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(ErrorCode.PASSPHRASE_WRONG);
              assertThat(Embedding.explain(failure)).startsWith("please decide: ");
            });
  }

  @Test
  void whatCannotSucceedIsNotRepeated() {
    try (Scp2pNode node =
        Scp2pNode.builder().inMemory().config(QuickstartTest.loopback()).start()) {
      ShareId nobody = ShareId.of(new byte[ShareId.LENGTH]);
      assertThatThrownBy(() -> node.subscriptions().sync(nobody).block())
          .isInstanceOfSatisfying(
              Scp2pException.class,
              failure -> assertThat(Embedding.explain(failure)).startsWith("SCP2P-1"));
    }
  }
}
