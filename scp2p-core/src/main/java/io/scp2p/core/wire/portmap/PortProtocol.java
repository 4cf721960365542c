package io.scp2p.core.wire.portmap;

/** What a forwarded port carries, by its number at IANA. */
public enum PortProtocol {
  /** For TLS. */
  TCP(6),
  /** For QUIC. */
  UDP(17);

  private final int number;

  PortProtocol(int number) {
    this.number = number;
  }

  /** The number in an IP header and in PCP. */
  public int number() {
    return number;
  }
}
