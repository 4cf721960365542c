package io.scp2p.core.protocol.portmap;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.IpAddress;

/** What a {@link PortMapMachine} wants done. */
public sealed interface PortMapEffect {
  /**
   * Send a datagram; if that fails, so be it.
   *
   * @param to an address, or a group
   * @param port of the receiver
   * @param bytes all of it
   */
  record Send(IpAddress to, int port, Bytes bytes) implements PortMapEffect {}

  /**
   * Make an HTTP request, without following where it is sent on to, and report it as {@link
   * PortMapInput.Fetched}. One at a time.
   *
   * @param ticket to name it
   * @param url with an address, not a name, of the router
   * @param soapAction empty to get a document, else the header of a call
   * @param body of the call
   */
  record Fetch(long ticket, String url, String soapAction, Bytes body) implements PortMapEffect {}

  /** {@link PortMapMachine#mappings()} are others than before. */
  record Changed() implements PortMapEffect {}

  /** Nothing is left to give back; nothing more will come. */
  record Released() implements PortMapEffect {}
}
