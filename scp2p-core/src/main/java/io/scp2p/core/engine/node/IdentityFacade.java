package io.scp2p.core.engine.node;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.identity.Identity;
import io.scp2p.api.identity.NodeIdentity;
import io.scp2p.api.identity.Passphrase;
import io.scp2p.api.identity.PublisherIdentity;
import io.scp2p.api.identity.SecretSeed;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.core.engine.keys.KeyRing;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@link Identity}, over the key ring. */
final class IdentityFacade implements Identity {
  private final KeyRing keys;
  private final Signals signals;

  IdentityFacade(KeyRing keys, Signals signals) {
    this.keys = keys;
    this.signals = signals;
  }

  @Override
  public NodeIdentity self() {
    return keys.self();
  }

  @Override
  public Flux<PublisherIdentity> publishers() {
    return signals.blocking(keys::publishers).flatMapIterable(all -> all);
  }

  @Override
  public Mono<SecretSeed> exportNode(SecretAccess token) {
    return signals.blocking(() -> keys.exportNode(token));
  }

  @Override
  public Mono<SecretSeed> exportPublisher(ShareId id, SecretAccess token) {
    return signals.blocking(() -> keys.exportPublisher(id, token));
  }

  @Override
  public Mono<PublisherIdentity> importPublisher(
      String label, PublisherIdentity.Use use, SecretSeed seed, SecretAccess token) {
    return signals.blocking(() -> keys.importPublisher(label, use, seed, token));
  }

  @Override
  public Mono<NodeIdentity> replaceNode(SecretSeed seed, SecretAccess token) {
    return signals.blocking(() -> keys.replaceNode(seed, token));
  }

  @Override
  public Mono<Void> protect(@Nullable Passphrase current, @Nullable Passphrase next) {
    return signals
        .blocking(
            () -> {
              keys.protect(current, next);
              return true;
            })
        .then();
  }
}
