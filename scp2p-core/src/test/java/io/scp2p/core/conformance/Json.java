package io.scp2p.core.conformance;

import com.upokecenter.cbor.CBORObject;
import com.upokecenter.cbor.CBORType;
import io.scp2p.api.id.CommunityId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.CommunityMembers;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/** The conventions that all vector files share: octets, recipes for long ones, big integers. */
final class Json {
  private static final int FIRST_MEMBER_IP = 0x0a00_0000;
  private static final int MEMBER_PORT = 7001;

  private Json() {}

  static boolean isNull(CBORObject value) {
    return value == null || value.isNull();
  }

  /** Octets: hexadecimal, or a recipe. */
  static Bytes bytes(CBORObject value) {
    if (value.getType() == CBORType.TextString) {
      return Bytes.parse(value.AsString());
    }
    if (value.ContainsKey("repeat")) {
      byte[] part = HexFormat.of().parseHex(value.get("repeat").AsString());
      ByteBuffer all = ByteBuffer.allocate(part.length * value.get("count").AsInt32());
      while (all.hasRemaining()) {
        all.put(part);
      }
      return Bytes.wrap(all.array());
    }
    if (value.ContainsKey("modulus")) {
      int modulus = value.get("modulus").AsInt32();
      byte[] all = new byte[value.get("length").AsInt32()];
      for (int i = 0; i < all.length; i++) {
        all[i] = (byte) (i % modulus);
      }
      return Bytes.wrap(all);
    }
    if (value.ContainsKey("concat")) {
      return joined(value.get("concat").getValues().stream().map(Json::bytes).toList());
    }
    if (value.ContainsKey("members")) {
      return members(value.get("members")).encoded();
    }
    throw new AssertionError("unknown recipe " + value);
  }

  static byte[] array(CBORObject value) {
    return bytes(value).toArray();
  }

  static Bytes joined(List<Bytes> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(part -> all.writeBytes(part.toArray()));
    return Bytes.wrap(all.toByteArray());
  }

  /** An integer of up to 64 unsigned bits, given as a number or as decimal digits. */
  static long unsigned(CBORObject value) {
    return Long.parseUnsignedLong(digits(value));
  }

  /** The decimal digits of an integer in either form. */
  static String digits(CBORObject value) {
    return value.getType() == CBORType.TextString
        ? value.AsString()
        : Long.toString(value.AsInt64Value());
  }

  static List<String> texts(CBORObject list) {
    return list.getValues().stream().map(CBORObject::AsString).toList();
  }

  private static CommunityMembers members(CBORObject recipe) {
    int first = recipe.get("first").AsInt32();
    int last = recipe.get("last").AsInt32();
    List<PeerAddress> addresses =
        IntStream.rangeClosed(first, last).mapToObj(Json::member).toList();
    CommunityId community = CommunityId.parse(recipe.get("community_share_id").AsString());
    return new CommunityMembers(community, addresses, unsigned(recipe.get("updated_at")));
  }

  private static PeerAddress member(int number) {
    byte[] octets =
        ByteBuffer.allocate(IpAddress.V4_BYTES).putInt(FIRST_MEMBER_IP + number).array();
    return PeerAddress.direct(IpAddress.of(octets), MEMBER_PORT, PeerTransport.TCP);
  }
}
