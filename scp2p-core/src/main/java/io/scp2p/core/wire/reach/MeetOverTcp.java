package io.scp2p.core.wire.reach;

import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.message.ExtensionRequest;
import io.scp2p.core.wire.message.MessageCodec;

/**
 * 642: asks the other side to connect over TCP at the same time. Where to is the address that the
 * session already has, so that nobody can be sent to a third one; only the port is told.
 *
 * @param port from which this side's router will let its connection out
 */
public record MeetOverTcp(int port) implements ExtensionRequest {
  /** The number of this message and of its answer. */
  public static final int TYPE = 642;

  /** The version of {@link OfferPaths#FEATURE} that has this and {@link AskSeenFrom}. */
  public static final int SINCE = 2;

  /** Below live services, which nobody should be able to have others knock at. */
  public static final int MIN_PORT = 1_024;

  static final int MAX_PORT = 65_535;

  /** Refuses what no receiver would take. */
  public MeetOverTcp {
    port = MeetingPort.checked(port);
  }

  /** Makes a codec understand 641, 642 and their answers. */
  public static MessageCodec addTo(MessageCodec codec) {
    return codec
        .withRequest(AskSeenFrom.TYPE, payload -> CborReader.decode(payload, AskSeenFrom::read))
        .withResponse(AskSeenFrom.TYPE, payload -> CborReader.decode(payload, SeenFrom::read))
        .withRequest(TYPE, payload -> CborReader.decode(payload, MeetOverTcp::read))
        .withResponse(TYPE, payload -> CborReader.decode(payload, MeetingOverTcp::read));
  }

  static MeetOverTcp read(CborReader in) throws WireException {
    return new MeetOverTcp(MeetingPort.read(in));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void write(CborWriter out) {
    MeetingPort.write(out, port);
  }
}
