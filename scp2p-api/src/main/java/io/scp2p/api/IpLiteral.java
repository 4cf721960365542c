package io.scp2p.api;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** IP addresses as text, without ever looking up a name. */
final class IpLiteral {
  /** The longest IPv6 literal: an IPv4 address in its last 32 bits. */
  private static final int MAX_LENGTH = 45;

  private static final int GROUPS = 8;

  private IpLiteral() {}

  /** Reads {@code 192.0.2.10} or, in brackets, {@code [2001:db8::1]}; zones are refused. */
  static Optional<InetAddress> parse(String text) {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    return bracketed ? parseV6(text) : parseV4(text);
  }

  private static Optional<InetAddress> parseV4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return Optional.empty();
    }
    byte[] raw = new byte[4];
    for (int i = 0; i < raw.length; i++) {
      int value = octet(parts[i]);
      if (value < 0) {
        return Optional.empty();
      }
      raw[i] = (byte) value;
    }
    return Optional.of(address(raw));
  }

  /** A decimal without leading zeros, which some systems would take for octal. */
  private static int octet(String digits) {
    boolean number = !digits.isEmpty() && digits.length() <= 3 && allAscii(digits, "0123456789");
    if (!number || (digits.length() > 1 && digits.charAt(0) == '0')) {
      return -1;
    }
    int value = Integer.parseInt(digits);
    return value <= 255 ? value : -1;
  }

  private static Optional<InetAddress> parseV6(String text) {
    String inner = text.substring(1, text.length() - 1);
    if (inner.length() > MAX_LENGTH || !allAscii(inner, "0123456789abcdefABCDEF:.")) {
      return Optional.empty();
    }
    try {
      // In brackets the JDK takes nothing but a literal, so this cannot become a look-up.
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static boolean allAscii(String text, String allowed) {
    return text.chars().allMatch(c -> allowed.indexOf(c) >= 0);
  }

  private static InetAddress address(byte[] raw) {
    try {
      return InetAddress.getByAddress(raw);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 bytes are an address", e);
    }
  }

  /** {@code 192.0.2.10} or {@code [2001:db8::1]}, the shortest form of RFC 5952. */
  static String format(InetAddress address) {
    if (address instanceof Inet4Address) {
      return address.getHostAddress();
    }
    byte[] raw = address.getAddress();
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (raw[2 * i] & 0xff) << 8 | (raw[2 * i + 1] & 0xff);
    }
    int start = -1;
    int length = 1; // A single zero group is not shortened (RFC 5952 section 4.2.2).
    for (int i = 0; i < GROUPS; i++) {
      int run = zeros(groups, i);
      if (run > length) {
        start = i;
        length = run;
      }
    }
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < GROUPS; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
      } else {
        boolean first = i == 0 || (start >= 0 && i == start + length);
        text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.append(']').toString();
  }

  private static int zeros(int[] groups, int from) {
    int end = from;
    while (end < GROUPS && groups[end] == 0) {
      end++;
    }
    return end - from;
  }
}
