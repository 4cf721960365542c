package io.scp2p.api.transfer;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a transfer has come. Counts verified bytes, not received ones; never goes backwards, also
 * not across pause, resume and restart.
 *
 * @param transfer which one
 * @param bytesDone verified and kept
 * @param bytesTotal of all items; the same in every progress of one transfer
 * @param bytesPerSecond of late; 0 while nothing flows
 * @param remaining estimated time to the end, or null if it cannot be told
 * @param peers who contributed since the transfer was last started, most first
 */
public record TransferProgress(
    TransferId transfer,
    long bytesDone,
    long bytesTotal,
    long bytesPerSecond,
    @Nullable Duration remaining,
    List<PeerContribution> peers) {
  /** Refuses counts that contradict each other. */
  public TransferProgress {
    Objects.requireNonNull(transfer, "transfer");
    if (bytesDone < 0 || bytesDone > bytesTotal) {
      throw new IllegalArgumentException(bytesDone + " bytes done of " + bytesTotal);
    }
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException("negative rate: " + bytesPerSecond);
    }
    if (remaining != null && remaining.isNegative()) {
      throw new IllegalArgumentException("negative time remaining: " + remaining);
    }
    peers = List.copyOf(peers);
    // Earlier runs of the same transfer may have had other peers: less is fine, more is not.
    long contributed = peers.stream().mapToLong(PeerContribution::verifiedBytes).sum();
    if (contributed > bytesDone) {
      throw new IllegalArgumentException(
          "peers contributed " + contributed + " bytes of " + bytesDone);
    }
  }

  /** {@return whether every byte is there} */
  public boolean isComplete() {
    return bytesDone == bytesTotal;
  }

  /** {@return from 0 to 1; an empty transfer is complete} */
  public double fraction() {
    return bytesTotal == 0 ? 1 : (double) bytesDone / bytesTotal;
  }

  /** {@return estimated time to the end, if it can be told} */
  public Optional<Duration> eta() {
    return Optional.ofNullable(remaining);
  }

  /**
   * Whether this may be reported after another progress.
   *
   * @param earlier what was reported before
   * @return true if it is of the same transfer and does not go backwards
   */
  public boolean mayFollow(TransferProgress earlier) {
    return transfer.equals(earlier.transfer)
        && bytesTotal == earlier.bytesTotal
        && bytesDone >= earlier.bytesDone;
  }
}
