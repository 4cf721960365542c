package io.scp2p.api.event;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferProgress;
import io.scp2p.api.transfer.TransferState;

/**
 * What happens to one transfer, in the order {@code Started (StateChanged | Progress)* (Completed |
 * Failed | Cancelled)}: exactly one terminal event, and nothing after it. A transfer that outlives
 * a restart has one {@code Started} in each run of the node.
 */
public sealed interface TransferEvent extends NodeEvent {
  /** {@return which transfer} */
  TransferId transfer();

  /**
   * Guaranteed, once: it is queued.
   *
   * @param stamp number and time
   * @param transfer which
   * @param kind what it is about
   * @param bytesTotal of all items
   */
  record Started(EventStamp stamp, TransferId transfer, TransferKind kind, long bytesTotal)
      implements TransferEvent {}

  /**
   * Guaranteed: a transition of the published table, one that changes the state and is not
   * terminal.
   *
   * @param stamp number and time
   * @param transfer which
   * @param from the state before
   * @param to the state now
   */
  record StateChanged(EventStamp stamp, TransferId transfer, TransferState from, TransferState to)
      implements TransferEvent {
    /** Refuses what the table does not have. */
    public StateChanged {
      if (from == to || to.isTerminal() || !from.canMoveTo(to)) {
        throw new IllegalArgumentException("no such change: " + from + " to " + to);
      }
    }
  }

  /**
   * Ephemeral: how far it is. Never goes backwards.
   *
   * @param stamp number and time
   * @param progress counts of verified bytes
   */
  record Progress(EventStamp stamp, TransferProgress progress) implements TransferEvent {
    @Override
    public TransferId transfer() {
      return progress.transfer();
    }
  }

  /**
   * Terminal: every byte was verified and is durable.
   *
   * @param stamp number and time
   * @param transfer which
   */
  record Completed(EventStamp stamp, TransferId transfer) implements TransferEvent {}

  /**
   * Terminal: it cannot go on. Verified chunks stay on the disk.
   *
   * @param stamp number and time
   * @param transfer which
   * @param why what failed
   */
  record Failed(EventStamp stamp, TransferId transfer, ErrorCode why) implements TransferEvent {}

  /**
   * Terminal: ended by the caller; sockets, files and memory are free.
   *
   * @param stamp number and time
   * @param transfer which
   */
  record Cancelled(EventStamp stamp, TransferId transfer) implements TransferEvent {}
}
