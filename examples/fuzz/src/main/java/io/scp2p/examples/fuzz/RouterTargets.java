package io.scp2p.examples.fuzz;

import io.scp2p.core.protocol.stun.StunResponder;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.portmap.NatPmp;
import io.scp2p.core.wire.portmap.Pcp;
import io.scp2p.core.wire.portmap.RouterDescription;
import io.scp2p.core.wire.portmap.Soap;
import io.scp2p.core.wire.portmap.Ssdp;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import io.scp2p.core.wire.stun.StunAttribute;
import io.scp2p.core.wire.stun.StunMessage;
import io.scp2p.core.wire.turn.ChannelData;
import io.scp2p.core.wire.turn.TurnStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What routers, STUN and TURN servers answer, and whoever answers in their place. */
final class RouterTargets {
  /** Two bytes of kind and two of length. */
  private static final int ATTRIBUTE_BYTES = 4;

  static final String OK =
      String.join(
          "\r\n",
          "HTTP/1.1 200 OK",
          "ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1",
          "LOCATION: http://192.168.1.1:5000/rootDesc.xml",
          "",
          "");
  static final String DESCRIPTION =
      "<?xml version=\"1.0\"?><root xmlns=\"urn:schemas-upnp-org:device-1-0\"><device><serviceList>"
          + "<service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>"
          + "<controlURL>/ctl/IPConn</controlURL></service></serviceList></device></root>";
  static final String ANSWER =
      "<?xml version=\"1.0\"?><s:Envelope"
          + " xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><u:GetExternalIPAddressResponse"
          + " xmlns:u=\"a\"><NewExternalIPAddress>203.0.113.9"
          + "</NewExternalIPAddress></u:GetExternalIPAddressResponse></s:Body></s:Envelope>";
  static final String MAPPED =
      "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">"
          + "<s:Body><u:AddPortMappingResponse xmlns:u=\"a\"/></s:Body></s:Envelope>";
  private static final String FAULT =
      "<s:Envelope"
          + " xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>s:Client</faultcode><detail><UPnPError"
          + " xmlns=\"a\"><errorCode>718</errorCode>"
          + "</UPnPError></detail></s:Fault></s:Body></s:Envelope>";

  /** RFC 8656 section 12.4: three bytes, and one of padding. */
  private static final byte[] CHANNEL = hex("4000000301020300");

  private RouterTargets() {}

  static List<FuzzTarget> all() {
    return List.of(
        target("nat-pmp", "answers of NAT-PMP", NatPmp::decode, hex("0080000000000005cb007109")),
        target(
            "pcp",
            "answers of PCP",
            Pcp::decode,
            hex(
                "0281000000000e1000000005"
                    + "000000000000000000000000"
                    + "0102030405060708090a0b0c"
                    + "110000001b581b58"
                    + "00000000000000000000ffffcb007109")),
        target("ssdp", "who says it is a router", Ssdp::location, text(OK)),
        target(
            "router-description",
            "what a router has",
            document -> {
              RouterDescription all = RouterDescription.decode(document);
              Finding.unless(
                  all.services().size() <= RouterDescription.MAX_SERVICES, "too many services");
              return all;
            },
            text(DESCRIPTION)),
        target(
            "soap",
            "what a router answers",
            document -> {
              Soap.Answer answer = Soap.decode(document);
              Finding.unless(answer.values().size() <= Soap.MAX_VALUES, "too many values");
              return answer;
            },
            text(ANSWER),
            text(FAULT)),
        target("stun", "STUN and TURN messages", RouterTargets::stun, binding(), answer()),
        new FuzzTarget(
            "stun-responder",
            "requests from anywhere, to a node that answers them",
            vectors -> List.of(binding(), answer()),
            RouterTargets::responder),
        target(
            "stun-address",
            "an address in the plain form and in the mixed one",
            RouterTargets::address,
            hex("000115b3cb007109"),
            hex("000215b320010db8000000000000000000000001")),
        target("channel-data", "data of a channel of TURN", RouterTargets::channel, CHANNEL),
        new FuzzTarget(
            "turn-stream",
            "what a TURN server sends over TCP, cut at any place",
            vectors -> List.of(joined(binding(), CHANNEL, answer()), answer(), CHANNEL),
            RouterTargets::stream));
  }

  private static FuzzTarget target(
      String name, String says, RoundTrip.Decoder<?> decoder, byte[]... seeds) {
    return new FuzzTarget(name, says, vectors -> List.of(seeds), input -> feed(decoder, input));
  }

