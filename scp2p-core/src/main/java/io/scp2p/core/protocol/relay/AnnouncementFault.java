package io.scp2p.core.protocol.relay;

/** Why a relay announcement is refused (specification section 14.6). */
public enum AnnouncementFault {
  /** It lists no address. */
  NO_ADDRESS("relay announcement has no address"),
  /** An address that is itself behind a relay. */
  RELAYED_ADDRESS("relay announcement has a relayed address"),
  /** Its capabilities do not say that it relays. */
  NOT_A_RELAY("relay announcement without relay capability"),
  /** It expires before it begins, or more than six hours later. */
  BAD_LIFETIME("relay announcement has an invalid lifetime"),
  /** The signature is not the key's over these fields, or not strictly. */
  BAD_SIGNATURE("relay announcement has an invalid signature");

  private final String text;

  AnnouncementFault(String text) {
    this.text = text;
  }

  /** The text of the error answer to a STORE. */
  public String text() {
    return text;
  }
}
