package io.scp2p.core.protocol.portmap;

/** How a router is asked, the best first. */
public enum MappingProtocol {
  /** RFC 6887. */
  PCP("PCP"),
  /** RFC 6886. */
  NAT_PMP("NAT-PMP"),
  /** UPnP Internet Gateway Device, version 1 or 2. */
  UPNP_IGD("UPnP IGD");

  private final String text;

  MappingProtocol(String text) {
    this.text = text;
  }

  /** As people know it. */
  public String text() {
    return text;
  }
}
