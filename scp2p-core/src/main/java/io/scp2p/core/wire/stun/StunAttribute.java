package io.scp2p.core.wire.stun;

import io.scp2p.core.wire.Bytes;

/**
 * One attribute as it came: of what kind it is says its number.
 *
 * @param type 16 bits; below {@link #FIRST_OPTIONAL} whoever does not know it must refuse
 * @param value its bytes without the padding
 */
public record StunAttribute(int type, Bytes value) {
  public static final int MAPPED_ADDRESS = 0x0001;

  /** RFC 5780, section 7.2. */
  public static final int CHANGE_REQUEST = 0x0003;

  public static final int USERNAME = 0x0006;
  public static final int MESSAGE_INTEGRITY = 0x0008;
  public static final int ERROR_CODE = 0x0009;
  public static final int UNKNOWN_ATTRIBUTES = 0x000a;

  /** TURN, RFC 8656, section 18. */
  public static final int CHANNEL_NUMBER = 0x000c;

  public static final int LIFETIME = 0x000d;
  public static final int XOR_PEER_ADDRESS = 0x0012;
  public static final int DATA = 0x0013;
  public static final int REALM = 0x0014;
  public static final int NONCE = 0x0015;
  public static final int XOR_RELAYED_ADDRESS = 0x0016;
  public static final int REQUESTED_ADDRESS_FAMILY = 0x0017;
  public static final int EVEN_PORT = 0x0018;
  public static final int REQUESTED_TRANSPORT = 0x0019;
  public static final int DONT_FRAGMENT = 0x001a;
  public static final int MESSAGE_INTEGRITY_SHA256 = 0x001c;
  public static final int PASSWORD_ALGORITHM = 0x001d;
  public static final int USERHASH = 0x001e;
  public static final int XOR_MAPPED_ADDRESS = 0x0020;
  public static final int RESERVATION_TOKEN = 0x0022;

  /** ICE, RFC 8445, section 16.1. */
  public static final int PRIORITY = 0x0024;

  public static final int USE_CANDIDATE = 0x0025;

  /** RFC 5780, section 7.6. */
  public static final int PADDING = 0x0026;

  public static final int RESPONSE_PORT = 0x0027;

  /** From here on an unknown attribute is passed over (RFC 8489, section 14). */
  public static final int FIRST_OPTIONAL = 0x8000;

  public static final int PASSWORD_ALGORITHMS = 0x8002;
  public static final int ALTERNATE_DOMAIN = 0x8003;
  public static final int SOFTWARE = 0x8022;
  public static final int ALTERNATE_SERVER = 0x8023;
  public static final int FINGERPRINT = 0x8028;
  public static final int ICE_CONTROLLED = 0x8029;
  public static final int ICE_CONTROLLING = 0x802a;
  public static final int RESPONSE_ORIGIN = 0x802b;
  public static final int OTHER_ADDRESS = 0x802c;

  private static final int MAX_TYPE = 0xffff;

  /** Refuses what does not fit into 16 bits. */
  public StunAttribute {
    if (type < 0 || type > MAX_TYPE) {
      throw new IllegalArgumentException("an attribute has 16 bits, not " + type);
    }
    if (value.size() > StunMessage.MAX_BODY_BYTES) {
      throw new IllegalArgumentException("an attribute has no " + value.size() + " bytes");
    }
  }

  /** Whether a receiver that does not know it must refuse the request. */
  public boolean mustBeUnderstood() {
    return type < FIRST_OPTIONAL;
  }
}
