package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.event.TransferKind;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.pairing.Sending;
import io.scp2p.api.share.Publication;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.ShareVersion;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.DownloadResult;
import io.scp2p.api.transfer.TransferHandle;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferProgress;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.api.transfer.Upload;
import io.scp2p.api.vault.VaultTransfer;
import io.scp2p.examples.node.daemon.http.HttpFailure;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Makes views of handles. */
final class TransferViews {
  /** What is replayed comes at once; this is for what is not there. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** In a view; the whole selection may have 100,000. */
  static final int MAX_SHOWN = 1_000;

  private final Scp2pNode node;
  private final Tracked tracked;

  TransferViews(Scp2pNode node, Tracked tracked) {
    this.node = node;
    this.tracked = tracked;
  }

  private record Outcome(HttpFailure.@Nullable Body error, @Nullable Object result) {
    static final Outcome NONE = new Outcome(null, null);
  }

  static TransferKind kind(TransferHandle<?> handle) {
    if (handle instanceof Download) {
      return TransferKind.DOWNLOAD;
    }
    if (handle instanceof Upload) {
      return TransferKind.UPLOAD;
    }
    if (handle instanceof Publication) {
      return TransferKind.PUBLICATION;
    }
    return handle instanceof Sending ? TransferKind.PAIRING : TransferKind.VAULT;
  }

  /** A view of the moment in which it is subscribed to. */
  Mono<TransferView> of(TransferHandle<?> handle) {
    return Mono.defer(() -> now(handle));
  }

  private Mono<TransferView> now(TransferHandle<?> handle) {
    // The state is read before the outcome: an outcome without its state would look like a bug.
    TransferState state = handle.state();
    return Mono.zip(progress(handle), outcome(handle, state), title(handle))
        .map(
            all ->
                view(
                    handle,
                    state,
                    all.getT1().orElse(null),
                    all.getT2(),
                    all.getT3().orElse(null)));
  }

  private static Mono<Optional<TransferProgress>> progress(TransferHandle<?> handle) {
    return handle
        .progress()
        .next()
        .map(Optional::of)
        .timeout(PATIENCE, Mono.just(Optional.empty()))
        .onErrorReturn(Optional.empty())
        .defaultIfEmpty(Optional.empty());
  }

  private static Mono<Outcome> outcome(TransferHandle<?> handle, TransferState state) {
    if (!state.isTerminal()) {
      return Mono.just(Outcome.NONE);
    }
    Mono<Outcome> result = handle.result().map(value -> new Outcome(null, shortened(value)));
    return result
        .onErrorResume(Scp2pException.class, e -> Mono.just(failed(state, e)))
        .timeout(PATIENCE, Mono.just(Outcome.NONE))
        .defaultIfEmpty(Outcome.NONE);
  }

  private static Outcome failed(TransferState state, Scp2pException failure) {
    return state == TransferState.CANCELLED
        ? Outcome.NONE
        : new Outcome(HttpFailure.body(failure), null);
  }

  /** A result of 100,000 files is no answer: the folder shows them. */
  private static Object shortened(Object result) {
    if (result instanceof DownloadResult all && all.files().size() > MAX_SHOWN) {
      return new DownloadResult(
          all.transfer(),
          all.share(),
          all.manifest(),
          all.files().subList(0, MAX_SHOWN),
          all.bytesTotal(),
          all.elapsed(),
          all.peers());
    }
    return result;
  }

  private Mono<Optional<String>> title(TransferHandle<?> handle) {
    return handle instanceof Download download
        ? title(download.plan().share())
        : Mono.just(Optional.empty());
  }

  /** What a share is called, if that is known without traffic. */
  Mono<Optional<String>> title(ShareId share) {
    Mono<Optional<String>> followed =
        node.subscriptions()
            .get(share)
            .map(subscription -> subscription.version().map(ShareVersion::title));
    return followed
        .onErrorResume(
            failure -> node.shares().get(share).map(own -> Optional.ofNullable(own.title())))
        .onErrorReturn(Optional.empty())
        .defaultIfEmpty(Optional.empty());
  }

  private TransferView view(
      TransferHandle<?> handle,
      TransferState state,
      @Nullable TransferProgress progress,
      Outcome outcome,
      @Nullable String title) {
    return new TransferView(
        handle.id(),
        kind(handle),
        state,
        progress,
        can(state),
        outcome.error(),
        outcome.result(),
        handle instanceof Download download ? download(download.plan(), title) : null,
        handle instanceof Upload upload
            ? new TransferView.UploadDetail(upload.peer(), upload.content())
            : null,
        handle instanceof Publication publication ? publication(publication) : null,
        handle instanceof VaultTransfer vault ? vault(vault) : null,
        handle instanceof Sending sending
            ? new TransferView.SendingDetail(sending.code().text())
            : null);
  }

  private static List<String> can(TransferState state) {
    if (state.isTerminal()) {
      return List.of();
    }
    return state == TransferState.PAUSED ? List.of("resume", "cancel") : List.of("pause", "cancel");
  }

  private static TransferView.DownloadDetail download(DownloadPlan plan, @Nullable String title) {
    return new TransferView.DownloadDetail(
        plan.share(),
        title,
        plan.items().stream().sorted().limit(MAX_SHOWN).toList(),
        plan.items().size(),
        plan.target().toString(),
        plan.priority(),
        plan.collision(),
        plan.safeNames(),
        plan.maxBytesPerSecond());
  }

  private static TransferView.PublicationDetail publication(Publication publication) {
    SharePlan plan = publication.plan();
    String source = plan.source().getClass().getSimpleName().toUpperCase(Locale.ROOT);
    return new TransferView.PublicationDetail(
        plan.updates(),
        plan.title(),
        source,
        publication.skipped().stream().limit(MAX_SHOWN).toList(),
        publication.skippedCount());
  }

  private TransferView.VaultDetail vault(VaultTransfer transfer) {
    Tracked.VaultNote note = tracked.note(transfer.id()).orElse(Tracked.VaultNote.NONE);
    return new TransferView.VaultDetail(transfer.direction(), note.name(), note.file());
  }

  /** Everything there is: what was begun here, and what the node lists by itself. */
  Flux<TransferHandle<?>> all() {
    Flux<TransferHandle<?>> own = Flux.fromIterable(tracked.all());
    return Flux.concat(node.downloads().list(), node.shares().uploads(), own)
        .distinct(TransferHandle::id);
  }

  /** Finds a transfer, or {@link io.scp2p.api.error.ErrorCode#UNKNOWN_TRANSFER}. */
  Mono<TransferHandle<?>> find(TransferId id) {
    Optional<TransferHandle<?>> known = tracked.find(id);
    if (known.isPresent()) {
      return Mono.just(known.get());
    }
    Mono<TransferHandle<?>> uploads =
        node.shares()
            .uploads()
            .filter(upload -> upload.id().equals(id))
            .next()
            .map(upload -> (TransferHandle<?>) upload);
    return uploads.switchIfEmpty(
        node.downloads().get(id).map(download -> (TransferHandle<?>) download));
  }
}
