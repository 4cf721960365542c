package io.scp2p.core.wire.stun;

/** The two class bits of a STUN message (RFC 8489, section 5). */
public enum StunClass {
  /** Asks for an answer. */
  REQUEST(0),
  /** Wants none. */
  INDICATION(1),
  /** The answer that it worked. */
  SUCCESS(2),
  /** The answer that it did not, with {@link StunError}. */
  ERROR(3);

  private final int bits;

  StunClass(int bits) {
    this.bits = bits;
  }

  /** The class of two bits. */
  static StunClass of(int bits) {
    return switch (bits & 3) {
      case 0 -> REQUEST;
      case 1 -> INDICATION;
      case 2 -> SUCCESS;
      default -> ERROR;
    };
  }

  int bits() {
    return bits;
  }
}
