package io.scp2p.core.wire.record;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;

/**
 * An IP address in network byte order (specification sections 2.3 and 7.1). Not {@code
 * java.net.InetAddress}, which turns some IPv6 addresses into IPv4 ones and can look up names.
 *
 * @param octets 4 or 16 bytes
 */
public record IpAddress(Bytes octets) implements Encodable {
  /** Bytes of an IPv4 address. */
  public static final int V4_BYTES = 4;

  /** Bytes of an IPv6 address. */
  public static final int V6_BYTES = 16;

  private static final int GROUPS = 8;
  private static final int MAPPED_PREFIX_BYTES = 12;

  /** Refuses any other size. */
  public IpAddress {
    if (octets.size() != V4_BYTES && octets.size() != V6_BYTES) {
      throw new IllegalArgumentException("an IP address has no " + octets.size() + " bytes");
    }
  }

  /** An address out of a copy of 4 or 16 bytes. */
  public static IpAddress of(byte... octets) {
    return new IpAddress(Bytes.copyOf(octets));
  }

  /** Reads {@code {"V4": …}} or {@code {"V6": …}}. */
  public static IpAddress read(CborReader in) throws WireException {
    int at = in.offset();
    return switch (in.variant()) {
      case "V4" -> new IpAddress(in.fixedBytes(V4_BYTES));
      case "V6" -> new IpAddress(in.fixedBytes(V6_BYTES));
      default -> throw in.reject(Reason.UNKNOWN_VARIANT, "unknown kind of IP address", at);
    };
  }

  @Override
  public void write(CborWriter out) {
    out.map(1);
    out.key(isV4() ? "V4" : "V6");
    // Integers in the compact form too: byte strings are for identifiers.
    out.ints(octets);
  }

  /** True for IPv4. */
  public boolean isV4() {
    return octets.size() == V4_BYTES;
  }

  /** The usual text form; for IPv6 the canonical one of RFC 5952. */
  @Override
  public String toString() {
    if (isV4()) {
      return dotted(0);
    }
    return isMappedV4() ? "::ffff:" + dotted(MAPPED_PREFIX_BYTES) : grouped();
  }

  private String dotted(int from) {
    return (octets.get(from) & 0xff)
        + "."
        + (octets.get(from + 1) & 0xff)
        + "."
        + (octets.get(from + 2) & 0xff)
        + "."
        + (octets.get(from + 3) & 0xff);
  }

  private boolean isMappedV4() {
    for (int i = 0; i < MAPPED_PREFIX_BYTES - 2; i++) {
      if (octets.get(i) != 0) {
        return false;
      }
    }
    return group(5) == 0xffff;
  }

  private String grouped() {
    int runStart = 0;
    int runLength = 0;
    for (int i = 0; i < GROUPS; i++) {
      int length = 0;
      while (i + length < GROUPS && group(i + length) == 0) {
        length++;
      }
      if (length > runLength) {
        runStart = i;
        runLength = length;
      }
    }
    if (runLength < 2) {
      return joined(0, GROUPS);
    }
    return joined(0, runStart) + "::" + joined(runStart + runLength, GROUPS);
  }

  private String joined(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(group(i)));
    }
    return text.toString();
  }

  private int group(int index) {
    return ((octets.get(2 * index) & 0xff) << 8) | (octets.get(2 * index + 1) & 0xff);
  }
}
