package io.scp2p.api.id;

/** Names one signed version of a share: BLAKE3 over its canonical form. */
public final class ManifestId extends FixedBytes {
  /** How many bytes every value has. */
  public static final int LENGTH = 32;

  private ManifestId(byte[] value) {
    super(value, LENGTH);
  }

  /**
   * Wraps a copy of {@code value}.
   *
   * @param value 32 bytes
   * @return the typed value
   * @throws IllegalArgumentException if the length is wrong
   */
  public static ManifestId of(byte[] value) {
    return new ManifestId(value);
  }

  /**
   * Reads 64 hexadecimal digits.
   *
   * @param hex digits of either case
   * @return the typed value
   * @throws IllegalArgumentException if it is not hexadecimal or the length is wrong
   */
  public static ManifestId parse(String hex) {
    return new ManifestId(fromHex(hex));
  }
}
