package io.scp2p.api.vault;

import io.scp2p.api.id.NodeId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where one shard is.
 *
 * @param index below the number of data shards: a part of the ciphertext; else parity
 * @param holder who has signed for it
 * @param failureDomain what fails together with the holder: network or operator label
 * @param sizeBytes how many bytes it has
 * @param leaseUntil until when the holder has promised to keep it
 * @param provenAt when the holder last proved to have it, or null if it never had to
 * @param reachable whether the holder can be reached now
 */
public record ShardPlacement(
    int index,
    NodeId holder,
    String failureDomain,
    long sizeBytes,
    Instant leaseUntil,
    @Nullable Instant provenAt,
    boolean reachable) {
  /** Requires what is not optional. */
  public ShardPlacement {
    Objects.requireNonNull(holder, "holder");
    Objects.requireNonNull(failureDomain, "failureDomain");
    Objects.requireNonNull(leaseUntil, "leaseUntil");
  }
}
