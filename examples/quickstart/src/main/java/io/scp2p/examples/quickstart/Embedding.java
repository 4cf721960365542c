package io.scp2p.examples.quickstart;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.EventsMissed;
import io.scp2p.api.event.SubscriptionEvent;
import io.scp2p.api.identity.Passphrase;
import io.scp2p.api.share.Subscription;
import io.scp2p.api.transfer.ContentRef;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.DownloadResult;
import io.scp2p.api.transfer.RemoteContent;
import io.scp2p.api.transfer.TransferState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/** The snippets of docs/embedding.md: what a host does beyond the five lines. */
final class Embedding {
  private static final int ATTEMPTS = 5;

  private Embedding() {}

  static Scp2pNode start(Path home, NodeConfig config, Executor executor, Scheduler scheduler) {
    // tag::threads[]
    // Disk, hashing and signatures run on the executor; signals to you arrive on the scheduler.
    // On Java 21: Executors.newVirtualThreadPerTaskExecutor(), Schedulers.fromExecutor(...).
    Scp2pNode node =
        Scp2pNode.builder()
            .home(home)
            .config(config)
            .blockingExecutor(executor)
            .signalScheduler(scheduler)
            .start();
    // end::threads[]
    return node;
  }

  static Scp2pNode startWith(Path home, NodeConfig config, char[] typed) {
    // tag::passphrase[]
    try (Passphrase passphrase = Passphrase.of(typed)) {
      return Scp2pNode.builder().home(home).config(config).passphrase(passphrase).start();
    }
    // end::passphrase[]
  }

  static Disposable watch(Scp2pNode node, Consumer<String> show) {
    // tag::events[]
    return node.events()
        .subscribe(
            event -> {
              if (event instanceof SubscriptionEvent.Updated updated) {
                show.accept("a new version of " + updated.share());
              } else if (event instanceof EventsMissed) {
                show.accept("this subscriber was too slow: read the resources again");
              }
            });
    // end::events[]
  }

  static Mono<Subscription> syncPatiently(Scp2pNode node, Subscription followed) {
    // tag::errors[]
    return node.subscriptions()
        .sync(followed.shareId())
        .retryWhen(
            Retry.backoff(ATTEMPTS, Duration.ofSeconds(1))
                .filter(e -> e instanceof Scp2pException failure && failure.retryable())
                .onRetryExhaustedThrow((retry, last) -> last.failure()));
    // end::errors[]
  }

  static String explain(Scp2pException failure) {
    // tag::advice[]
    return switch (failure.advice()) {
      case RETRY_LATER, TRY_ANOTHER_PEER -> "trying again";
      case ASK_THE_USER -> "please decide: " + failure.code().remedy();
      case FIX_THE_CALL, FIX_THE_HOST, REPORT ->
          failure.code().id() + ": " + failure.code().remedy();
      case NOTHING -> "";
    };
    // end::advice[]
  }

  static Mono<DownloadResult> fetchWithin(Scp2pNode node, DownloadPlan plan, Duration limit) {
    // tag::cancel[]
    // Dropping result() leaves the download running; resultOrCancel() ends it with its subscriber.
    Download download = node.downloads().start(plan);
    return download.resultOrCancel().timeout(limit);
    // end::cancel[]
  }

  static long readWhileItArrives(Scp2pNode node, ContentRef content) throws IOException {
    // tag::streaming[]
    try (RemoteContent film = Objects.requireNonNull(node.open(content).block());
        InputStream in = film.inputStream()) {
      in.skipNBytes(film.sizeBytes() / 2); // what is read next is fetched first
      return in.transferTo(OutputStream.nullOutputStream());
    }
    // end::streaming[]
  }

  static Flux<Download> unfinished(Scp2pNode node) {
    // tag::restart[]
    // After a restart, or a crash, they are there again under their ids, and go on by themselves.
    return node.downloads()
        .list()
        .filter(download -> !download.state().isTerminal())
        .filter(download -> download.state() != TransferState.PAUSED);
    // end::restart[]
  }
}
