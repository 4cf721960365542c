package io.scp2p.core.wire;

/** The size limits of specification sections 2.1 and 17.2 that the codec itself enforces. */
public final class WireLimits {
  /** Body of a handshake frame (section 2.1). */
  public static final int HANDSHAKE_FRAME_BYTES = 65_536;

  /** Body of a frame that carries an envelope (section 2.1). */
  public static final int ENVELOPE_FRAME_BYTES = 2_097_152;

  /** Payload inside an envelope, checked separately from the frame (section 2.1). */
  public static final int PAYLOAD_BYTES = 1_048_576;

  /** Data of a chunk; every chunk of a file but the last has this size (section 1.2). */
  public static final int CHUNK_BYTES = 262_144;

  /** Value stored in the DHT (section 8.5). */
  public static final int DHT_VALUE_BYTES = 65_536;

  /** LAN discovery packet: the receive buffer of the reference (section 15). */
  public static final int LAN_PACKET_BYTES = 1_024;

  /**
   * Nested CBOR items we follow, unknown fields included. The reference stops near 256 (section
   * 2.4); its own deepest message needs 10, so 64 is generous and cheap on the stack.
   */
  public static final int MAX_NESTING = 64;

  /**
   * Peer addresses inside each other through {@code relay_via}. A relay should be reachable
   * directly (section 7.1), which makes 2; dialling never looks further.
   */
  public static final int MAX_ADDRESS_NESTING = 8;

  private WireLimits() {}
}
