package io.scp2p.api.id;

/** Names file content: BLAKE3 of all of its bytes. */
public final class ContentId extends FixedBytes {
  /** How many bytes every value has. */
  public static final int LENGTH = 32;

  private ContentId(byte[] value) {
    super(value, LENGTH);
  }

  /**
   * Wraps a copy of {@code value}.
   *
   * @param value 32 bytes
   * @return the typed value
   * @throws IllegalArgumentException if the length is wrong
   */
  public static ContentId of(byte[] value) {
    return new ContentId(value);
  }

  /**
   * Reads 64 hexadecimal digits.
   *
   * @param hex digits of either case
   * @return the typed value
   * @throws IllegalArgumentException if it is not hexadecimal or the length is wrong
   */
  public static ContentId parse(String hex) {
    return new ContentId(fromHex(hex));
  }
}
