package io.scp2p.core.protocol.dht;

import io.scp2p.core.wire.record.DhtRecord;

/** What {@link DhtValues} finds out about a key and its value. */
public sealed interface DhtVerdict {
  /** The value may live under its key. What it says is still only somebody's claim. */
  record Accepted(DhtRecord value) implements DhtVerdict {}

  /**
   * The value may not live there.
   *
   * @param text of the error answer, without anything the peer sent
   */
  record Refused(String text) implements DhtVerdict {}
}
