package io.scp2p.api.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.FileId;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.api.transfer.RemoteContent;
import java.nio.file.Path;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** This node's private files on other machines. */
public interface Vault {
  /**
   * Puts a file in. Returns at once; if the placement policy cannot be met the result fails with
   * {@link ErrorCode#PLACEMENT_IMPOSSIBLE} and nothing is left behind.
   *
   * @param plan what and how
   * @return the running transfer
   */
  VaultTransfer put(VaultPutPlan plan);

  /**
   * Brings a file back.
   *
   * @param file which
   * @param target where to; must not exist
   * @return the running transfer
   */
  VaultTransfer get(FileId file, Path target);

  /**
   * Opens a file for reading in place.
   *
   * @param file which
   * @return its content, verified as it is read
   */
  Mono<RemoteContent> open(FileId file);

  /** {@return every file in the vault, by name} */
  Flux<VaultFile> list();

  /**
   * Finds a file.
   *
   * @param file which
   * @return what is known of it, or {@link ErrorCode#UNKNOWN_FILE}
   */
  Mono<VaultFile> info(FileId file);

  /**
   * Where a file's shards are.
   *
   * @param file which
   * @return every shard
   */
  Flux<ShardPlacement> placement(FileId file);

  /**
   * Deletes a file everywhere. It does not come back, whatever an old device says.
   *
   * @param file which
   * @return completes when deletion is durable here; holders free the space as they are reached
   */
  Mono<Void> delete(FileId file);

  /**
   * Asks every holder of a file for a proof of possession now.
   *
   * @param file which
   * @return its health afterwards
   */
  Mono<VaultHealth> verify(FileId file);

  /**
   * Rebuilds what a file has lost now, without waiting for holders to return.
   *
   * @param file which
   * @return the running repair; nothing to do is a success
   */
  VaultTransfer repair(FileId file);

  /**
   * Moves shards until failure domains and free space are used evenly.
   *
   * @return how many shards were moved
   */
  Mono<Long> rebalance();

  /** {@return the vault as a whole} */
  Mono<VaultStatus> status();

  /** {@return the peers that hold shards of this node or offer to} */
  Flux<Holder> holders();

  /**
   * Offers space to others.
   *
   * @param quotaBytes in total; 0 withdraws the offer, and leases run out
   * @return completes when the offer is durable
   */
  Mono<Void> offer(long quotaBytes);

  /** {@return what this node keeps for others} */
  Flux<HeldShards> held();

  /**
   * Makes a link that lets others read a file.
   *
   * @param file which
   * @return the link
   */
  Mono<VaultLink> share(FileId file);

  /**
   * Opens somebody else's file.
   *
   * @param link the right to read it
   * @return its content, verified as it is read, or {@link ErrorCode#LINK_REVOKED}
   */
  Mono<RemoteContent> open(VaultLink link);

  /**
   * Encrypts a file anew, so that links made before stop to work.
   *
   * @param file which
   * @return the running transfer
   */
  VaultTransfer revokeLinks(FileId file);

  /**
   * The words that bring everything back.
   *
   * @param token says that they will be protected
   * @return the phrase
   */
  Mono<RecoveryPhrase> recoveryPhrase(SecretAccess token);

  /**
   * Splits the recovery phrase, so that several people together can bring everything back.
   *
   * @param needed how many parts are needed
   * @param parts how many there are
   * @param token says that they will be protected
   * @return the parts, each a phrase of its own
   */
  Mono<List<RecoveryPhrase>> splitRecoveryPhrase(int needed, int parts, SecretAccess token);

  /**
   * Brings the whole catalog back from peers. This node becomes a device of the same owner, also if
   * nothing is found at once: then the result fails with {@code SHARDS_MISSING}, and everybody who
   * is met from then on is asked, over restarts, until something is found.
   *
   * @param phrases the phrase, or enough parts of it
   * @return the files found; the shards stay where they are
   */
  Flux<VaultFile> recover(List<RecoveryPhrase> phrases);

  /**
   * Writes the catalog to a file, encrypted for the owner.
   *
   * @param target must not exist
   * @return completes when it is durable
   */
  Mono<Void> exportCatalog(Path target);

  /**
   * Merges an exported catalog. Harmless when repeated: what was deleted stays deleted.
   *
   * @param source a file of {@link #exportCatalog}
   * @return completes when the merged catalog is durable
   */
  Mono<Void> importCatalog(Path source);
}
