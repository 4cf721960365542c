package io.scp2p.core.protocol.portmap;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.IpAddress;
import java.util.Optional;

/** What happens to a {@link PortMapMachine}. */
public sealed interface PortMapInput {
  /**
   * The way to the internet, at first and whenever it is another one.
   *
   * @param gateway its address; empty if the system does not say
   * @param self the address of this machine towards it
   */
  record Router(Optional<IpAddress> gateway, IpAddress self) implements PortMapInput {}

  /** There is no network any more. */
  record NoNetwork() implements PortMapInput {}

  /**
   * A datagram came.
   *
   * @param from whose it says it is
   * @param port of the sender
   * @param bytes all of it
   */
  record Received(IpAddress from, int port, Bytes bytes) implements PortMapInput {}

  /**
   * An HTTP exchange has ended.
   *
   * @param ticket of {@link PortMapEffect.Fetch}
   * @param status of HTTP; 0 if there was no answer
   * @param body empty if there was none
   */
  record Fetched(long ticket, int status, Bytes body) implements PortMapInput {}

  /** The node ends: give everything back. */
  record Close() implements PortMapInput {}
}
