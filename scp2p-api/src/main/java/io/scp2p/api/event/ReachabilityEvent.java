package io.scp2p.api.event;

import io.scp2p.api.diagnostics.ReachabilityReport;
import io.scp2p.api.spi.Endpoint;

/** How others can reach this node, whenever that changes. */
public sealed interface ReachabilityEvent extends NodeEvent {
  /**
   * Guaranteed: the verdict is another one. The report is in {@code diagnostics()}.
   *
   * @param stamp number and time
   * @param from the verdict before
   * @param to the verdict now
   */
  record Changed(EventStamp stamp, ReachabilityReport.Verdict from, ReachabilityReport.Verdict to)
      implements ReachabilityEvent {}

  /**
   * Guaranteed: the router forwards a port to this node.
   *
   * @param stamp number and time
   * @param outside the address others use
   */
  record PortMapped(EventStamp stamp, Endpoint outside) implements ReachabilityEvent {}

  /**
   * Guaranteed: the router no longer forwards that port.
   *
   * @param stamp number and time
   * @param outside the address others used
   */
  record PortUnmapped(EventStamp stamp, Endpoint outside) implements ReachabilityEvent {}
}
