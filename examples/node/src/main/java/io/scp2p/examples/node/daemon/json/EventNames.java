package io.scp2p.examples.node.daemon.json;

import io.scp2p.api.event.NodeEvent;

/** What events are called outside of Java, such as {@code TransferEvent.Progress}. */
public final class EventNames {
  private EventNames() {}

  /** The whole name. */
  public static String of(NodeEvent event) {
    return ApiShapes.eventName(event.getClass());
  }

  /** The part before the dot. */
  public static String family(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }
}
