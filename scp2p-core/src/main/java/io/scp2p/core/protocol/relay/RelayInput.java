package io.scp2p.core.protocol.relay;

import io.scp2p.api.id.NodeKey;
import org.jspecify.annotations.Nullable;

/** What a relay is told. Tickets name requests; every one comes to exactly one effect. */
public sealed interface RelayInput {
  /**
   * 450.
   *
   * @param block the address it comes from, see {@code AddressBlock}
   * @param session on which it came
   * @param slotId which slot it wants to renew; null for a new one
   * @param tunnel whether the session is to be a tunnel
   * @param freshSlotId random and not 0: the slot, if a new one is granted
   */
  record Register(
      long ticket,
      NodeKey owner,
      long block,
      long session,
      @Nullable Long slotId,
      boolean tunnel,
      long freshSlotId,
      long nowUnix)
      implements RelayInput {}

  /** 452: needed by nobody, and answered. */
  record Connect(long ticket, long slotId) implements RelayInput {}

  /**
   * 453.
   *
   * @param block the address it comes from
   * @param content whether it asks for content, as far as a relay can tell
   * @param bytes of the envelope inside
   */
  record Forward(long ticket, NodeKey asker, long block, long slotId, boolean content, int bytes)
      implements RelayInput {}

  /** A session has become a tunnel that takes so many requests at once. */
  record TunnelUp(long slotId, int places) implements RelayInput {}

  /** The node at the other end has answered. */
  record Answered(long ticket, int bytes) implements RelayInput {}

  /** It will not answer. */
  record Unanswered(long ticket) implements RelayInput {}

  /** A tunnel is gone. */
  record TunnelDown(long slotId) implements RelayInput {}
}
