package io.scp2p.core.wire.portmap;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a router says that it can do (UPnP Device Architecture 1.1, section 2.3).
 *
 * @param baseUrl to which addresses are relative, or empty for that of the description
 * @param services all of them, of every device in the router
 */
public record RouterDescription(String baseUrl, List<Service> services) {
  /** More services are refused. */
  public static final int MAX_SERVICES = 64;

  /** Those that forward ports, the best first. */
  public static final List<String> FORWARDING =
      List.of(
          "urn:schemas-upnp-org:service:WANIPConnection:2",
          "urn:schemas-upnp-org:service:WANIPConnection:1",
          "urn:schemas-upnp-org:service:WANPPPConnection:1");

  /** Takes a copy of the list. */
  public RouterDescription {
    services = List.copyOf(services);
  }

  /**
   * One of them.
   *
   * @param type a URN
   * @param controlUrl where it is asked, perhaps relative
   */
  public record Service(String type, String controlUrl) {}

  /** Reads a description. */
  public static RouterDescription decode(Bytes document) throws WireException {
    Reading reading = new Reading();
    PlainXml.read(document, reading);
    return new RouterDescription(reading.baseUrl, reading.services);
  }

  /** The best service that forwards ports. */
  public Optional<Service> forwarding() {
    return FORWARDING.stream()
        .flatMap(type -> services.stream().filter(service -> service.type().equals(type)))
        .findFirst();
  }

  private static final class Reading implements PlainXml.Visitor {
    private final List<Service> services = new ArrayList<>();
    private String baseUrl = "";
    private String type = "";
    private String controlUrl = "";

    @Override
    public void begins(String name) {
      if (name.equals("service")) {
        type = "";
        controlUrl = "";
      }
    }

    @Override
    public void ends(String name, String text) throws WireException {
      switch (name) {
        case "URLBase" -> baseUrl = text;
        case "serviceType" -> type = text;
        case "controlURL" -> controlUrl = text;
        case "service" -> {
          if (services.size() == MAX_SERVICES) {
            throw new WireException(Reason.TOO_LARGE, "too many services");
          }
          services.add(new Service(type, controlUrl));
        }
        default -> {
          // Names and pictures.
        }
      }
    }
  }
}
