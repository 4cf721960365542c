package io.scp2p.core.wire.portmap;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.record.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The discovery of UPnP (UPnP Device Architecture 1.1, section 1.3): who is a router here? */
public final class Ssdp {
  /** Where devices listen. */
  public static final int PORT = 1900;

  /** The group of all devices. */
  public static final IpAddress GROUP =
      IpAddress.of((byte) 239, (byte) 255, (byte) 255, (byte) 250);

  /** Longer answers are refused. */
  public static final int MAX_BYTES = 2_048;

  /** Longer addresses of descriptions are refused. */
  public static final int MAX_LOCATION_CHARS = 512;

  /** What a router calls itself. A second version answers to the name of the first as well. */
  public static final List<String> ROUTERS =
      List.of(
          "urn:schemas-upnp-org:device:InternetGatewayDevice:1",
          "urn:schemas-upnp-org:device:InternetGatewayDevice:2");

  private static final int MAX_LINES = 64;

  private Ssdp() {}

  /**
   * Asks everybody.
   *
   * @param target whom
   * @param waitSeconds devices answer after a random time up to this
   */
  public static Bytes search(String target, int waitSeconds) {
    String text =
        "M-SEARCH * HTTP/1.1\r\n"
            + "HOST: 239.255.255.250:1900\r\n"
            + "MAN: \"ssdp:discover\"\r\n"
            + "MX: "
            + waitSeconds
            + "\r\nST: "
            + target
            + "\r\n\r\n";
    return Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * The address of a description, out of an answer of a router.
   *
   * @return as it is written there; nothing in it is checked but its length
   */
  public static String location(Bytes datagram) throws WireException {
    if (datagram.size() > MAX_BYTES) {
      throw new WireException(Reason.TOO_LARGE, "SSDP answer above its limit");
    }
    String text = new String(datagram.toArray(), StandardCharsets.ISO_8859_1);
    String[] lines = text.split("\r?\n", MAX_LINES);
    if (!lines[0].startsWith("HTTP/1.") || !lines[0].contains(" 200")) {
      throw new WireException(Reason.UNKNOWN_MESSAGE_TYPE, "no answer to a search");
    }
    String location = "";
    boolean router = false;
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        String value = line.substring(colon + 1).strip();
        if (name.equals("location")) {
          location = value;
        } else if (name.equals("st")) {
          router = ROUTERS.contains(value);
        }
      }
    }
    if (!router) {
      throw new WireException(Reason.UNKNOWN_VARIANT, "not a router");
    }
    if (location.isEmpty() || location.length() > MAX_LOCATION_CHARS) {
      throw new WireException(Reason.WRONG_LENGTH, "no usable LOCATION");
    }
    return location;
  }
}
