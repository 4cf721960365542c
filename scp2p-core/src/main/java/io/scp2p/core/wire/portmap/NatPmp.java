package io.scp2p.core.wire.portmap;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.record.IpAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** NAT-PMP (RFC 6886): requests of 2 or 12 bytes, answers of 8 to 16. */
public final class NatPmp {
  /** Section 1.1: where the router listens; PCP has the same port. */
  public static final int PORT = 5351;

  /** Section 3.2.1: where a router announces itself; PCP has the same port. */
  public static final int ANNOUNCEMENT_PORT = 5350;

  /** The first byte of every packet. */
  public static final int VERSION = 0;

  /** Section 3.2: asks for the outside address. */
  public static final int ADDRESS = 0;

  /** Section 3.5: the result of success. */
  public static final int SUCCESS = 0;

  private static final int MAP_UDP = 1;
  private static final int MAP_TCP = 2;
  private static final int ANSWER = 0x80;
  private static final int HEADER_BYTES = 8;
  private static final int ADDRESS_BYTES = 12;
  private static final int MAP_BYTES = 16;

  private NatPmp() {}

  /**
   * What a router says.
   *
   * @param operation of the request, without the mark of an answer
   * @param result 0, or why not (section 3.5)
   * @param epochSeconds since the router lost its table last
   * @param address the outside one, in an answer to {@link #ADDRESS}
   * @param mapping in an answer to the other requests
   */
  public record Answer(
      int operation,
      int result,
      long epochSeconds,
      @Nullable IpAddress address,
      @Nullable Mapping mapping) {}

  /**
   * A forwarded port.
   *
   * @param protocol of the port
   * @param internalPort here
   * @param externalPort outside
   * @param lifetimeSeconds how long, if it is not asked for again; 0 for a mapping that is gone
   */
  public record Mapping(
      PortProtocol protocol, int internalPort, int externalPort, long lifetimeSeconds) {}

  /** The operation that asks for a port. */
  public static int operation(PortProtocol protocol) {
    return protocol == PortProtocol.UDP ? MAP_UDP : MAP_TCP;
  }

  /** Section 3.2. */
  public static Bytes addressRequest() {
    return Bytes.wrap(new byte[] {VERSION, ADDRESS});
  }

  /**
   * Section 3.3; with a lifetime of 0, section 3.4.
   *
   * @param suggestedPort outside; 0 for any, and to delete
   */
  public static Bytes mapRequest(
      PortProtocol protocol, int internalPort, int suggestedPort, long lifetimeSeconds) {
    return Bytes.wrap(
        ByteBuffer.allocate(ADDRESS_BYTES)
            .put((byte) VERSION)
            .put((byte) operation(protocol))
            .putShort((short) 0)
            .putShort((short) internalPort)
            .putShort((short) suggestedPort)
            .putInt((int) lifetimeSeconds)
            .array());
  }

  /** Reads an answer; one of another version is refused as {@link Reason#UNKNOWN_VARIANT}. */
  public static Answer decode(Bytes datagram) throws WireException {
    if (datagram.size() < HEADER_BYTES) {
      throw new WireException(Reason.TRUNCATED, "NAT-PMP answer too short");
    }
    ByteBuffer in = datagram.buffer();
    if (in.get() != VERSION) {
      throw new WireException(Reason.UNKNOWN_VARIANT, "not NAT-PMP", 0);
    }
    int operation = (in.get() & 0xff) - ANSWER;
    if (operation != ADDRESS && operation != MAP_UDP && operation != MAP_TCP) {
      throw new WireException(Reason.UNKNOWN_MESSAGE_TYPE, "no NAT-PMP answer", 1);
    }
    int result = Short.toUnsignedInt(in.getShort());
    long epoch = Integer.toUnsignedLong(in.getInt());
    // What refuses may leave the rest out.
    if (result != SUCCESS) {
      return new Answer(operation, result, epoch, null, null);
    }
    if (datagram.size() < (operation == ADDRESS ? ADDRESS_BYTES : MAP_BYTES)) {
      throw new WireException(Reason.TRUNCATED, "NAT-PMP answer too short");
    }
    if (operation == ADDRESS) {
      IpAddress address = new IpAddress(datagram.slice(HEADER_BYTES, IpAddress.V4_BYTES));
      return new Answer(operation, result, epoch, address, null);
    }
    Mapping mapping =
        new Mapping(
            operation == MAP_UDP ? PortProtocol.UDP : PortProtocol.TCP,
            Short.toUnsignedInt(in.getShort()),
            Short.toUnsignedInt(in.getShort()),
            Integer.toUnsignedLong(in.getInt()));
    return new Answer(operation, result, epoch, null, mapping);
  }
}
