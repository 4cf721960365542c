package io.scp2p.api.transfer;

import io.scp2p.api.id.NodeId;
import io.scp2p.api.peer.PathKind;
import java.util.Objects;

/**
 * What one peer has given to a transfer, or taken from it.
 *
 * @param peer who
 * @param path how it is connected, or was last
 * @param verifiedBytes that counted: verified, and needed
 * @param bytesPerSecond of late
 */
public record PeerContribution(
    NodeId peer, PathKind path, long verifiedBytes, long bytesPerSecond) {
  /** Refuses negative counts. */
  public PeerContribution {
    Objects.requireNonNull(peer, "peer");
    Objects.requireNonNull(path, "path");
    if (verifiedBytes < 0 || bytesPerSecond < 0) {
      throw new IllegalArgumentException(
          "negative contribution: " + verifiedBytes + " bytes, " + bytesPerSecond + " a second");
    }
  }
}
