package io.scp2p.core.wire.portmap;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.record.IpAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** PCP (RFC 6887): its common header (section 7) and the operations ANNOUNCE and MAP. */
public final class Pcp {
  /** The first byte of every packet. */
  public static final int VERSION = 2;

  /** Section 7: no packet is longer. */
  public static final int MAX_BYTES = 1_100;

  /** Section 11.1: of the nonce that proves that an answer is to this request. */
  public static final int NONCE_BYTES = 12;

  /** Section 14.1: asks, or says, whether the router still has its table. */
  public static final int ANNOUNCE = 0;

  /** Section 11: asks for a mapping. */
  public static final int MAP = 1;

  /** Section 7.4. */
  public static final int SUCCESS = 0;

  /** Section 7.4: the router speaks another version. */
  public static final int UNSUPPORTED_VERSION = 1;

  /** Section 7.4: somebody translates addresses between this node and the router. */
  public static final int ADDRESS_MISMATCH = 12;

  private static final int ANSWER = 0x80;
  private static final int HEADER_BYTES = 24;
  private static final int MAP_BYTES = 36;
  private static final int MAPPED_PREFIX_BYTES = 12;
  private static final int RESERVED_BYTES = 12;
  private static final int MAP_RESERVED_BYTES = 3;

  private Pcp() {}

  /**
   * A port to forward.
   *
   * @param nonce {@link #NONCE_BYTES} random bytes, the same for every request of one mapping
   * @param protocol of the port
   * @param internalPort here
   * @param suggestedPort outside, 0 for any
   * @param suggestedAddress outside, or null for any
   * @param lifetimeSeconds wanted; 0 deletes
   */
  public record MapRequest(
      Bytes nonce,
      PortProtocol protocol,
      int internalPort,
      int suggestedPort,
      @Nullable IpAddress suggestedAddress,
      long lifetimeSeconds) {
    /** Refuses a nonce of another size. */
    public MapRequest {
      nonce.requireSize(NONCE_BYTES, "PCP nonce");
    }
  }

  /**
   * What a router says.
   *
   * @param operation of the request, without the mark of an answer
   * @param result 0, or why not (section 7.4)
   * @param lifetimeSeconds of the mapping, or for how long the refusal holds
   * @param epochSeconds since the router lost its table last
   * @param mapping in an answer to MAP, also in one that refuses
   */
  public record Answer(
      int operation,
      int result,
      long lifetimeSeconds,
      long epochSeconds,
      @Nullable Mapping mapping) {}

  /**
   * A forwarded port.
   *
   * @param nonce of the request
   * @param protocolNumber of the port
   * @param internalPort here
   * @param externalPort outside
   * @param external the outside address
   */
  public record Mapping(
      Bytes nonce, int protocolNumber, int internalPort, int externalPort, IpAddress external) {}

  /** Section 14.1.1. */
  public static Bytes announceRequest(IpAddress self) {
    byte[] packet = new byte[HEADER_BYTES];
    header(ByteBuffer.wrap(packet), ANNOUNCE, 0, self);
    return Bytes.wrap(packet);
  }

  /** Section 11.1. */
  public static Bytes mapRequest(IpAddress self, MapRequest request) {
    byte[] packet = new byte[HEADER_BYTES + MAP_BYTES];
    ByteBuffer out = ByteBuffer.wrap(packet);
    header(out, MAP, request.lifetimeSeconds(), self);
    out.put(request.nonce().buffer())
        .put((byte) request.protocol().number())
        .put(new byte[MAP_RESERVED_BYTES])
        .putShort((short) request.internalPort())
        .putShort((short) request.suggestedPort());
    IpAddress suggested = request.suggestedAddress();
    // Section 11.1: "any" is the zero address of the wanted family, here IPv4.
    put(out, suggested == null ? IpAddress.of(new byte[IpAddress.V4_BYTES]) : suggested);
    return Bytes.wrap(packet);
  }

  private static void header(ByteBuffer out, int operation, long lifetimeSeconds, IpAddress self) {
    out.put((byte) VERSION).put((byte) operation).putShort((short) 0).putInt((int) lifetimeSeconds);
    put(out, self);
  }

  /** Section 5: IPv4 addresses as mapped IPv6 ones. */
  private static void put(ByteBuffer out, IpAddress address) {
    if (address.isV4()) {
      out.put(new byte[MAPPED_PREFIX_BYTES - 2]).put((byte) 0xff).put((byte) 0xff);
    }
    out.put(address.octets().buffer());
  }

  /** Reads an answer; one of another version is refused as {@link Reason#UNKNOWN_VARIANT}. */
  public static Answer decode(Bytes datagram) throws WireException {
    if (datagram.size() > MAX_BYTES) {
      throw new WireException(Reason.TOO_LARGE, "PCP packet above its limit");
    }
    // The version first: a router of NAT-PMP says in eight bytes that it does not know this one.
    if (!datagram.isEmpty() && datagram.get(0) != VERSION) {
      throw new WireException(Reason.UNKNOWN_VARIANT, "not PCP", 0);
    }
    if (datagram.size() < HEADER_BYTES) {
      throw new WireException(Reason.TRUNCATED, "PCP answer too short");
    }
    ByteBuffer in = datagram.buffer();
    in.get(); // The version.
    int operation = (in.get() & 0xff) - ANSWER;
    if (operation < 0) {
      throw new WireException(Reason.UNKNOWN_MESSAGE_TYPE, "a PCP request", 1);
    }
    in.get(); // Reserved.
    int result = in.get() & 0xff;
    long lifetime = Integer.toUnsignedLong(in.getInt());
    long epoch = Integer.toUnsignedLong(in.getInt());
    if (operation != MAP) {
      return new Answer(operation, result, lifetime, epoch, null);
    }
    if (datagram.size() < HEADER_BYTES + MAP_BYTES) {
      if (result != SUCCESS) {
        return new Answer(operation, result, lifetime, epoch, null);
      }
      throw new WireException(Reason.TRUNCATED, "PCP mapping too short");
    }
    in.position(in.position() + RESERVED_BYTES);
    int nonceAt = in.position();
    in.position(nonceAt + NONCE_BYTES);
    int protocol = in.get() & 0xff;
    in.position(in.position() + MAP_RESERVED_BYTES);
    int internalPort = Short.toUnsignedInt(in.getShort());
    int externalPort = Short.toUnsignedInt(in.getShort());
    IpAddress external = address(datagram.slice(in.position(), IpAddress.V6_BYTES));
    Bytes nonce = datagram.slice(nonceAt, NONCE_BYTES).detached();
    return new Answer(
        operation,
        result,
        lifetime,
        epoch,
        new Mapping(nonce, protocol, internalPort, externalPort, external));
  }

  private static IpAddress address(Bytes sixteen) {
    for (int i = 0; i < MAPPED_PREFIX_BYTES; i++) {
      int expected = i < MAPPED_PREFIX_BYTES - 2 ? 0 : 0xff;
      if ((sixteen.get(i) & 0xff) != expected) {
        return new IpAddress(sixteen.detached());
      }
    }
    return new IpAddress(sixteen.slice(MAPPED_PREFIX_BYTES, IpAddress.V4_BYTES).detached());
  }
}
