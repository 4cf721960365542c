package io.scp2p.api.id;

/** Names a community: SHA-256 of its public key. */
public final class CommunityId extends FixedBytes {
  /** How many bytes every value has. */
  public static final int LENGTH = 32;

  private CommunityId(byte[] value) {
    super(value, LENGTH);
  }

  /**
   * Wraps a copy of {@code value}.
   *
   * @param value 32 bytes
   * @return the typed value
   * @throws IllegalArgumentException if the length is wrong
   */
  public static CommunityId of(byte[] value) {
    return new CommunityId(value);
  }

  /**
   * Reads 64 hexadecimal digits.
   *
   * @param hex digits of either case
   * @return the typed value
   * @throws IllegalArgumentException if it is not hexadecimal or the length is wrong
   */
  public static CommunityId parse(String hex) {
    return new CommunityId(fromHex(hex));
  }

  /**
   * The id that belongs to a public key: its SHA-256.
   *
   * @param key the public key
   * @return its id
   */
  public static CommunityId of(CommunityKey key) {
    return new CommunityId(sha256(key, LENGTH));
  }
}
