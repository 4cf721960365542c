package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.vault.VaultRequest;

/** What a holder is told. */
public sealed interface HolderInput {
  /**
   * Somebody asks.
   *
   * @param ticket goes with the reply
   * @param peer the node at the other end of the session
   * @param block its /24 or /48, or {@link io.scp2p.core.protocol.dht.Subnets#UNLIMITED}
   * @param genuine whether the signature of an order was verified
   * @param wallMillis the date
   */
  record Asked(
      long ticket, NodeKey peer, long block, VaultRequest request, boolean genuine, long wallMillis)
      implements HolderInput {}

  /** A job is done; what it wrote is durable. */
  record Finished(long job, Result result) implements HolderInput {}

  /** How a job ended. */
  enum Result {
    /** As it should. */
    OK,
    /** The disk failed or is full. */
    FAILED,
    /** What is on disk has another hash than the owner says. */
    MISMATCH
  }

  /** Time for what has expired. */
  record Sweep(long wallMillis) implements HolderInput {}

  /** The offer has changed. */
  record NewRules(HolderRules rules) implements HolderInput {}
}
