package io.scp2p.api.pairing;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.transfer.TransferId;
import java.util.Objects;

/**
 * What was sent.
 *
 * @param transfer which
 * @param receiver who has it now
 * @param totalBytes how much the receiver says to have
 */
public record SendResult(TransferId transfer, NodeKey receiver, long totalBytes) {
  /** Requires everything. */
  public SendResult {
    Objects.requireNonNull(transfer, "transfer");
    Objects.requireNonNull(receiver, "receiver");
  }
}
