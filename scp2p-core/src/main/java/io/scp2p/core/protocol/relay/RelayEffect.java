package io.scp2p.core.protocol.relay;

/** What a relay wants done, in the order of the list. */
public sealed interface RelayEffect {
  /**
   * Answer 450; then, if it asked for that, make its session a tunnel and say {@link
   * RelayInput.TunnelUp} or {@link RelayInput.TunnelDown}.
   */
  record Registered(long ticket, long slotId, long expiresAt, boolean tunnel, long session)
      implements RelayEffect {}

  /** Acknowledge 452. */
  record Connected(long ticket) implements RelayEffect {}

  /** Answer with this error text. */
  record Refused(long ticket, String text) implements RelayEffect {}

  /** Pass the request on; {@link RelayInput.Answered} or {@link RelayInput.Unanswered} follows. */
  record Send(long ticket, long slotId) implements RelayEffect {}

  /** Pass its answer back. */
  record Deliver(long ticket) implements RelayEffect {}

  /** Close a tunnel; {@link RelayInput.TunnelDown} follows. */
  record CloseTunnel(long slotId, String reason) implements RelayEffect {}
}
