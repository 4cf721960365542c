package io.scp2p.core.protocol.transfer;

/** What the queue of transfers wants done, in the order of the list. */
public sealed interface TransferEffect {
  /**
   * A content is next: open its file, load what is known of it, and answer with {@link
   * TransferInput.Opened} or {@link TransferInput.OpenFailed}.
   */
  record Open(long transfer) implements TransferEffect {}

  /** An effect of one swarm, except {@link SwarmEffect.NeedPeers}. */
  record OfSwarm(long transfer, SwarmEffect effect) implements TransferEffect {}

  /** A content of this download has nobody to ask; see {@link SwarmEffect.NeedPeers}. */
  record NeedPeers(long download) implements TransferEffect {}

  /** A pause is complete: nothing of the download is asked, held or being stored. */
  record Paused(long download) implements TransferEffect {}

  /**
   * Every content of a download has ended; the last effect of it.
   *
   * @param cancelled those that were given up, begun or not
   */
  record Ended(long download, int completed, int failed, int cancelled) implements TransferEffect {}
}
