package io.scp2p.api.identity;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.SecretAccess;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The keys of this node. */
public interface Identity {
  /** {@return who this node is; never blocks} */
  NodeIdentity self();

  /** {@return the keys this node signs with, besides its own} */
  Flux<PublisherIdentity> publishers();

  /**
   * Hands out the secret key of the node. Whoever has it is this node.
   *
   * @param token says that it will be protected
   * @return the seed, for the caller to close
   */
  Mono<SecretSeed> exportNode(SecretAccess token);

  /**
   * Hands out the secret key of a share or community. Whoever has it publishes in its name.
   *
   * @param id whose key
   * @param token says that it will be protected
   * @return the seed, for the caller to close, or {@link ErrorCode#NOT_THE_PUBLISHER}
   */
  Mono<SecretSeed> exportPublisher(ShareId id, SecretAccess token);

  /**
   * Takes a publisher key over, so that this node can publish new versions of its share. Harmless
   * when repeated.
   *
   * @param label a name for people
   * @param use what it signs
   * @param seed the secret key; the caller still closes it
   * @param token says that the caller handles secrets knowingly
   * @return what was imported, once it is stored durably
   */
  Mono<PublisherIdentity> importPublisher(
      String label, PublisherIdentity.Use use, SecretSeed seed, SecretAccess token);

  /**
   * Takes the key of a node over, in place of this one's: for a machine that takes the place of a
   * lost one. It holds from the next start on this home; until then the node is who it was. Two
   * nodes that run with one key at a time are in each other's way. Its shares and its vault have
   * keys of their own.
   *
   * @param seed the secret key; the caller still closes it
   * @param token says that the caller handles secrets knowingly
   * @return who the node is from its next start, once the key is stored durably; or {@link
   *     ErrorCode#UNSUPPORTED} without a home
   */
  Mono<NodeIdentity> replaceNode(SecretSeed seed, SecretAccess token);

  /**
   * Puts all stored keys under another passphrase, or none. All or nothing, also in a crash.
   *
   * @param current the present one, or null if there is none
   * @param next the new one, or null for a key file
   * @return completes once the new protection is durable, or fails with {@link
   *     ErrorCode#PASSPHRASE_WRONG}
   */
  Mono<Void> protect(@Nullable Passphrase current, @Nullable Passphrase next);
}
