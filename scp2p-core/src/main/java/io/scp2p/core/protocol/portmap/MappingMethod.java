package io.scp2p.core.protocol.portmap;

import java.util.List;
import java.util.OptionalLong;

/** One way to ask a router, for one router; {@link PortMapMachine} makes a new one for the next. */
interface MappingMethod {
  /** Begins. */
  void start(long nowNanos, List<PortMapEffect> out);

  /** A datagram came. */
  void received(long nowNanos, PortMapInput.Received datagram, List<PortMapEffect> out);

  /** An HTTP exchange has ended. */
  void fetched(long nowNanos, PortMapInput.Fetched fetched, List<PortMapEffect> out);

  /** Does what is due. */
  void timeout(long nowNanos, List<PortMapEffect> out);

  /** When something is due. */
  OptionalLong deadlineNanos();

  /** What came of it so far. */
  MappingTrial trial();

  /** What the router forwards now. */
  List<PortMapping> mappings();

  /** Gives everything back. */
  void release(long nowNanos, List<PortMapEffect> out);

  /** Whether nothing is left to give back. */
  boolean isReleased();
}
