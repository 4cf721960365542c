package io.scp2p.core.wire.portmap;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Calls of a service of a router (UPnP Device Architecture 1.1, section 3.2). */
public final class Soap {
  /** More values in an answer are refused. */
  public static final int MAX_VALUES = 64;

  /** The answer has no error. */
  public static final int NO_ERROR = 0;

  private Soap() {}

  /**
   * What a service has answered.
   *
   * @param errorCode {@link #NO_ERROR}, or one of UPnP
   * @param values by the names of their elements
   */
  public record Answer(int errorCode, Map<String, String> values) {
    /** Takes a copy of the values. */
    public Answer {
      values = Map.copyOf(values);
    }
  }

  /** The header {@code SOAPACTION} of a call. */
  public static String action(String serviceType, String action) {
    return "\"" + serviceType + "#" + action + "\"";
  }

  /** The body of a call; its values in their order. */
  public static Bytes request(String serviceType, String action, Map<String, String> values) {
    StringBuilder text =
        new StringBuilder(512)
            .append("<?xml version=\"1.0\"?>\r\n")
            .append("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"")
            .append(" s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>")
            .append("<u:")
            .append(action)
            .append(" xmlns:u=\"")
            .append(PlainXml.escaped(serviceType))
            .append("\">");
    values.forEach(
        (name, value) ->
            text.append('<')
                .append(name)
                .append('>')
                .append(PlainXml.escaped(value))
                .append("</")
                .append(name)
                .append('>'));
    text.append("</u:").append(action).append("></s:Body></s:Envelope>\r\n");
    return Bytes.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Reads an answer, also one that says what went wrong. */
  public static Answer decode(Bytes document) throws WireException {
    Map<String, String> values = new HashMap<>();
    PlainXml.read(document, new Reading(values));
    String code = values.get("errorCode");
    if (code == null) {
      if (values.containsKey("faultcode")) {
        throw new WireException(Reason.MALFORMED, "a fault without a code");
      }
      return new Answer(NO_ERROR, values);
    }
    try {
      int number = Integer.parseInt(code);
      if (number == NO_ERROR) {
        throw new WireException(Reason.OUT_OF_RANGE, "error code 0");
      }
      return new Answer(number, values);
    } catch (NumberFormatException notANumber) {
      throw new WireException(Reason.OUT_OF_RANGE, "error code is no number");
    }
  }

  private record Reading(Map<String, String> values) implements PlainXml.Visitor {
    @Override
    public void begins(String name) {}

    @Override
    public void ends(String name, String text) throws WireException {
      if (values.size() == MAX_VALUES) {
        throw new WireException(Reason.TOO_LARGE, "too many values");
      }
      values.put(name, text);
    }
  }
}
