package io.scp2p.api.event;

import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.vault.VaultHealth;

/**
 * What happens to the vault, besides its transfers: a file is {@code Stored}, its health changes,
 * and it is {@code Deleted}.
 */
public sealed interface VaultEvent extends NodeEvent {
  /**
   * Guaranteed: every shard of a file was acknowledged, and the catalog is durable.
   *
   * @param stamp number and time
   * @param file which
   */
  record Stored(EventStamp stamp, FileId file) implements VaultEvent {}

  /**
   * Guaranteed: the condition of a file is another one.
   *
   * @param stamp number and time
   * @param file which
   * @param health now
   */
  record HealthChanged(EventStamp stamp, FileId file, VaultHealth health) implements VaultEvent {}

  /**
   * Guaranteed: a holder returned or proved something else than was stored. The shard is replaced.
   *
   * @param stamp number and time
   * @param file which
   * @param shardIndex which shard
   * @param holder who
   */
  record ShardLost(EventStamp stamp, FileId file, int shardIndex, NodeId holder)
      implements VaultEvent {}

  /**
   * Guaranteed: a repair has placed a shard anew.
   *
   * @param stamp number and time
   * @param file which
   * @param shardIndex which shard
   * @param holder where it is now
   */
  record ShardReplaced(EventStamp stamp, FileId file, int shardIndex, NodeId holder)
      implements VaultEvent {}

  /**
   * Guaranteed: another device of the same owner has changed the catalog.
   *
   * @param stamp number and time
   * @param changedFiles how many files
   */
  record CatalogMerged(EventStamp stamp, int changedFiles) implements VaultEvent {}

  /**
   * Terminal: the file is deleted and does not come back.
   *
   * @param stamp number and time
   * @param file which
   */
  record Deleted(EventStamp stamp, FileId file) implements VaultEvent {}

  /**
   * Ephemeral: how much of the offered space is used by others.
   *
   * @param stamp number and time
   * @param usedBytes now
   * @param offeredBytes in total
   */
  record SpaceUsed(EventStamp stamp, long usedBytes, long offeredBytes) implements VaultEvent {}
}
