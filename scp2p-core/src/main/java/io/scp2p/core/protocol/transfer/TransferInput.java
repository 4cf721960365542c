package io.scp2p.core.protocol.transfer;

import io.scp2p.api.error.ErrorCode;
import java.util.BitSet;
import java.util.List;

/** What the queue of transfers is told. */
public sealed interface TransferInput {
  /**
   * A content to be fetched.
   *
   * @param transfer names it in the queue, never used again
   * @param fileBytes its size
   */
  record Entry(long transfer, long fileBytes) {}

  /**
   * Somebody wants these, in this order. They share their providers.
   *
   * @param download names them together, never used again
   * @param priority higher ones come first; equal ones in the order of enqueueing
   */
  record Enqueue(long download, int priority, List<Entry> entries) implements TransferInput {}

  /**
   * The answer to {@link TransferEffect.Open}: what of it is there already; see {@link
   * SwarmInput.Started}.
   */
  record Opened(long transfer, BitSet stored, BitSet hashPages) implements TransferInput {}

  /** The other answer to {@link TransferEffect.Open}. */
  record OpenFailed(long transfer, ErrorCode why) implements TransferInput {}

  /** An input for one swarm. Pausing and cancelling is for downloads. */
  record ToSwarm(long transfer, SwarmInput input) implements TransferInput {}

  /** A peer may have what a download consists of. */
  record PeerAvailable(long download, PeerRef peer) implements TransferInput {}

  /** The way to a peer is closed, for all. The queue takes it out of the {@link PeerBook}. */
  record PeerGone(PeerRef peer) implements TransferInput {}

  /** A search for a download has brought nobody new. */
  record NoMorePeers(long download) implements TransferInput {}

  /** Moves a download before others. */
  record Prioritise(long download, int priority) implements TransferInput {}

  /** Stops a download for now. */
  record Pause(long download) implements TransferInput {}

  /** Goes on with it. */
  record Resume(long download) implements TransferInput {}

  /** Gives a download up. */
  record Cancel(long download) implements TransferInput {}

  /** The budget was resized. */
  record CapacityChanged() implements TransferInput {}
}