  private static boolean feed(RoundTrip.Decoder<?> decoder, byte[] input) {
    try {
      Object value = decoder.decode(Bytes.wrap(input.clone()));
      Finding.unless(!String.valueOf(value).isEmpty(), "nothing to show");
      return true;
    } catch (WireException refused) {
      return false;
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /** RFC 8489: a binding request. */
  private static byte[] binding() {
    return hex("000100002112a442000102030405060708090a0b");
  }

  /** A binding response with an XOR-MAPPED-ADDRESS. */
  private static byte[] answer() {
    return hex("0101000c2112a442000102030405060708090a0b" + "002000080001a147e112a643");
  }

  private static StunMessage stun(Bytes in) throws WireException {
    StunMessage message = StunMessage.decode(in);
    int bytes = 0;
    for (StunAttribute each : message.attributes()) {
      bytes += ATTRIBUTE_BYTES + each.value().size();
      look(message, each);
    }
    Finding.unless(bytes <= in.size(), "more attributes than bytes");
    return message;
  }

  /** What a reader would ask of it; each may object. */
  private static void look(StunMessage message, StunAttribute attribute) {
    try {
      message.address(attribute.type());
      message.xoredAddress(attribute.type());
      message.mappedAddress();
    } catch (WireException refused) {
      return;
    }
  }

  /**
   * It answers with no more than a little, or amplifies what somebody with a false address asks.
   */
  private static boolean responder(byte[] input) {
    StunMessage request;
    try {
      request = StunMessage.decode(Bytes.wrap(input));
    } catch (WireException refused) {
      return false;
    }
    StunResponder responder = new StunResponder(0);
    StunAddress from =
        new StunAddress(IpAddress.of((byte) 10, (byte) 0, (byte) 0, (byte) 1), 7_000);
    int answered = 0;
    for (int i = 0; i < 2_000; i++) {
      Bytes answer = responder.answer(i, from, request).orElse(null);
      if (answer != null) {
        answered++;
        Finding.unless(answer.size() <= 3 * Math.max(20, input.length), "an answer that amplifies");
        mustDecode(answer);
      }
    }
    Finding.unless(answered < 2_000, "it answers one address without end");
    return answered > 0;
  }

  private static StunAddress address(Bytes in) throws WireException {
    StunAddress address = StunAddress.decode(in);
    Finding.unless(address.encode().equals(withoutFirst(in)), "encoded again it is another");
    Bytes transaction = Samples.bytes(5, StunMessage.TRANSACTION_BYTES);
    Finding.unless(
        StunAddress.decodeXored(address.encodeXored(transaction), transaction).equals(address),
        "mixed and back it is another");
    return address;
  }

  /** The first byte of an address means nothing. */
  private static Bytes withoutFirst(Bytes in) {
    byte[] bytes = in.toArray();
    bytes[0] = 0;
    return Bytes.wrap(bytes);
  }

  private static ChannelData channel(Bytes in) throws WireException {
    ChannelData data = ChannelData.decode(in);
    Finding.unless(data.data().size() <= in.size() - ChannelData.HEADER_BYTES, "out of nothing");
    for (boolean padded : new boolean[] {false, true}) {
      Finding.unless(ChannelData.decode(data.encode(padded)).equals(data), "another again");
    }
    return data;
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** In one piece, in pieces of a byte, and in pieces of some other size. */
  private static boolean stream(byte[] input) {
    List<Bytes> whole = cut(input, Math.max(1, input.length));
    Finding.unless(whole.equals(cut(input, 1)), "cut into bytes it is another");
    Finding.unless(whole.equals(cut(input, 1 + input.length / 3)), "cut anyhow it is another");
    int bytes = whole.stream().mapToInt(Bytes::size).sum();
    Finding.unless(bytes <= input.length, "more messages than bytes");
    return !whole.isEmpty();
  }

  private static List<Bytes> cut(byte[] input, int piece) {
    TurnStream stream = new TurnStream();
    List<Bytes> all = new ArrayList<>();
    for (int at = 0; at < input.length; at += piece) {
      Bytes part = Bytes.wrap(input.clone(), at, Math.min(piece, input.length - at));
      try {
        all.addAll(stream.accept(part));
      } catch (WireException broken) {
        // What came before in the same piece is lost with it; the connection is given up.
        return List.of();
      }
    }
    return all;
  }

  private static void mustDecode(Bytes answer) {
    try {
      StunMessage.decode(answer);
    } catch (WireException refused) {
      throw new Finding("our own answer is refused: " + refused.getMessage());
    }
  }
}
