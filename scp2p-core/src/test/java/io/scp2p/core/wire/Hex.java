package io.scp2p.core.wire;

import java.nio.charset.StandardCharsets;

/** Spells CBOR by hand, as hexadecimal digits. */
public final class Hex {
  private Hex() {}

  /** The bytes of all parts, which may hold blanks. */
  public static Bytes bytes(String... parts) {
    return Bytes.parse(String.join("", parts).replace(" ", ""));
  }

  /** A definite text string of up to 255 bytes. */
  public static String text(String value) {
    return string(0x60, Bytes.wrap(value.getBytes(StandardCharsets.UTF_8)));
  }

  /** A definite byte string of up to 255 bytes. */
  public static String bstr(Bytes value) {
    return string(0x40, value);
  }

  /** {@code count} times the byte {@code value} as a byte string. */
  public static String bstr(int value, int count) {
    return bstr(repeat(value, count));
  }

  /** {@code count} times the byte {@code value} as an array of integers. */
  public static String ints(int value, int count) {
    String element = value < 24 ? "%02x".formatted(value) : "18%02x".formatted(value);
    return (count < 24 ? "%02x".formatted(0x80 + count) : "98%02x".formatted(count))
        + element.repeat(count);
  }

  /** {@code count} times the byte {@code value}. */
  public static Bytes repeat(int value, int count) {
    return Bytes.parse("%02x".formatted(value).repeat(count));
  }

  /** A definite text string of bytes that need not be UTF-8. */
  public static String string(Bytes utf8) {
    return string(0x60, utf8);
  }

  private static String string(int major, Bytes value) {
    String head =
        value.size() < 24
            ? "%02x".formatted(major + value.size())
            : "%02x%02x".formatted(major + 24, value.size());
    return head + value.hex();
  }
}
