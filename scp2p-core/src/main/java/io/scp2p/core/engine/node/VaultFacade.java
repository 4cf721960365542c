package io.scp2p.core.engine.node;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.FileId;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.transfer.RemoteContent;
import io.scp2p.api.vault.HeldShards;
import io.scp2p.api.vault.Holder;
import io.scp2p.api.vault.RecoveryPhrase;
import io.scp2p.api.vault.ShardPlacement;
import io.scp2p.api.vault.Vault;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultHealth;
import io.scp2p.api.vault.VaultLink;
import io.scp2p.api.vault.VaultPutPlan;
import io.scp2p.api.vault.VaultStatus;
import io.scp2p.api.vault.VaultTransfer;
import io.scp2p.core.engine.Failures;
import io.scp2p.core.engine.keys.StoreErrors;
import io.scp2p.core.engine.vault.VaultEngine;
import io.scp2p.core.vault.RecoveryCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@link Vault}, over the engine's vault. */
final class VaultFacade implements Vault {
  private final VaultEngine vault;
  private final Signals signals;

  VaultFacade(VaultEngine vault, Signals signals) {
    this.vault = vault;
    this.signals = signals;
  }

  private <T> Mono<T> begun(Supplier<CompletableFuture<T>> work) {
    return signals.begun(() -> vault.begun(work));
  }

  private <T> Mono<T> ready(Supplier<T> question) {
    return signals.begun(() -> vault.ready(question));
  }

  /** Nothing that is handed to a node which has ended would ever come to an end itself. */
  private VaultEngine running() {
    if (signals.isClosed()) {
      throw Signals.nodeClosed();
    }
    return vault;
  }

  /** Refuses a path that would mean another file later. */
  private static Path here(Path path) {
    HostPaths.refusal(List.of(path))
        .ifPresent(
            why -> {
              throw why;
            });
    return path;
  }

  @Override
  public VaultTransfer put(VaultPutPlan plan) {
    here(plan.source());
    return running().put(plan);
  }

  @Override
  public VaultTransfer get(FileId file, Path target) {
    return running().get(Objects.requireNonNull(file, "file"), here(target));
  }

  @Override
  public Mono<RemoteContent> open(FileId file) {
    return ready(() -> vault.open(file));
  }

  @Override
  public Flux<VaultFile> list() {
    return ready(vault::list).flatMapIterable(files -> files);
  }

  @Override
  public Mono<VaultFile> info(FileId file) {
    return ready(() -> vault.info(file));
  }

  @Override
  public Flux<ShardPlacement> placement(FileId file) {
    return ready(() -> vault.placement(file)).flatMapIterable(shards -> shards);
  }

  @Override
  public Mono<Void> delete(FileId file) {
    return begun(() -> vault.delete(file));
  }

  @Override
  public Mono<VaultHealth> verify(FileId file) {
    return begun(() -> vault.verify(file));
  }

  @Override
  public VaultTransfer repair(FileId file) {
    return running().repair(Objects.requireNonNull(file, "file"));
  }

  @Override
  public Mono<Long> rebalance() {
    return begun(vault::rebalance);
  }

  @Override
  public Mono<VaultStatus> status() {
    return ready(vault::status);
  }

  @Override
  public Flux<Holder> holders() {
    return begun(vault::holders).flatMapIterable(holders -> holders);
  }

  @Override
  public Mono<Void> offer(long quotaBytes) {
    return begun(() -> vault.offer(quotaBytes));
  }

  @Override
  public Flux<HeldShards> held() {
    return ready(vault::held).flatMapIterable(held -> held);
  }

  @Override
  public Mono<VaultLink> share(FileId file) {
    return ready(() -> vault.share(file));
  }

  @Override
  public Mono<RemoteContent> open(VaultLink link) {
    return ready(() -> vault.open(link));
  }

  @Override
  public VaultTransfer revokeLinks(FileId file) {
    return running().revoke(Objects.requireNonNull(file, "file"));
  }

  @Override
  public Mono<RecoveryPhrase> recoveryPhrase(SecretAccess token) {
    Objects.requireNonNull(token, "token");
    return ready(() -> RecoveryPhrase.of(vault.words()));
  }

  @Override
  public Mono<List<RecoveryPhrase>> splitRecoveryPhrase(int needed, int parts, SecretAccess token) {
    Objects.requireNonNull(token, "token");
    if (needed < 2 || needed > parts || parts > RecoveryCode.MAX_PARTS) {
      return Mono.error(
          new Scp2pException(
              ErrorCode.INVALID_ARGUMENT,
              "At least 2 parts are needed, and there are at most " + RecoveryCode.MAX_PARTS + ".",
              Map.of("needed", Integer.toString(needed), "parts", Integer.toString(parts))));
    }
    return ready(() -> vault.parts(needed, parts).stream().map(RecoveryPhrase::of).toList());
  }

  @Override
  public Flux<VaultFile> recover(List<RecoveryPhrase> phrases) {
    SecretAccess token = SecretAccess.iWillProtectTheExportedSecret();
    List<List<String>> words = phrases.stream().map(phrase -> phrase.reveal(token)).toList();
    return begun(
            () ->
                RecoveryCode.recover(words)
                    .map(vault::recover)
                    .orElseGet(
                        () ->
                            CompletableFuture.failedFuture(
                                new Scp2pException(
                                    ErrorCode.RECOVERY_PHRASE_INVALID,
                                    "The phrase has a wrong word, or parts are missing."))))
        .flatMapIterable(files -> files);
  }

  @Override
  public Mono<Void> exportCatalog(Path target) {
    return begun(() -> ofFile(vault.export(target), target));
  }

  @Override
  public Mono<Void> importCatalog(Path source) {
    return begun(() -> ofFile(vault.merge(source), source));
  }

  /** A file of the host's own is not the store: other codes, and other advice. */
  private static <T> CompletableFuture<T> ofFile(CompletableFuture<T> work, Path file) {
    return work.exceptionally(
        failure -> {
          throw new CompletionException(fileTrouble(failure, file));
        });
  }

  private static Throwable fileTrouble(Throwable failure, Path file) {
    Throwable cause = Failures.cause(failure);
    if (!(cause instanceof StoreException store)) {
      return cause;
    }
    return store.reason() == StoreException.Reason.EXISTS
        ? new Scp2pException(
            ErrorCode.TARGET_EXISTS,
            "There is a file of this name already.",
            Map.of("file", file.toString()),
            store)
        : StoreErrors.ofFile(store, file.toString());
  }
}
