package io.scp2p.core.protocol.portmap;

import io.scp2p.core.wire.record.IpAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** IPv4 addresses in text, as UPnP has them. Names are never looked up. */
final class AddressText {
  private static final int MAX_OCTET = 255;
  private static final int MAX_DIGITS = 3;

  private AddressText() {}

  static Optional<IpAddress> parse(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    String[] parts = text.split("\\.", -1);
    if (parts.length != IpAddress.V4_BYTES) {
      return Optional.empty();
    }
    byte[] octets = new byte[IpAddress.V4_BYTES];
    for (int i = 0; i < octets.length; i++) {
      boolean digits =
          !parts[i].isEmpty()
              && parts[i].length() <= MAX_DIGITS
              && parts[i].chars().allMatch(c -> c >= '0' && c <= '9');
      if (!digits || Integer.parseInt(parts[i]) > MAX_OCTET) {
        return Optional.empty();
      }
      octets[i] = (byte) Integer.parseInt(parts[i]);
    }
    return Optional.of(IpAddress.of(octets));
  }
}
