package io.scp2p.api.id;

/** Names a node: the first 20 bytes of SHA-256 of its public key. */
public final class NodeId extends FixedBytes {
  /** How many bytes every value has. */
  public static final int LENGTH = 20;

  private NodeId(byte[] value) {
    super(value, LENGTH);
  }

  /**
   * Wraps a copy of {@code value}.
   *
   * @param value 20 bytes
   * @return the typed value
   * @throws IllegalArgumentException if the length is wrong
   */
  public static NodeId of(byte[] value) {
    return new NodeId(value);
  }

  /**
   * Reads 40 hexadecimal digits.
   *
   * @param hex digits of either case
   * @return the typed value
   * @throws IllegalArgumentException if it is not hexadecimal or the length is wrong
   */
  public static NodeId parse(String hex) {
    return new NodeId(fromHex(hex));
  }

  /**
   * The id that belongs to a public key: the first 20 bytes of its SHA-256.
   *
   * @param key the public key
   * @return its id
   */
  public static NodeId of(NodeKey key) {
    return new NodeId(sha256(key, LENGTH));
  }
}
