package io.scp2p.api.id;

/** The Ed25519 public key of a share, that is of its publisher. */
public final class ShareKey extends FixedBytes {
  /** How many bytes every value has. */
  public static final int LENGTH = 32;

  private ShareKey(byte[] value) {
    super(value, LENGTH);
  }

  /**
   * Wraps a copy of {@code value}.
   *
   * @param value 32 bytes
   * @return the typed value
   * @throws IllegalArgumentException if the length is wrong
   */
  public static ShareKey of(byte[] value) {
    return new ShareKey(value);
  }

  /**
   * Reads 64 hexadecimal digits.
   *
   * @param hex digits of either case
   * @return the typed value
   * @throws IllegalArgumentException if it is not hexadecimal or the length is wrong
   */
  public static ShareKey parse(String hex) {
    return new ShareKey(fromHex(hex));
  }

  /**
   * The id that belongs to this key.
   *
   * @return {@link ShareId#of(ShareKey)}
   */
  public ShareId id() {
    return ShareId.of(this);
  }
}
