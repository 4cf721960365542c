package io.scp2p.api.id;

/** The Ed25519 public key of a community. */
public final class CommunityKey extends FixedBytes {
  /** How many bytes every value has. */
  public static final int LENGTH = 32;

  private CommunityKey(byte[] value) {
    super(value, LENGTH);
  }

  /**
   * Wraps a copy of {@code value}.
   *
   * @param value 32 bytes
   * @return the typed value
   * @throws IllegalArgumentException if the length is wrong
   */
  public static CommunityKey of(byte[] value) {
    return new CommunityKey(value);
  }

  /**
   * Reads 64 hexadecimal digits.
   *
   * @param hex digits of either case
   * @return the typed value
   * @throws IllegalArgumentException if it is not hexadecimal or the length is wrong
   */
  public static CommunityKey parse(String hex) {
    return new CommunityKey(fromHex(hex));
  }

  /**
   * The id that belongs to this key.
   *
   * @return {@link CommunityId#of(CommunityKey)}
   */
  public CommunityId id() {
    return CommunityId.of(this);
  }
}
