package io.scp2p.core.wire.portmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.record.IpAddress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against what a miniupnpd 2.3.1 has said, and against what nobody should say. */
class RouterAnswersTest {
  private static final IpAddress OUTSIDE = IpAddress.of((byte) 44, (byte) 0, (byte) 0, (byte) 1);

  private static Bytes text(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void pcpMapping() throws WireException {
    Bytes recorded =
        Bytes.parse(
            "028100000000003c00000002000000000000000000000000b325f7fa9111c8c1bfde2f97"
                + "110000001b581b5800000000000000000000ffff2c000001");

    Pcp.Answer answer = Pcp.decode(recorded);

    assertThat(answer.operation()).isEqualTo(Pcp.MAP);
    assertThat(answer.result()).isEqualTo(Pcp.SUCCESS);
    assertThat(answer.lifetimeSeconds()).isEqualTo(60);
    assertThat(answer.epochSeconds()).isEqualTo(2);
    assertThat(answer.mapping())
        .isEqualTo(
            new Pcp.Mapping(Bytes.parse("b325f7fa9111c8c1bfde2f97"), 17, 7000, 7000, OUTSIDE));
  }

  @Test
  void pcpRequestsAreThoseOfRfc6887() {
    IpAddress self = IpAddress.of((byte) 192, (byte) 168, (byte) 77, (byte) 2);
    Bytes nonce = Bytes.parse("000102030405060708090a0b");

    Bytes map =
        Pcp.mapRequest(
            self, new Pcp.MapRequest(nonce, PortProtocol.TCP, 7001, 7002, OUTSIDE, 7200));

    assertThat(map.hex())
        .isEqualTo(
            "02010000"
                + "00001c20"
                + "00000000000000000000ffffc0a84d02"
                + "000102030405060708090a0b"
                + "06000000"
                + "1b591b5a"
                + "00000000000000000000ffff2c000001");
    assertThat(Pcp.announceRequest(self).hex())
        .isEqualTo("020000000000000000000000000000000000ffffc0a84d02");
  }

  @Test
  void natPmp() throws WireException {
    NatPmp.Answer address = NatPmp.decode(Bytes.parse("00800000000000022c000001"));
    NatPmp.Answer mapping = NatPmp.decode(Bytes.parse("00820000000000021b591b590000003c"));

    assertThat(address.address()).isEqualTo(OUTSIDE);
    assertThat(address.epochSeconds()).isEqualTo(2);
    assertThat(mapping.mapping()).isEqualTo(new NatPmp.Mapping(PortProtocol.TCP, 7001, 7001, 60));
    assertThat(NatPmp.addressRequest().hex()).isEqualTo("0000");
    assertThat(NatPmp.mapRequest(PortProtocol.UDP, 7000, 7005, 7200).hex())
        .isEqualTo("000100001b581b5d00001c20");
  }

  @Test
  void aNatPmpRefusalMayBeShort() throws WireException {
    NatPmp.Answer refusal = NatPmp.decode(Bytes.parse("0081000200000002"));

    assertThat(refusal.result()).isEqualTo(2);
    assertThat(refusal.mapping()).isNull();
  }

  /** Every prefix, and every byte another: nothing but the one exception comes out. */
  @Test
  void nothingElseThanTheOneExceptionIsThrown() {
    for (String hex :
        new String[] {
          "028100000000003c00000002000000000000000000000000b325f7fa9111c8c1bfde2f97"
              + "110000001b581b5800000000000000000000ffff2c000001",
          "00800000000000022c000001",
          "00820000000000021b591b590000003c"
        }) {
      byte[] whole = Bytes.parse(hex).toArray();
      int refused = 0;
      for (int at = 0; at < whole.length; at++) {
        refused += decodes(Bytes.wrap(whole, 0, at)) ? 0 : 1;
        byte[] other = whole.clone();
        other[at] ^= (byte) 0xff;
        decodes(Bytes.wrap(other));
      }
      assertThat(refused).as("no prefix is an answer").isEqualTo(whole.length);
    }
  }

  private static boolean decodes(Bytes datagram) {
    boolean any = false;
    try {
      Pcp.decode(datagram);
      any = true;
    } catch (WireException notPcp) {
      any = false;
    }
    try {
      NatPmp.decode(datagram);
      return true;
    } catch (WireException notNatPmp) {
      return any;
    }
  }

  @Test
  void aPcpPacketAboveItsLimitIsRefused() {
    byte[] tooLong = new byte[Pcp.MAX_BYTES + 1];
    tooLong[0] = Pcp.VERSION;
    tooLong[1] = (byte) 0x80;

    assertThat(reason(() -> Pcp.decode(Bytes.wrap(tooLong)))).isEqualTo("TOO_LARGE");
  }

  private interface Decoding {
    Object run() throws WireException;
  }

  private static String reason(Decoding decoding) {
    try {
      return "none: " + decoding.run();
    } catch (WireException e) {
      return e.reason().name();
    }
  }

  @Test
  void ssdp() throws WireException {
    String answer =
        """
        HTTP/1.1 200 OK\r
        CACHE-CONTROL: max-age=120\r
        ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r
        EXT:\r
        LOCATION: http://192.168.77.1:41551/rootDesc.xml\r
        \r
        """;

    assertThat(Ssdp.location(text(answer))).isEqualTo("http://192.168.77.1:41551/rootDesc.xml");
    assertThat(reason(() -> Ssdp.location(text(answer.replace("Gateway", "Print")))))
        .isEqualTo("UNKNOWN_VARIANT");
    assertThat(reason(() -> Ssdp.location(text(answer.replace("200 OK", "500 No")))))
        .isEqualTo("UNKNOWN_MESSAGE_TYPE");
    assertThat(reason(() -> Ssdp.location(text(answer + "X".repeat(Ssdp.MAX_BYTES)))))
        .isEqualTo("TOO_LARGE");
    String far = answer.replace("rootDesc", "a".repeat(Ssdp.MAX_LOCATION_CHARS));
    assertThat(reason(() -> Ssdp.location(text(far)))).isEqualTo("WRONG_LENGTH");
  }

  private static final String DESCRIPTION =
      """
      <?xml version="1.0"?>
      <root xmlns="urn:schemas-upnp-org:device-1-0"><device><deviceList><device>
      <serviceList><service>
      <serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>
      <controlURL>/old</controlURL></service><service>
      <serviceType>urn:schemas-upnp-org:service:WANIPConnection:2</serviceType>
      <controlURL>/ctl/IPConn</controlURL></service></serviceList>
      </device></deviceList></device></root>
      """;

  @Test
  void aDescriptionNamesTheBestService() throws WireException {
    RouterDescription router = RouterDescription.decode(text(DESCRIPTION));

    assertThat(router.services()).hasSize(2);
    assertThat(router.forwarding().orElseThrow().controlUrl()).isEqualTo("/ctl/IPConn");
    assertThat(router.baseUrl()).isEmpty();
  }

  /** Neither files nor other machines are read, and nothing grows. */
  @Test
  void documentTypesAndEntitiesAreRefused() {
    String file =
        "<!DOCTYPE root [<!ENTITY x SYSTEM"
            + " \"file:///etc/passwd\">]><root><URLBase>&x;</URLBase></root>";
    String laughs =
        "<!DOCTYPE r [<!ENTITY a \"ha\"><!ENTITY b"
            + " \"&a;&a;&a;&a;\">]><root><URLBase>&b;</URLBase></root>";
    String undeclared = "<root><URLBase>&nobody;</URLBase></root>";

    for (String hostile : new String[] {file, laughs, undeclared}) {
      assertThatThrownBy(() -> RouterDescription.decode(text(hostile)))
          .as(hostile)
          .isInstanceOf(WireException.class);
    }
  }

  @Test
  void xmlHasBounds() {
    String deep = "<a>".repeat(PlainXml.MAX_DEPTH + 1) + "</a>".repeat(PlainXml.MAX_DEPTH + 1);
    String wordy = "<a>" + "x".repeat(PlainXml.MAX_TEXT_CHARS + 1) + "</a>";
    String big = "<a>" + "<b/>".repeat(PlainXml.MAX_BYTES / 4) + "</a>";
    String many = "<a>" + "<service></service>".repeat(RouterDescription.MAX_SERVICES + 1) + "</a>";
    StringBuilder values = new StringBuilder("<a>");
    for (int i = 0; i <= Soap.MAX_VALUES; i++) {
      values.append("<v").append(i).append("/>");
    }
    String full = values.append("</a>").toString();

    assertThat(reason(() -> RouterDescription.decode(text(deep)))).isEqualTo("TOO_DEEP");
    assertThat(reason(() -> RouterDescription.decode(text(wordy)))).isEqualTo("TOO_LARGE");
    assertThat(reason(() -> RouterDescription.decode(text(big)))).isEqualTo("TOO_LARGE");
    assertThat(reason(() -> RouterDescription.decode(text(many)))).isEqualTo("TOO_LARGE");
    assertThat(reason(() -> Soap.decode(text(full)))).isEqualTo("TOO_LARGE");
    assertThat(reason(() -> RouterDescription.decode(text("no XML at all"))))
        .isEqualTo("MALFORMED");
  }

  @Test
  void soap() throws WireException {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("NewExternalPort", "7001");
    values.put("NewPortMappingDescription", "<&>");

    String request =
        new String(
            Soap.request("urn:x", "AddPortMapping", values).toArray(), StandardCharsets.UTF_8);
    Soap.Answer address =
        Soap.decode(
            text(
                "<s:Envelope xmlns:s=\"e\"><s:Body><u:R xmlns:u=\"u\">"
                    + "<NewExternalIPAddress>44.0.0.1</NewExternalIPAddress></u:R></s:Body></s:Envelope>"));
    Soap.Answer conflict =
        Soap.decode(
            text(
                "<s:Envelope xmlns:s=\"e\"><s:Body><s:Fault><faultcode>s:Client</faultcode><detail>"
                    + "<UPnPError><errorCode>718</errorCode></UPnPError></detail></s:Fault></s:Body></s:Envelope>"));

    assertThat(Soap.action("urn:x", "Get")).isEqualTo("\"urn:x#Get\"");
    assertThat(request)
        .contains("<u:AddPortMapping xmlns:u=\"urn:x\"><NewExternalPort>7001</NewExternalPort>")
        .contains("<NewPortMappingDescription>&lt;&amp;&gt;</NewPortMappingDescription>");
    assertThat(address.errorCode()).isEqualTo(Soap.NO_ERROR);
    assertThat(address.values()).containsEntry("NewExternalIPAddress", "44.0.0.1");
    assertThat(conflict.errorCode()).isEqualTo(718);
    assertThat(reason(() -> Soap.decode(text("<a><errorCode>0</errorCode></a>"))))
        .isEqualTo("OUT_OF_RANGE");
    assertThat(reason(() -> Soap.decode(text("<a><faultcode>x</faultcode></a>"))))
        .isEqualTo("MALFORMED");
  }

  @Test
  void bytesThatAreNoTextWriteNothingToTheStandardError() throws Exception {
    byte[] document = "<a><serviceType>x</serviceType></a>".getBytes(StandardCharsets.UTF_8);
    document[16] = (byte) 0xff;
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertThat(RouterDescription.decode(Bytes.wrap(document)).services()).isEmpty();
    } finally {
      System.setErr(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
  }
}
