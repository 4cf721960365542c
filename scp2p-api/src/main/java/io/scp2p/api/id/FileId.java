package io.scp2p.api.id;

/** Names a file in the vault: 16 random bytes. */
public final class FileId extends FixedBytes {
  /** How many bytes every value has. */
  public static final int LENGTH = 16;

  private FileId(byte[] value) {
    super(value, LENGTH);
  }

  /**
   * Wraps a copy of {@code value}.
   *
   * @param value 16 bytes
   * @return the typed value
   * @throws IllegalArgumentException if the length is wrong
   */
  public static FileId of(byte[] value) {
    return new FileId(value);
  }

  /**
   * Reads 32 hexadecimal digits.
   *
   * @param hex digits of either case
   * @return the typed value
   * @throws IllegalArgumentException if it is not hexadecimal or the length is wrong
   */
  public static FileId parse(String hex) {
    return new FileId(fromHex(hex));
  }
}
