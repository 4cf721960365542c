package io.scp2p.api.id;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable byte string of a length given by its type. Two values are equal when they are of the
 * same type and hold the same bytes.
 */
public abstract sealed class FixedBytes implements Comparable<FixedBytes>
    permits CommunityId,
        CommunityKey,
        ContentId,
        FileId,
        ManifestId,
        NodeId,
        NodeKey,
        ShareId,
        ShareKey {
  private final byte[] value;

  FixedBytes(byte[] value, int length) {
    if (value.length != length) {
      throw new IllegalArgumentException(
          getClass().getSimpleName() + " has " + length + " bytes, not " + value.length);
    }
    this.value = value.clone();
  }

  /**
   * Reads hexadecimal digits of either case.
   *
   * @throws IllegalArgumentException if {@code hex} is not hexadecimal
   */
  static byte[] fromHex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  /** SHA-256 over {@code key}, cut to {@code length} bytes (specification section 1.2). */
  static byte[] sha256(FixedBytes key, int length) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.value);
      return Arrays.copyOf(digest, length);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * A copy of the bytes.
   *
   * @return a fresh array
   */
  public final byte[] bytes() {
    return value.clone();
  }

  /**
   * The bytes as lower-case hexadecimal digits.
   *
   * @return two digits a byte
   */
  public final String hex() {
    return HexFormat.of().formatHex(value);
  }

  /** Orders by content as unsigned big-endian numbers; a shorter value is smaller than a longer. */
  @Override
  public final int compareTo(FixedBytes other) {
    return value.length == other.value.length
        ? Arrays.compareUnsigned(value, other.value)
        : Integer.compare(value.length, other.value.length);
  }

  /** A share id never equals a community id, whatever their bytes: hence the exact class. */
  @SuppressWarnings("EqualsGetClass")
  @Override
  public final boolean equals(Object other) {
    return other != null
        && other.getClass() == getClass()
        && Arrays.equals(value, ((FixedBytes) other).value);
  }

  @Override
  public final int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public final String toString() {
    return hex();
  }
}
