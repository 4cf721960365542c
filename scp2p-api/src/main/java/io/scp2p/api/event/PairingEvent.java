package io.scp2p.api.event;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.transfer.TransferId;

/**
 * A direct transfer before it runs: {@code Waiting (Met | Ended)}; after {@code Met} the {@link
 * TransferEvent}s tell the rest.
 */
public sealed interface PairingEvent extends NodeEvent {
  /** {@return which transfer} */
  TransferId transfer();

  /**
   * Guaranteed: the code is good, and nobody has used it yet.
   *
   * @param stamp number and time
   * @param transfer which
   */
  record Waiting(EventStamp stamp, TransferId transfer) implements PairingEvent {}

  /**
   * Terminal: both sides know the code and have proved their keys. The code is used up.
   *
   * @param stamp number and time
   * @param transfer which
   * @param peer the other side
   */
  record Met(EventStamp stamp, TransferId transfer, NodeId peer) implements PairingEvent {}

  /**
   * Terminal: the code is burned without a transfer: a wrong guess, or nobody came.
   *
   * @param stamp number and time
   * @param transfer which
   * @param why wrong, timed out or cancelled
   */
  record Ended(EventStamp stamp, TransferId transfer, ErrorCode why) implements PairingEvent {}
}
