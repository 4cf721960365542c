package io.scp2p.api.id;

/** Names a share: SHA-256 of its public key. */
public final class ShareId extends FixedBytes {
  /** How many bytes every value has. */
  public static final int LENGTH = 32;

  private ShareId(byte[] value) {
    super(value, LENGTH);
  }

  /**
   * Wraps a copy of {@code value}.
   *
   * @param value 32 bytes
   * @return the typed value
   * @throws IllegalArgumentException if the length is wrong
   */
  public static ShareId of(byte[] value) {
    return new ShareId(value);
  }

  /**
   * Reads 64 hexadecimal digits.
   *
   * @param hex digits of either case
   * @return the typed value
   * @throws IllegalArgumentException if it is not hexadecimal or the length is wrong
   */
  public static ShareId parse(String hex) {
    return new ShareId(fromHex(hex));
  }

  /**
   * The id that belongs to a public key: its SHA-256.
   *
   * @param key the public key
   * @return its id
   */
  public static ShareId of(ShareKey key) {
    return new ShareId(sha256(key, LENGTH));
  }
}
