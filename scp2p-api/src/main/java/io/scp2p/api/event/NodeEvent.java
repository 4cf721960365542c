package io.scp2p.api.event;

import java.time.Instant;

/** Something that happened in this node. The package describes what is promised about events. */
public sealed interface NodeEvent
    permits CommunityEvent,
        EventsMissed,
        LifecycleEvent,
        PairingEvent,
        PeerEvent,
        ReachabilityEvent,
        RelayEvent,
        SecurityEvent,
        ShareEvent,
        SubscriptionEvent,
        TransferEvent,
        VaultEvent {
  /** {@return its number and its time} */
  EventStamp stamp();

  /** {@return its number; for {@link EventsMissed} the last one that is missing} */
  default long sequence() {
    return stamp().sequence();
  }

  /** {@return the first number it stands for: its own, except for {@link EventsMissed}} */
  default long firstSequence() {
    return sequence();
  }

  /** {@return when it happened, by the wall clock} */
  default Instant at() {
    return stamp().at();
  }

  /**
   * The law of every subscription: no gap, no repetition.
   *
   * @param previous the event received before
   * @return true if this one may come next
   */
  default boolean mayFollow(NodeEvent previous) {
    return firstSequence() == previous.sequence() + 1;
  }
}
