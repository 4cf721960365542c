package io.scp2p.api.id;

/** The Ed25519 public key of a node. */
public final class NodeKey extends FixedBytes {
  /** How many bytes every value has. */
  public static final int LENGTH = 32;

  private NodeKey(byte[] value) {
    super(value, LENGTH);
  }

  /**
   * Wraps a copy of {@code value}.
   *
   * @param value 32 bytes
   * @return the typed value
   * @throws IllegalArgumentException if the length is wrong
   */
  public static NodeKey of(byte[] value) {
    return new NodeKey(value);
  }

  /**
   * Reads 64 hexadecimal digits.
   *
   * @param hex digits of either case
   * @return the typed value
   * @throws IllegalArgumentException if it is not hexadecimal or the length is wrong
   */
  public static NodeKey parse(String hex) {
    return new NodeKey(fromHex(hex));
  }

  /**
   * The id that belongs to this key.
   *
   * @return {@link NodeId#of(NodeKey)}
   */
  public NodeId id() {
    return NodeId.of(this);
  }
}
